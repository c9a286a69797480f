"""What to look after where members and the unions' own registers must agree."""

import datetime as dt
from functools import partial

from django.db.models import Count, OuterRef, Q, Subquery

from enterprises import rules as enterprises
from enterprises.models import Affiliation, Enterprise, GrassrootsUnion, Headcount, Term
from enterprises.quality import standing
from union_portal import parameters
from union_portal.reporting.quality import Finding
from union_portal.sheets.importing.saving import SAVED
from union_portal.sheets.models import ImportBatch

from . import rules
from .declared import unexplained
from .faults import FAULTS, Standing, effect_of, members_failing, standing_of
from .models import DeclaredMembers, Member


def reasons(member: Member) -> Standing:
    """Why this member's record fails today and what is lost by it: templates/members/parts/reasons.html."""
    return standing_of(member, dt.date.today())


def prove_imported(batch: ImportBatch) -> None:
    """Put right by a sheet, a record is judged anew."""
    told = Member.objects.filter(~Q(document_fault="") | Q(mobile_fault=True))
    rows = list(told.filter(pk__in=batch.changes.values("row")))
    for member in rows:
        member.prove()
    Member.objects.bulk_update(rows, ["document_fault", "mobile_fault"], batch_size=1000)


SAVED[Member].append(prove_imported)
OfEnterprises = partial(Finding, model=Enterprise)
BASE = (GrassrootsUnion.Kind.INDEPENDENT, GrassrootsUnion.Kind.JOINT)


def more_members_than_employees(day) -> Q:
    employees = Headcount.objects.on(day).filter(enterprise=OuterRef("employer_id")).values("employees")
    by_employer = rules.enrolled(day).filter(employer__isnull=False).order_by().values("employer_id")
    many = by_employer.annotate(people=Count("pk")).filter(people__gt=Subquery(employees[:1]))
    return Q(pk__in=many.values("employer_id"))


def without_members(day) -> Q:
    return Q(kind__in=BASE) & standing(day) & ~Q(pk__in=rules.enrolled(day).values("union_id"))


def joint_only(day) -> Q:
    """OR-10: members enough for a committee of its own, but covered by a joint union."""
    joint = Affiliation.objects.covering(day).filter(mode=Affiliation.Mode.JOINT)
    least = parameters.value("union_committee_members", day)
    return rules.with_members(day, least) & Q(pk__in=joint.values("enterprise_id"))


def women_without_committee(day) -> Q:
    due = enterprises.unionized(day) & rules.with_enough_women(day)
    return due & ~rules.with_womens_committee(day)


def wrong_size(day) -> Q:
    """OR-16: the committee's size by the union's members. Below the first band one organiser may do."""
    by_union = rules.enrolled(day).order_by().values("union_id").annotate(people=Count("pk"))
    wrong = Q(pk__in=[])
    for least, most, low, high in parameters.value("committee_size", day):
        unions = by_union.filter(people__gte=least, people__lte=most)
        alone = ~Q(members=1) if least == 0 else Q()
        outside = Q(members__lt=low) | Q(members__gt=high)
        wrong |= Q(union_id__in=unions.values("union_id")) & outside & alone
    return wrong & Q(pk__in=Term.objects.current(day).values("pk"))


OfEnterprises(
    "members-over",
    "会员数多于职工数",
    "入会率超过百分之百",
    when=more_members_than_employees,
    repair="核实职工数，或为离开的会员办理转出",
)
Finding(
    "union-empty",
    "工会没有会员",
    "计入工会数，不计入会员数",
    GrassrootsUnion,
    without_members,
    "登记会员，或核实工会是否已撤销",
)
OfEnterprises(
    "joint-only",
    "会员已达25人，应当建立基层工会委员会",
    "仍只由联合工会覆盖",
    when=joint_only,
    repair="指导单位单独建会",
)
OfEnterprises(
    "women-committee",
    "应设女职工委员会而未设",
    "女职工委员会建制率下降",
    when=women_without_committee,
    repair="指导建立女职工委员会，并在工会页登记",
)
Finding(
    "committee-size",
    "工会委员会人数不合规定",
    "委员人数应与会员人数相应",
    Term,
    wrong_size,
    "核对委员人数",
)
Finding(
    "declared-gap",
    "填报会员数与登记数相差超过5%，没有说明",
    "两个数字都对外使用，差额应能说清",
    DeclaredMembers,
    unexplained,
    "补登会员或更正填报；口径不同的，在填报中写明原因",
)
for fault in FAULTS:
    Finding(
        f"member-{fault.code}",
        fault.label,
        effect_of(fault),
        Member,
        partial(members_failing, codes=(fault.code,)),
        fault.repair,
    )
