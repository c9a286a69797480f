"""What a union does: contracts, disputes, help, places and what happens there."""

import datetime as dt

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
from stations.models import Activity, Attendance, GridUnit, Project, Station
from union_portal.periods import add_months

from .firms import enterprise, union
from .people import identity_number, member, membership
from .places import FOUNDED, serial

SPRING = dt.date(2015, 3, 1)
FOREVER = dt.date(2030, 12, 31)
AGREED = dt.date(2014, 3, 1)
DAY = dt.timedelta(1)
THREE_YEARS = 36


def contract(enterprise=None, kind="wage", *, org=None, scope="enterprise", signed_on=None, **fields):
    """For three years, in effect from its signature on, in 2014 unless told otherwise; an enterprise's own,
    unless `scope` says otherwise."""
    effective = fields.get("effective_on", signed_on or AGREED)
    signed_on = signed_on or min(AGREED, effective or AGREED)
    fields = {
        "effective_on": effective,
        "expires_on": add_months(effective or signed_on, THREE_YEARS) - DAY,
        "number": f"合同{next(serial)}",
    } | fields
    return Contract.objects.create(
        org=org or enterprise.org,
        enterprise=enterprise,
        kind=kind,
        scope=scope,
        signed_on=signed_on,
        **fields,
    )


def coverage(contract, enterprise, *, since=FOUNDED, **fields):
    return ContractCoverage.objects.create(
        org=enterprise.org, contract=contract, enterprise=enterprise, since=since, **fields
    )


def model_enterprise(enterprise, *, since=FOUNDED, **fields):
    fields = {"evidence": "区总工会通报"} | fields
    return ModelEnterprise.objects.create(org=enterprise.org, enterprise=enterprise, since=since, **fields)


def case(org, *, received_on=FOUNDED, **fields):
    fields = {
        "number": f"调字{next(serial)}号",
        "source": "visit",
        "claim": "wages",
        "applicant": "赵测试",
        "respondent": "赵记餐馆",
    } | fields
    return Case.objects.create(org=org, received_on=received_on, **fields)


def recovery(case, *, agreed_on=SPRING, agreed=1000, **fields):
    fields = {"channel": "mediation"} | fields
    return Recovery.objects.create(org=case.org, case=case, agreed_on=agreed_on, agreed=agreed, **fields)


def paper(org, kind="opinion", *, issued_on=FOUNDED, firm=None, **fields):
    """A supervision paper; a proposal follows an opinion to the same enterprise."""
    firm = firm or enterprise(org)
    if kind == "proposal" and "opinion" not in fields:
        fields["opinion"] = paper(org, firm=firm)
    fields = {"matter": "三次走访均拒绝建会"} | fields
    return SupervisionDocument.objects.create(
        org=org, kind=kind, enterprise=firm, issued_on=issued_on, **fields
    )


def referral(org, kind="tax", *, referred_on=SPRING, **fields):
    firm = fields.pop("firm", None) or enterprise(org)
    fields = {"authority": "税务局稽查局", "basis": "监督建议书"} | fields
    return Referral.objects.create(org=org, kind=kind, enterprise=firm, referred_on=referred_on, **fields)


def supervisor(org, *, since=FOUNDED, **fields):
    fields = {"name": "周测试", "level": "township", "certificate": f"监督{next(serial)}"} | fields
    return Supervisor.objects.create(org=org, since=since, **fields)


def legal_aid(org, *, accepted_on=SPRING, **fields):
    number = next(serial)
    fields = {
        "number": f"援字{number}号",
        "applicant": "李测试",
        "document": identity_number(number),
        "claim": "wages",
    } | fields
    return LegalAid.objects.create(org=org, accepted_on=accepted_on, **fields)


def squad(org, *, since=FOUNDED, **fields):
    fields = {"name": f"第{next(serial)}分队"} | fields
    return InspectionSquad.objects.create(org=org, since=since, **fields)


def household(org, *, filed_on=FOUNDED, **fields):
    number = next(serial)
    fields = {
        "number": f"K{number:06d}",
        "head": "周测试",
        "document": identity_number(number),
        "category": "deep",
    } | fields
    return Household.objects.create(org=org, filed_on=filed_on, **fields)


def aid(org, kind="living", *, applied_on=FOUNDED, amount=500, **fields):
    fields = {"number": f"助字{next(serial)}号", "beneficiary": "吴测试"} | fields
    return Aid.objects.create(org=org, kind=kind, applied_on=applied_on, amount=amount, **fields)


def fund(org, **fields):
    return Fund.objects.create(org=org, **{"name": f"第{next(serial)}号资金"} | fields)


def movement(fund, kind="raised", *, moved_on=SPRING, amount=10_000, **fields):
    return FundMovement.objects.create(
        org=fund.org, fund=fund, kind=kind, moved_on=moved_on, amount=amount, **fields
    )


def insured(org, scheme="hospital", *, since=FOUNDED, who=None, **fields):
    """A cover over a few years; who is not given has been a member since FOUNDED."""
    if who is None:
        who = member(org, sex="F") if scheme == "women" else member(org)
        membership(who, union(org))
    fields = {"until": FOREVER, "children": "小测试" if scheme == "child" else ""} | fields
    return Enrolment.objects.create(org=org, member=who, scheme=scheme, since=since, **fields)


def claim(org, scheme="home", *, reported_on=FOUNDED, who=None, **fields):
    """Of a plan that comes with the card, unless a member covered by another is given."""
    fields = {"number": f"互赔{next(serial)}", "event_on": reported_on, "claimed": 500} | fields
    return MutualClaim.objects.create(
        org=org, member=who or member(org), scheme=scheme, reported_on=reported_on, **fields
    )


def station(org, kind="station", *, since=FOUNDED, **fields):
    number = next(serial)
    fields = {"code": f"ZD{number}", "name": f"第{number}服务站"} | fields
    return Station.objects.create(org=org, kind=kind, since=since, **fields)


def activity(org, kind="culture", *, held_on=SPRING, **fields):
    number = next(serial)
    fields = {"code": f"HD{number}", "title": f"第{number}次活动"} | fields
    return Activity.objects.create(org=org, kind=kind, held_on=held_on, **fields)


def attendance(activity, *, persons=1, **fields):
    return Attendance.objects.create(org=activity.org, activity=activity, persons=persons, **fields)


def project(org, *, approved_on=SPRING, **fields):
    fields = {"name": f"第{next(serial)}号项目", "provider": "社会工作事务所"} | fields
    return Project.objects.create(org=org, approved_on=approved_on, **fields)


def grid_unit(org, kind="community", *, since=FOUNDED, **fields):
    fields = {"name": f"第{next(serial)}网格"} | fields
    return GridUnit.objects.create(org=org, kind=kind, since=since, **fields)
