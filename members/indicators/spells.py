"""会员: how many there are, how they came and went, and how well their records are kept."""

from functools import partial

from django.db.models import Q

from enterprises import rules as enterprises
from enterprises.indicators.unions import newly_covered
from enterprises.models import Affiliation, Enterprise, Headcount
from union_portal.reporting.changes import Flow, Quotient
from union_portal.reporting.indicators import Rate, Tally
from union_portal.reporting.measures import Group

from .. import rules
from ..faults import qualified
from ..models import DuplicatePair, Membership, RecordUpdate, Sex, Transfer
from ..moves import LEAVING, admitted, left, left_by, restored, transferred_in
from ..moves import enrolled as enrolled_on

Source = Membership.Source
Spells = partial(Tally, model=Membership)


def enrolled(period) -> Q:
    return enrolled_on(period.last_day)


def collected(period) -> Q:
    """Enrolled, with a complete real-name record by the last day (MB-20)."""
    return enrolled(period) & Q(member__collected_on__lte=period.last_day)


def with_mobile(period) -> Q:
    return Q(member__mobile__isnull=False, member__mobile_fault=False)


def from_source(source: str):
    return lambda period: admitted(period) & Q(source=source)


def unionized(day) -> Q:
    """Of an employer under a union."""
    return Q(employer_id__in=Enterprise.objects.filter(enterprises.unionized(day)).values("pk"))


def staff(period) -> Q:
    """The employees of employers under a union, as last counted."""
    day = period.last_day
    covered = Enterprise.objects.filter(enterprises.unionized(day))
    return Q(pk__in=Headcount.objects.on(day).filter(enterprise__in=covered.values("pk")).values("pk"))


def undecided(period) -> Q:
    """Found by the last day, neither decided nor gone into another record by then."""
    found = period.before("found_on")
    for path in ("decided_on", "one__merged_on", "other__merged_on"):
        found &= Q(**{path: None}) | Q(**{f"{path}__gt": period.last_day})
    return found


WENT = tuple(Group(end, label, left_by(end)) for end, label in LEAVING.items())
CAME = (
    Group("admitted", "新增", admitted),
    Group("transferred", "转入", transferred_in),
    Group("restored", "恢复", restored),
)

Spells("MEM01", when=enrolled)
Spells("MEM02", when=collected)
Rate(
    "MEM03",
    model=Membership,
    over=enrolled,
    of=lambda p: Q(member__collected_on__lte=p.last_day),
    over_label="会员",
    of_label="采集合格的会员",
)
Rate(
    "MEM04",
    model=Membership,
    over=collected,
    of=lambda p: qualified(p.last_day),
    over_label="实名制采集会员",
    of_label="通过全部校验的会员",
)
Spells("MEM05", when=lambda p: enrolled(p) & with_mobile(p))
Rate(
    "MEM06",
    model=Membership,
    over=collected,
    of=with_mobile,
    over_label="实名制采集会员",
    of_label="有有效手机号的会员",
)
Spells("MEM07", when=admitted)
Spells("MEM08", when=from_source(Source.NEW_UNION))
Spells("MEM09", when=from_source(Source.INDIVIDUAL))
Spells("MEM10", when=from_source(Source.EXISTING))
Spells("COM04", when=lambda p: admitted(p) & Q(channel=Membership.Channel.MEETING))
Quotient(
    "MEM11",
    model=Membership,
    of=from_source(Source.NEW_UNION),
    of_label="新建会单位新增会员",
    over_model=Affiliation,
    over=newly_covered,
    over_amount="employees",
    over_label="新覆盖单位职工",
)
Quotient(
    "MEM12",
    model=Membership,
    of=lambda p: enrolled(p) & unionized(p.last_day),
    of_label="建会单位会员",
    over_model=Headcount,
    over=staff,
    over_amount="employees",
    over_label="建会单位职工",
)
Spells("MEM13", when=left, by=WENT)
Flow("MEM14", model=Membership, came=CAME, went=WENT)
Spells("MEM15", when=lambda p: enrolled(p) & Q(member__is_migrant=True))
Spells("MEM16", when=lambda p: enrolled(p) & Q(member__sex=Sex.FEMALE))
Tally("MEM17", model=RecordUpdate, when=lambda p: p.covers("on"))
Tally(
    "MEM19",
    model=DuplicatePair,
    when=undecided,
)
Rate(
    "MEM20",
    model=Transfer,
    over=lambda p: p.covers("requested_on"),
    of=lambda p: p.before("accepted_on"),
    over_label="期内发起的接转",
    of_label="双方确认的接转",
)
Rate(
    "ORG30",
    model=Enterprise,
    over=lambda p: enterprises.unionized(p.last_day) & rules.with_enough_women(p.last_day),
    of=lambda p: rules.with_womens_committee(p.last_day),
    over_label="女职工达到规定人数的建会单位",
    of_label="设女职工委员会的单位",
)
