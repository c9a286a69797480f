"""Rows for tests: each function makes one valid row and takes what the test is about."""

from assistance.models import Aid, Enrolment, Fund, FundMovement, Household, MutualClaim
from bargaining.models import Contract, ContractCoverage, ModelEnterprise
from disputes.models import (
    Case,
    InspectionSquad,
    LegalAid,
    Recovery,
    Referral,
    SupervisionDocument,
    Supervisor,
)
from enterprises.models import (
    Affiliation,
    CongressMeeting,
    DemocraticForm,
    Eligibility,
    Enterprise,
    GrassrootsUnion,
    Headcount,
    SizeClass,
)
from members.models import Card, Delegate, Honour, Member, Membership
from stations.models import Activity, Attendance, GridUnit, Project, Station
from union_portal.organization.models import OrgUnit
from union_portal.organization.records import Record

from . import bargaining, counted, joining, organising, published
from .firms import (
    affiliation,
    code_of_enterprise,
    democratic_form,
    eligibility,
    enterprise,
    headcount,
    meeting,
    size_class,
    union,
)
from .people import card, delegate, honour, identity_number, member, membership
from .places import FOUNDED, district, serial, township, user
from .work import (
    AGREED,
    activity,
    aid,
    attendance,
    case,
    claim,
    contract,
    coverage,
    fund,
    grid_unit,
    household,
    insured,
    legal_aid,
    model_enterprise,
    movement,
    paper,
    project,
    recovery,
    referral,
    squad,
    station,
    supervisor,
)

ROWS = (
    {
        Enterprise: enterprise,
        GrassrootsUnion: union,
        Affiliation: lambda org: affiliation(enterprise(org), union(org), since=FOUNDED),
        Headcount: lambda org: headcount(enterprise(org), 30),
        SizeClass: lambda org: size_class(enterprise(org)),
        Eligibility: lambda org: eligibility(enterprise(org), "bargain"),
        DemocraticForm: lambda org: democratic_form(enterprise(org)),
        CongressMeeting: lambda org: meeting(democratic_form(enterprise(org))),
        Member: member,
        Membership: lambda org: membership(member(org), union(org)),
        Card: lambda org: card(member(org)),
        Honour: honour,
        Delegate: delegate,
        Contract: lambda org: contract(enterprise(org), "comprehensive"),
        ContractCoverage: lambda org: coverage(contract(org=org, scope="regional"), enterprise(org)),
        ModelEnterprise: lambda org: model_enterprise(enterprise(org)),
        Case: case,
        LegalAid: legal_aid,
        Recovery: lambda org: recovery(case(org)),
        InspectionSquad: squad,
        Referral: referral,
        SupervisionDocument: paper,
        Supervisor: supervisor,
        Household: household,
        Aid: aid,
        Enrolment: insured,
        MutualClaim: claim,
        Fund: fund,
        FundMovement: lambda org: movement(fund(org)),
        Station: station,
        Activity: activity,
        Attendance: lambda org: attendance(activity(org)),
        Project: project,
        GridUnit: grid_unit,
    }
    | organising.ROWS
    | joining.ROWS
    | counted.ROWS
    | bargaining.ROWS
    | published.ROWS
)


def row(model: type[Record], org: OrgUnit) -> Record:
    """One valid row of this register in this township, as the database holds it, and whatever it hangs on."""
    made = ROWS[model](org)
    made.refresh_from_db()
    return made


__all__ = [
    "AGREED",
    "FOUNDED",
    "ROWS",
    "activity",
    "affiliation",
    "aid",
    "attendance",
    "card",
    "case",
    "claim",
    "code_of_enterprise",
    "contract",
    "counted",
    "coverage",
    "delegate",
    "democratic_form",
    "district",
    "eligibility",
    "enterprise",
    "fund",
    "grid_unit",
    "headcount",
    "honour",
    "household",
    "identity_number",
    "insured",
    "joining",
    "legal_aid",
    "meeting",
    "member",
    "membership",
    "model_enterprise",
    "organising",
    "movement",
    "paper",
    "project",
    "recovery",
    "referral",
    "row",
    "serial",
    "size_class",
    "squad",
    "station",
    "supervisor",
    "township",
    "union",
    "user",
]
