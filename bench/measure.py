"""How two ways are compared: turn and turn about, by their medians."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from unicodedata import east_asian_width

Way = Callable[[], object]


@dataclass(frozen=True)
class Result:
    """`ours` and `reference` in `unit`; the goal bounds their ratio, or `ours` where nothing is compared."""

    name: str
    ours: float
    reference: float | None = None
    goal: float | None = None
    unit: str = "秒"

    @property
    def ratio(self) -> float | None:
        return self.ours / self.reference if self.reference else None

    @property
    def met(self) -> bool | None:
        """None where there is no goal."""
        measured = self.ours if self.ratio is None else self.ratio
        return None if self.goal is None else measured <= self.goal

    def as_json(self) -> dict:
        return asdict(self) | {"ratio": self.ratio, "met": self.met}

    def as_line(self) -> tuple[str, ...]:
        goal = "" if self.goal is None else f"≤ {self.goal:g}" + ("×" if self.ratio else f" {self.unit}")
        verdict = {True: "达标", False: "未达标", None: "—"}[self.met]
        return self.name, self._text(self.ours), self._text(self.reference), self._times(), goal, verdict

    def _text(self, value: float | None) -> str:
        if value is None:
            return ""
        return f"{value:.3f} {self.unit}" if self.unit == "秒" else f"{value:g} {self.unit}"

    def _times(self) -> str:
        return f"{self.ratio:.2f}×" if self.ratio else ""


HEADINGS = ("项目", "我们的", "对照", "比值", "目标", "结论")


def seconds(way: Way, clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    way()
    return clock() - started


def alternately(*ways: Way, rounds: int = 7, before: Way = lambda: None) -> list[float]:
    """The median seconds of each way; each runs once unmeasured, then all in turn, `before` unmeasured."""
    runs: list[list[float]] = [[] for _ in ways]
    for turn in range(rounds + 1):
        for way, times in zip(ways, runs, strict=True):
            before()
            taken = seconds(way)
            if turn:
                times.append(taken)
    return [median(times) for times in runs]


def table(results: list[Result]) -> str:
    lines = [HEADINGS, *(result.as_line() for result in results)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (wide - _width(cell)) for cell, wide in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
