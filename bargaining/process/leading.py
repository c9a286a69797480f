"""Which of the acts offered leads on: the page's one button."""

import datetime as dt
from collections.abc import Collection

from ..models import Contract, Talks
from ..workflow import State
from . import acts, clocks, sides

LEADS = {
    State.TALKING: "draft",
    State.SUSPENDED: "resume",
    State.DRAFTED: "passing",
    State.PASSED: "sign",
}
AHEAD = 60
"""The yearly report leads on from so many days before it is due."""


def leading(talks: Talks, offered: Collection[str]) -> str:
    """Its name; nothing where there is only to wait."""
    wanted = _wanted(talks)
    return next((name for name in wanted if name in offered), "")


def _wanted(talks: Talks) -> tuple[str, ...]:
    today = dt.date.today()
    if talks.contract is not None:
        return _of_contract(talks.contract, today)
    if talks.state == State.DRAFT:
        labour, _ = sides.sides(talks)
        rule = sides.verified("representatives", today)
        few = rule is not None and labour.count < rule.value["at_least"]
        return ("represent",) if few else ("offer",)
    if talks.state in (State.OFFERED, State.REFUSED):
        return ("defy", "accept") if acts.unanswered(talks) else ("accept",)
    if talks.state == State.ANSWERED:
        return ("represent",) if sides.faults(talks, today) else ("names", "inform", "start")
    return (LEADS.get(State(talks.state), ""),)


def _of_contract(contract: Contract, today: dt.date) -> tuple[str, ...]:
    if not contract.effective_on or contract.effective_on > today:
        return ("file", "receive")
    if not contract.published_on:
        return ("publish",)
    soon = today + dt.timedelta(AHEAD)
    due = any(clock.due <= soon for clock in clocks.of_contract(contract) if clock.label == clocks.REPORT)
    return ("report",) if due else ()
