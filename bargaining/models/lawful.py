"""What may not be written of talks, said at the field: what is expected, what was found, how to mend it.

A rule refuses only where its text was verified, like the database's own triggers, which speak after these.
"""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from union_portal import parameters
from union_portal.calendars import rule_deadline
from union_portal.fields import column

from ..articles import article

if TYPE_CHECKING:
    from .contracts import Contract
    from .keeping import Filing
    from .talks import Pause, Talks

Said = Iterator[tuple[str, str]]
"""Field and sentence."""
ORDER = (
    ("offered_on", "received_on", "offer"),
    ("offered_on", "answered_on", "offer_answer"),
    ("answered_on", "started_on", "meeting"),
    ("started_on", "drafted_on", "draft"),
    ("drafted_on", "passed_on", "draft"),
    ("passed_on", "labour_signed_on", "signing"),
    ("passed_on", "employer_signed_on", "signing"),
)
"""What comes first, what after it, by which rule."""


def check(talks: "Talks") -> None:
    refused: dict[str, str] = {}
    for rule in (_order, _answer, _names, _passing):
        for field, said in rule(talks):
            refused.setdefault(field, said)
    if refused:
        raise ValidationError(refused)


def verified(code: str, day: dt.date) -> parameters.Rule | None:
    """The rule of the day, if there is one whose text was verified."""
    try:
        found = parameters.rule(code, day)
    except parameters.Missing:
        return None
    return found if found.verified else None


def answer_due(talks: "Talks") -> dt.date | None:
    """The last day for the written answer (CB-21); None before an offer."""
    since = talks.received_on or talks.offered_on
    return rule_deadline("offer_answer", since) if since else None


def _label(talks: "Talks", name: str) -> str:
    return str(column(type(talks), name).verbose_name)


def _order(talks: "Talks") -> Said:
    for first, then, code in ORDER:
        before, after = getattr(talks, first), getattr(talks, then)
        if before and after and after < before:
            law = article(code, after, talks.kind)
            yield (
                then,
                f"{_label(talks, then)}不能早于{_label(talks, first)}{before}（{law}），"
                f"填写的是{after}，请核对",
            )
        elif after and not before:
            law = article(code, after, talks.kind)
            yield then, f"没有{_label(talks, first)}，不能填写{_label(talks, then)}（{law}），请先办理前一步"


def _answer(talks: "Talks") -> Said:
    due, since, answered = answer_due(talks), talks.received_on or talks.offered_on, talks.answered_on
    if not (due and since and answered) or answered <= due or talks.answer_reason:
        return
    if rule := verified("offer_answer", since):
        law = article("offer_answer", since, talks.kind)
        late = (answered - due).days
        yield (
            "answered_on",
            f"对方应在{rule.value['n']}日内书面答复（{law}）：{since}收到要约，期限{due}，"
            f"填写的是{answered}，迟{late}天；确为逾期答复的，在答复理由中写明",
        )


def _names(talks: "Talks") -> Said:
    published, started = talks.reps_published_on, talks.started_on
    if published and started and published > started:
        law = article("names", started)
        yield (
            "reps_published_on",
            f"代表名单应在协商前公布（{law}）：首次会议{started}，填写的是{published}，请核对两个日期",
        )
    if talks.recorder and talks.pk:
        named = talks.representatives.filter(name=talks.recorder).first()
        if named:
            law = article("recorder", started or dt.date.today())
            side = named.get_side_display()
            yield "recorder", f"记录员不能由协商代表担任（{law}）：填写的是{side}代表，请另填一人"


def _passing(talks: "Talks") -> Said:
    """CB-30: two thirds of all present, half of all in favour."""
    everyone, present, agreed = talks.entitled, talks.present, talks.in_favour
    if not talks.passed_on or everyone is None:
        return
    rule = verified("passing_shares", talks.passed_on)
    if rule is None:
        return
    law = article("passing_shares", talks.passed_on)
    for field, count, share, said in (
        ("present", present, "present", "到会人数未达三分之二"),
        ("in_favour", agreed, "agreed", "同意人数未达全体半数"),
    ):
        over, under = rule.value[share]
        if count is not None and count * under < everyone * over:
            least = -(-everyone * over // under)
            yield (
                field,
                f"{said}（{law}）：应到{everyone}人，至少{least}人，填写的是{count}人，"
                "没有通过的应修改草案后再次审议",
            )


def check_pause(pause: "Pause") -> None:
    """CB-24."""
    rule = verified("suspension", pause.since) if pause.since else None
    if rule is None:
        return
    last, law = pause.since + dt.timedelta(rule.value["n"]), article("suspension", pause.since)
    refused = {}
    for field, day in (("limit", pause.limit), ("until", pause.until)):
        if day and day > last:
            refused[field] = (
                f"中止协商期限不得超过{rule.value['n']}日（{law}）：{pause.since}起中止，最晚{last}，"
                f"填写的是{day}；期满仍不能恢复的，终结协商"
            )
    if refused:
        raise ValidationError(refused)


def filing_due(signed_on: dt.date) -> dt.date:
    """CB-27, CB-31: ten days for every kind; wages are reminded at seven."""
    return rule_deadline("contract_filing", signed_on)


def check_filing(filing: "Filing") -> None:
    """CB-27, CB-28. A filing that is late says why in the contract's 情况说明."""
    if not filing.contract_id:
        return
    contract, refused = filing.contract, {}
    due, rule = filing_due(contract.signed_on), verified("contract_filing", contract.signed_on)
    late = filing.round == 1 and filing.submitted_on and (filing.submitted_on - due).days
    if rule and late and late > 0 and not contract.remark:
        law = article("contract_filing", contract.signed_on, contract.kind)
        refused["submitted_on"] = (
            f"应在签字之日起{rule.value['n']}日内报送人力社保部门（{law}）：{contract.signed_on}签字，"
            f"期限{due}，填写的是{filing.submitted_on}，迟{late}天；确已逾期的，写明逾期原因"
        )
    if filing.objected_on and filing.received_on:
        last = rule_deadline("filing_review", filing.received_on)
        rule = verified("filing_review", filing.received_on)
        if rule and filing.objected_on > last:
            law = article("filing_review", filing.received_on, contract.kind)
            refused["objected_on"] = (
                f"收到后{rule.value['n']}日内未提出异议的合同即生效（{law}）：{filing.received_on}收到，"
                f"审查到{last}为止，填写的是{filing.objected_on}；此后修改合同的，办理变更"
            )
    if refused:
        raise ValidationError(refused)


def check_publication(contract: "Contract") -> None:
    """CB-29: what is published is a contract in effect."""
    published, effective = contract.published_on, contract.effective_on
    if published and (effective is None or published < effective):
        law = article("filing_review", contract.signed_on, contract.kind)
        since = f"{effective}起生效" if effective else "尚未生效"
        raise ValidationError(
            {"published_on": f"合同生效后向职工公布（{law}）：本合同{since}，填写的是{published}，请核对"}
        )
