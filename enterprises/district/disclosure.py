"""Which enterprises disclose: so many of each class, and with DEM05 so many employees in all."""

from collections.abc import Iterator, Sequence

from union_portal.district.plan import Plan

from .firms import LARGE, LARGEST, Firm, Firms

Class = tuple[list[Firm], int]


def choose(plan: Plan, firms: Firms, classes: Sequence[Class]) -> list[Firm]:
    """The largest of each class; or with DEM05 others of it, and employees moved until they add up."""
    total = plan.given("DEM05")
    if total is None:
        return [firm for group, count in classes for firm in group[:count]]
    left = total
    chosen: list[Firm] = []
    for group, count in classes:
        window, left = _window(group, count, left, sum(number for _, number in classes) - len(chosen))
        chosen += window
    left = _moved(firms, {id(firm) for firm in chosen}, left)
    if left:
        plan.refuse("DEM05", f"为{total:,}人，与厂务公开单位数和各单位职工数不能同时成立")
    return chosen


def _window(group: list[Firm], count: int, left: int, places: int) -> tuple[list[Firm], int]:
    """So many neighbours by size whose employees come nearest to their share of what is left."""
    ordered = sorted(group, key=lambda firm: firm.employees)
    share = left * count / max(places, 1)
    sums = [sum(firm.employees for firm in ordered[:count])]
    for place in range(len(ordered) - count):
        sums.append(sums[-1] + ordered[place + count].employees - ordered[place].employees)
    start = min(range(len(sums)), key=lambda place: abs(sums[place] - share))
    return ordered[start : start + count], left - sums[start]


def _moved(firms: Firms, chosen: set[int], left: int) -> int:
    """Add to the chosen what is left, or take it off; a settled sum keeps by its others. What remains."""
    for members, free in _segments(firms):
        inside = [firm for firm in members if id(firm) in chosen]
        outside = [firm for firm in members if id(firm) not in chosen]
        most = abs(left) if free else min(abs(left), _room(outside, left < 0))
        done = _changed(inside, most, left > 0)
        if not free:
            _changed(outside, done, left < 0)
        left -= done if left > 0 else -done
    return left


def _segments(firms: Firms) -> Iterator[tuple[list[Firm], bool]]:
    """Runs of ranks whose employees are settled together; the last, where nothing settles them, is free."""
    done = 0
    for edge in sorted({*firms.cohorts, len(firms.unionized)}):
        yield firms.unionized[done:edge], edge not in firms.cohorts
        done = edge


def _room(firms: list[Firm], more: bool) -> int:
    return sum(_spare(firm, more) for firm in firms)


def _changed(firms: list[Firm], amount: int, more: bool) -> int:
    """Give these firms `amount` more, or fewer, as far as their class allows; how many were moved."""
    moved = 0
    for firm in firms:
        step = min(_spare(firm, more), amount - moved)
        firm.employees += step if more else -step
        moved += step
    return moved


def _spare(firm: Firm, more: bool) -> int:
    """百人以上 stay so, and the others stay below."""
    low, high = (LARGE, LARGEST) if firm.employees >= LARGE else (1, LARGE - 1)
    return max(0, high - firm.employees if more else firm.employees - low)
