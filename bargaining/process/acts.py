"""What can be done on the page of one negotiation: where it stands, what it fills, when it is offered."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from enterprises.models import Defiance
from union_portal.workflow import WORKFLOWS, Step

from ..articles import article
from ..models import Amendment, Contract, Filing, Pause, PerformanceReport, Representative, Talks
from ..models.lawful import answer_due, check_publication
from ..workflow import State, TalksRoad
from .evidence import Day

Row = Callable[[Talks], Any]
WAITING = (State.DRAFT, State.OFFERED, State.REFUSED, State.ANSWERED)
AFTER = "after"
"""The place below the five steps, once there is a contract."""


@dataclass(frozen=True)
class Act:
    """`day` names the step of the five that it belongs to. `step` is the one of TalksRoad that it takes.

    `papers`: "all" or "first" of the materials of that step are asked for along with it. `today`: days that
    open with today's. `check` refuses what was filled; `then` follows a row that was saved.
    """

    label: str
    day: str
    fields: tuple[str, ...]
    offered: Callable[[Talks], bool]
    step: str = ""
    papers: str = ""
    optional: tuple[str, ...] = ()
    row: Row = lambda talks: talks
    right: str = "bargaining.change"
    today: tuple[str, ...] = ()
    check: Callable[[Talks, Any], None] = lambda talks, row: None
    then: Callable[[Talks, Any], None] = lambda talks, row: None

    @property
    def taken(self) -> Step | None:
        return WORKFLOWS[Talks].steps[self.step] if self.step else None

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name not in self.optional)


def in_state(*states: str) -> Callable[[Talks], bool]:
    return lambda talks: talks.state in states


def road(name: str, day: str, *, papers: str = "", optional: tuple[str, ...] = (), **more) -> Act:
    """A step of the road as the page offers it: its own fields first."""
    step = TalksRoad.steps[name]
    return Act(
        step.label,
        day,
        step.needs + optional,
        in_state(*step.origins),
        step=name,
        papers=papers,
        optional=optional,
        right=step.right,
        **more,
    )


def unanswered(talks: Talks) -> bool:
    """Refused, or silent beyond the days for an answer."""
    due = answer_due(talks)
    late = talks.state == State.OFFERED and due is not None and dt.date.today() > due
    return talks.state == State.REFUSED or late


def of_contract(met: Callable[[Contract], bool]) -> Callable[[Talks], bool]:
    """Met by the contract of these talks, while it has not ended."""

    def offered(talks: Talks) -> bool:
        contract = talks.contract
        return contract is not None and contract.terminated_on is None and met(contract)

    return offered


def last_filing(contract: Contract) -> Filing | None:
    return contract.filings.order_by("-round").first()


def may_file(contract: Contract) -> bool:
    last = last_filing(contract)
    return last is None or last.objected_on is not None


def in_review(contract: Contract) -> bool:
    last = last_filing(contract)
    return (
        contract.published_on is None
        and last is not None
        and last.objected_on is None
        and last.received_on is not None
    )


def with_receipt_to_come(contract: Contract) -> bool:
    last = last_filing(contract)
    return last is not None and last.objected_on is None and last.received_on is None


def new(model: type, owner: str, talks: Talks):
    """A row of this model that belongs to the talks or to their contract."""
    return model(org=talks.org, **{owner: talks if owner == "talks" else talks.contract})


def this_filing(talks: Talks) -> Filing | None:
    return last_filing(talks.contract) if talks.contract else None


def next_filing(talks: Talks) -> Filing:
    assert talks.contract is not None
    last = last_filing(talks.contract)
    return Filing(org=talks.org, contract=talks.contract, round=last.round + 1 if last else 1)


def flag(talks: Talks) -> Defiance:
    """不协商, with what the dates say as the first draft of the finding; the one that stands, if one does."""
    standing = Defiance.objects.on(dt.date.today()).filter(
        enterprise=talks.enterprise, kind=Defiance.Kind.BARGAINING
    )
    return standing.first() or _finding(talks)


def _finding(talks: Talks) -> Defiance:
    due = answer_due(talks)
    said = f"{talks.offered_on}发出要约（{talks.title}），{talks.received_on}收到，答复期限{due}"
    if talks.answer == Talks.Answer.REFUSED:
        said += f"；{talks.answered_on}拒绝协商，理由：{talks.answer_reason}"
    else:
        said += "，期满没有书面答复"
    return Defiance(
        org=talks.org,
        enterprise=talks.enterprise,
        kind=Defiance.Kind.BARGAINING,
        since=dt.date.today(),
        evidence=said[:300],
    )


def may_be_flagged(talks: Talks) -> bool:
    return talks.state in (State.OFFERED, State.REFUSED) and bool(talks.enterprise) and not talks.defiance


def not_before_its_time(talks: Talks, row: Defiance) -> None:
    """CB-21, CB-22: silence is no refusal until the days for an answer are over."""
    if unanswered(talks):
        return
    due = answer_due(talks)
    assert due is not None
    law = article("offer_answer", talks.received_on or due, talks.kind)
    left = (due - dt.date.today()).days
    raise ValidationError(
        f"对方书面答复的期限（{law}）到{due}为止，还有{left}天，不能按未答复认定；对方已经拒绝的，先办理“对方拒绝”"
    )


def flagged(talks: Talks, row: Defiance) -> None:
    talks.defiance = row
    talks.save()


ACTS = {
    "represent": Act(
        "登记代表",
        Day.REPRESENTATIVES,
        ("side", "name", "post", "unit", "sex", "document", "chief", "external", "delegation"),
        in_state(*WAITING),
        row=partial(new, Representative, "talks"),
        optional=("post", "unit", "sex", "document", "chief", "external", "delegation"),
    ),
    "names": Act(
        "公布代表名单",
        Day.REPRESENTATIVES,
        ("reps_published_on", "recorder"),
        lambda talks: talks.state in WAITING and not talks.reps_published_on,
        papers="all",
        today=("reps_published_on",),
    ),
    "offer": road("offer", Day.OFFER, papers="first", today=("offered_on", "received_on")),
    "accept": road("accept", Day.ANSWER, papers="all", optional=("answer_reason",), today=("answered_on",)),
    "refuse": road("refuse", Day.ANSWER, today=("answered_on",)),
    "defy": Act(
        "认定不协商",
        Day.ANSWER,
        ("since", "evidence"),
        may_be_flagged,
        row=flag,
        right="bargaining.decide",
        check=not_before_its_time,
        then=flagged,
    ),
    "inform": Act(
        "提供资料",
        Day.INFORMATION,
        ("information_on",),
        lambda talks: talks.state == State.ANSWERED and not talks.information_on,
        papers="all",
        today=("information_on",),
    ),
    "start": road("start", Day.START, today=("started_on",)),
    "pause": Act(
        "中止协商",
        Day.START,
        ("since", "limit", "reason"),
        in_state(State.TALKING),
        row=partial(new, Pause, "talks"),
        today=("since",),
    ),
    "resume": Act(
        "恢复协商",
        Day.START,
        ("until",),
        in_state(State.SUSPENDED),
        row=lambda talks: talks.pauses.get(until=None),
        today=("until",),
    ),
    "draft": road("draft", Day.DRAFT, papers="all", today=("drafted_on",)),
    "passing": road("passing", Day.SIGNED, papers="first", today=("passed_on",)),
    "sign": road("sign", Day.SIGNED, papers="all", today=("labour_signed_on", "employer_signed_on")),
    "file": Act(
        "报送",
        AFTER,
        ("submitted_on",),
        of_contract(may_file),
        row=next_filing,
        today=("submitted_on",),
    ),
    "receive": Act(
        "登记收到",
        AFTER,
        ("received_on", "receipt_no"),
        of_contract(with_receipt_to_come),
        row=this_filing,
        optional=("receipt_no",),
        today=("received_on",),
    ),
    "object": Act(
        "登记异议",
        AFTER,
        ("objected_on", "objection"),
        of_contract(in_review),
        row=this_filing,
        today=("objected_on",),
    ),
    "publish": Act(
        "向职工公布",
        AFTER,
        ("published_on",),
        of_contract(lambda contract: not contract.published_on and contract.filed_on is not None),
        row=lambda talks: talks.contract,
        today=("published_on",),
        check=lambda talks, row: check_publication(row),
    ),
    "report": Act(
        "报告履行情况",
        AFTER,
        ("on", "summary"),
        of_contract(lambda contract: contract.effective_on is not None),
        row=partial(new, PerformanceReport, "contract"),
        today=("on",),
    ),
    "amend": Act(
        "变更合同",
        AFTER,
        ("on", "what", "minimum_wage"),
        of_contract(lambda contract: contract.effective_on is not None),
        row=partial(new, Amendment, "contract"),
        optional=("minimum_wage",),
        today=("on",),
    ),
    "end": Act(
        "终止合同",
        AFTER,
        ("terminated_on", "end", "end_filed_on"),
        of_contract(lambda contract: contract.effective_on is not None),
        row=lambda talks: talks.contract,
        optional=("end_filed_on",),
        right="bargaining.decide",
        today=("terminated_on",),
    ),
    "lapse": road("lapse", "", today=("lapsed_on",)),
}
"""In the order in which they are offered."""
