"""What stands on the page of an enterprise, a union, a case, a meeting, a duty."""

from django.db.models import Q

from union_portal.ledgers.declarations import Ledger, Panel

from ..models import (
    DemocraticForm,
    Duty,
    DutyTerm,
    Enterprise,
    GrassrootsUnion,
    OutreachMeeting,
    UnionizationCase,
)
from . import outreach, registers, supervision, tracking, unions


def of_enterprise(row) -> Q:
    return Q(enterprise=row)


def of_union(row) -> Q:
    return Q(union=row)


def same_enterprise(row) -> Q:
    return Q(enterprise=row.enterprise)


ledger: type[Ledger]
title: str
columns: list[str]

for ledger, title, columns in (
    (registers.AffiliationLedger, "工会组织", ["union", "mode", "since", "until", "employees"]),
    (tracking.UnionizationCaseLedger, "建会跟踪", ["state", "state_since", "origin", "opened_on"]),
    (tracking.VisitLedger, "走访", ["on", "method", "visitor", "met", "result", "next_on"]),
    (tracking.ObstacleLedger, "未建会原因", ["reason", "since", "until", "next_step"]),
    (registers.HeadcountLedger, "职工数", ["since", "employees", "women", "migrants", "source"]),
    (unions.DispatchLedger, "劳务派遣", ["host", "workers", "members", "since", "until"]),
    (registers.SizeClassLedger, "企业规模", ["size", "since", "until", "scheme"]),
    (registers.EligibilityLedger, "口径认定", ["kind", "met", "since", "until", "reason"]),
    (unions.SuspensionLedger, "停业歇业", ["kind", "since", "until", "reason"]),
    (registers.DemocraticFormLedger, "民主管理", ["kind", "since", "until"]),
    (unions.SuggestionLedger, "合理化建议", ["on", "subject", "number", "adopted"]),
    (tracking.LevyEntryLedger, "经费缴纳", ["month", "kind", "amount", "paid_on", "method"]),
    (outreach.OutreachMeetingLedger, "沟通会", ["held_on", "kind", "place", "attendees"]),
    (supervision.DefianceLedger, "三不认定", ["kind", "since", "until", "evidence"]),
):
    Panel(Enterprise, ledger, of_enterprise, title, columns)

for ledger, title, columns in (
    (registers.AffiliationLedger, "覆盖单位", ["enterprise", "mode", "since", "until"]),
    (unions.TermLedger, "届次", ["elected_on", "years", "ends_on", "chair", "members"]),
    (unions.UnionStageLedger, "巩固阶段", ["stage", "since", "until", "basis"]),
    (unions.CommitteeLedger, "专门委员会", ["kind", "since", "until", "head", "members"]),
    (supervision.FoundingGrantLedger, "组建经费支持", ["paid_on", "amount", "basis"]),
):
    Panel(GrassrootsUnion, ledger, of_union, title, columns)

Panel(
    DemocraticForm,
    registers.CongressMeetingLedger,
    lambda row: Q(form=row),
    "会议与公开",
    ["held_on", "matter", "present", "in_favour"],
)
Panel(
    UnionizationCase,
    tracking.ClaimLedger,
    lambda row: Q(case=row),
    "认领",
    ["org", "holder", "since", "due_on", "until", "end"],
)
Panel(
    UnionizationCase,
    tracking.VisitLedger,
    same_enterprise,
    "走访",
    ["on", "method", "visitor", "result", "next_on"],
)
Panel(UnionizationCase, tracking.ObstacleLedger, same_enterprise, "未建会原因", ["reason", "since", "until"])
Panel(
    OutreachMeeting, outreach.PresentationLedger, lambda row: Q(meeting=row), "讲解", ["presenter", "rating"]
)
Panel(
    OutreachMeeting,
    tracking.VisitLedger,
    lambda row: Q(meeting=row),
    "扩散走访",
    ["enterprise", "on", "method", "visitor", "result"],
)
Panel(Duty, supervision.DutyTermLedger, lambda row: Q(duty=row), "周期", ["starts_on", "ends_on", "owed"])
Panel(DutyTerm, supervision.DutyDoneLedger, lambda row: Q(term=row), "履职", ["on", "enterprise", "subject"])
