"""The five steps as the page shows them: the day, the papers, what is missing, the clock."""

import datetime as dt
from dataclasses import dataclass

from ..articles import article
from ..models import Talks, TalksPaper, TalksStep
from ..workflow import State
from . import clocks, sides
from .evidence import Day

DAYS = list(Day.values)
TODO = {
    Day.REPRESENTATIVES: ("代表名单还没有公布", "names"),
    Day.OFFER: ("还没有发出要约", "offer"),
    Day.ANSWER: ("对方还没有书面答复", "offer_answer"),
    Day.INFORMATION: ("还没有提供资料", "wage_information"),
    Day.START: ("还没有召开协商会议", "meeting"),
    Day.DRAFT: ("还没有形成草案", "draft"),
    Day.PASSED: ("草案还没有审议通过", "passing_shares"),
    Day.SIGNED: ("双方首席代表还没有都签字", "signing"),
}
PRINTS = {
    Day.OFFER: (("offer", "要约书"),),
    Day.ANSWER: (("answer", "应约书"),),
    Day.DRAFT: (("minutes", "会议记录"),),
}
"""What is printed at which day; 报送表 follows the contract."""


@dataclass
class Card:
    """`place`: past, here or ahead. `lacks` keeps the step from being done, `warned` does not."""

    step: TalksStep
    place: str
    days: list[tuple[str, dt.date | None]]
    papers: list[TalksPaper]
    lacks: list[str]
    warned: list[str]
    clocks: list[clocks.Clock]
    prints: list[tuple[str, str]]

    @property
    def done_on(self) -> dt.date | None:
        return self.days[-1][1] if self.place == "past" else None


def cards(talks: Talks, host: int | str = "") -> list[Card]:
    """`host` is the place of the step whose form is open: there the talks stand."""
    steps = list(TalksStep.objects.all())
    papers = list(TalksPaper.objects.filter(talks=talks).select_related("attachment").order_by("on", "pk"))
    running, made = clocks.of_talks(talks), []
    for step in steps:
        days = _days(step, steps)
        kept = [paper for paper in papers if paper.step_id == step.pk]
        lacks, warned = _lacking(talks, step, days, kept)
        made.append(
            Card(
                step,
                "ahead" if lacks else "past",
                [(str(Day(day).label), getattr(talks, day)) for day in days],
                kept,
                lacks,
                warned,
                [running[day] for day in days if day in running],
                [paper for day in days for paper in PRINTS.get(Day(day), ())],
            )
        )
    _stand(talks, made, host)
    return made


def _days(step: TalksStep, steps: list[TalksStep]) -> list[str]:
    """From the day that opens it to the one that completes it, less those that complete another."""
    others = {other.done_by for other in steps if other != step}
    first, last = DAYS.index(step.opens_by), DAYS.index(step.done_by)
    return [day for day in DAYS[first : last + 1] if day not in others]


def _lacking(talks: Talks, step: TalksStep, days: list[str], kept: list[TalksPaper]):
    today = dt.date.today()
    lacks, warned = [], []
    if Day.REPRESENTATIVES in days:
        lacks += sides.faults(talks, today)
        warned += sides.doubts(talks, today)
    for day in days:
        if getattr(talks, day) is None:
            words, code = TODO[Day(day)]
            law = article(code, today, talks.kind)
            lacks.append(f"{words}（{law}）" if law else words)
    if Day.ANSWER in days and talks.answer == Talks.Answer.REFUSED:
        law = article("refusal", today)
        lacks.append(f"对方拒绝协商（{law}）：{talks.answer_reason}")
    have = {paper.note for paper in kept}
    lacks += [f"缺少{name}" for name in step.materials if name not in have]
    return lacks, warned


def _stand(talks: Talks, made: list[Card], host: int | str) -> None:
    """Without an open form, the first that is not done; after the end of the talks, nowhere."""
    if talks.state in (State.LAPSED, State.SIGNED):
        return
    left = [card for card in made if card.place == "ahead"]
    for card in [card for card in left if card.step.place == host] or left[:1]:
        card.place = "here"
