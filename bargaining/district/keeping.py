"""What is kept beside a contract: its pay, rounds of filing, clauses, yearly reports, changes."""

import datetime as dt
from collections.abc import Iterator

from union_portal import parameters
from union_portal.bulk import copy
from union_portal.calendars import is_working_day
from union_portal.district.plan import Plan

from ..models import Amendment, Clause, Filing, PerformanceReport
from .drafts import Draft, lag, signed_on
from .present import in_force, today

TO_FILE = dt.timedelta(days=4)
"""From signature to filing."""
REVIEW = dt.timedelta(days=16)
"""From receipt to effect, where the fifteenth day is a working day."""
TEXTS = {
    "pay": "按岗位定薪，每月10日前以货币支付",
    "raise": "年度工资增长由双方按经营情况协商",
    "leave": "按规定享受带薪年休假，跨年安排的征得本人同意",
    "safety": "提供符合国家标准的劳动防护用品，每年体检一次",
    "women": "不得因结婚、怀孕、生育降低工资或解除合同",
    "hours": "实行标准工时，加班须经本人同意",
    "insurance": "依法参加社会保险，为全员办理互助保障",
    "training": "每年安排职业技能培训不少于24学时",
}
SUMMARIES = ("各项条款均已履行", "工资按时发放，增长约定已落实", "劳动防护用品有两次迟发，已整改")


def agree_on_pay(plan: Plan, drafts: list[Draft]) -> None:
    """The lowest pay, a little above the city's line of the day, some just at it; the average after talks."""
    rng = plan.stream("agreed pay")
    for place, draft in enumerate(drafts):
        at = rng.randrange(0, 30)
        if draft.kind != "wage" and place % 3:
            continue
        line = _line(signed_on(plan, draft))
        if line is not None and place % 5 < 3:
            draft.minimum = line + 20 * at
        if draft.firm is not None and draft.kind == "wage" and place % 2:
            draft.average = (line or 1400) + 1800 + 150 * rng.randrange(0, 45)


def _line(day: dt.date) -> int | None:
    try:
        return int(parameters.value("minimum_wage_month", day))
    except parameters.Missing:
        return None


def write(plan: Plan, drafts: list[Draft]) -> None:
    day = today(plan)
    kept = [d for d in drafts if plan.start <= signed_on(plan, d) <= plan.last or d.expires >= day]
    filings = [*_filings(plan, kept, day)]
    names = ("org", "contract", "round", "submitted_on", "received_on", "receipt_no")
    copy(Filing, (*names, "objected_on", "objection"), filings)
    copy(Clause, ("org", "contract", "topic", "text"), _clauses(kept))
    reports = [*_reports(drafts, plan.last, plan.start)]
    if day > plan.last:
        reports += _reports(drafts, day, day - dt.timedelta(days=360))
    copy(PerformanceReport, ("org", "contract", "on", "summary"), reports)
    _amendments(plan, drafts, day)


def _filings(plan: Plan, drafts: list[Draft], day: dt.date) -> Iterator[tuple]:
    """One round for most. The database works the day of effect out again from each round, so a contract in
    force has one only where that comes to the same day."""
    for draft in drafts:
        signed = signed_on(plan, draft)
        received = signed + TO_FILE
        receipt = f"集备〔{received.year}〕{draft.pk % 10_000:04d}"
        if draft.waiting is None:
            if lag(plan) == TO_FILE + REVIEW and is_working_day(draft.effective - dt.timedelta(days=1)):
                yield (draft.unit_pk, draft.pk, 1, received, received, receipt, None, "")
        elif draft.waiting != "signed" and received <= day:
            objected = min(received + TO_FILE, day) if draft.waiting in ("objected", "again") else None
            why = "缺少职工代表大会决议" if objected else ""
            taken = received if objected or draft.pk % 2 else None
            yield (draft.unit_pk, draft.pk, 1, received, taken, receipt if taken else "", objected, why)
            if objected and draft.waiting == "again":
                yield (draft.unit_pk, draft.pk, 2, objected, objected, f"{receipt}-2", None, "")


def _clauses(drafts: list[Draft]) -> Iterator[tuple]:
    """Six in seven hold both of the items that must be talked about (A107)."""
    for place, draft in enumerate(drafts):
        topics = ["pay", "raise"] if draft.kind == "wage" else ["pay", "hours", "insurance", "training"]
        topics += ["leave", "safety"] if place % 7 else ["leave"]
        topics += ["women"] if draft.women != "none" else []
        for topic in topics:
            yield (draft.unit_pk, draft.pk, topic, TEXTS[topic])


def _reports(drafts: list[Draft], day: dt.date, since: dt.date) -> Iterator[tuple]:
    """Of those in force on `day`, eight in nine that had the time for it reported since `since`."""
    for place, draft in enumerate(d for d in drafts if in_force(d, day)):
        first = max(draft.effective + dt.timedelta(days=90), since)
        room = (day - first).days
        if room > 0 and place % 9:
            on = first + dt.timedelta(days=place * 37 % room)
            yield (draft.unit_pk, draft.pk, on, SUMMARIES[place % len(SUMMARIES)])


def _amendments(plan: Plan, drafts: list[Draft], day: dt.date) -> None:
    """Where the city's line rose above what was agreed, four in five were changed soon after."""
    rows = []
    for at in sorted({plan.last, day}):
        rule = parameters.rule("minimum_wage_month", at)
        on = rule.since + dt.timedelta(days=30)
        for place, draft in enumerate(drafts):
            below = draft.minimum is not None and draft.minimum < int(rule.value)
            if below and in_force(draft, at) and draft.effective < on <= at and place % 5:
                pay = int(rule.value) + 20 * (place % 9)
                rows.append((draft.unit_pk, draft.pk, on, "随本市最低工资标准调整", pay))
    copy(Amendment, ("org", "contract", "on", "what", "minimum_wage"), dict.fromkeys(rows))
