"""合格: every reason for which an enrolled member's record fails, declared once, and what is lost by it.

A reason is a condition on the active spell of a day; lists, findings, the member's page and MEM04 read it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import DateField, F, Func, Q, QuerySet

from .models import Card, Member, Membership
from .models.proving import DocumentFault
from .moves import enrolled

Category, Start = Member.Category, Membership.Start
SIXTEEN = Func(
    F("member__born_on"), template="(%(expressions)s + interval '16 years')::date", output_field=DateField()
)


@dataclass(frozen=True)
class Fault:
    """`counts`: whether the record fails by it, or the page only says so, as of a mobile (MB-20)."""

    code: str
    label: str
    repair: str
    when: Callable[[dt.date], Q]
    counts: bool = True


FAULTS = (
    Fault(
        "uncollected",
        "实名信息未采集",
        "补齐登记表并登记实名采集日期",
        lambda day: Q(member__collected_on=None) | Q(member__collected_on__gt=day),
    ),
    Fault("name", "姓名不足两个字", "按证件更正姓名", lambda day: Q(member__name__regex=r"^\s*\S?\s*$")),
    Fault(
        "document",
        DocumentFault.NUMBER.label,
        "核对证件原件后更正证件号码",
        lambda day: Q(member__document_fault=DocumentFault.NUMBER),
    ),
    Fault(
        "facts",
        DocumentFault.FACTS.label,
        "核对证件原件后更正性别、出生日期或证件号码",
        lambda day: Q(member__document_fault=DocumentFault.FACTS),
    ),
    Fault(
        "expired",
        "证件已过有效期",
        "请会员出示新证件，更新证件有效期",
        lambda day: Q(member__document_until__lt=day),
    ),
    Fault("sex", "性别未填", "按证件补填性别", lambda day: ~Q(member__sex__in=("M", "F"))),
    Fault(
        "born",
        "出生日期无效",
        "按证件更正出生日期",
        lambda day: Q(member__born_on__gt=day) | Q(member__born_on__lt=dt.date(1900, 1, 1)),
    ),
    Fault(
        "age",
        "入会时未满16周岁",
        "核对出生日期和入会日期",
        lambda day: Q(admitted_on__lt=SIXTEEN),
    ),
    Fault(
        "employer",
        "未填工作单位或平台",
        "在会籍中补填工作单位；新就业形态劳动者填平台名称",
        lambda day: Q(employer=None, platform=""),
    ),
    Fault(
        "union",
        "所在工会未批准或已撤销",
        "把会籍接转到现在的工会",
        lambda day: (
            Q(union__approved_on=None) | Q(union__approved_on__gt=day) | Q(union__dissolved_on__lte=day)
        ),
    ),
    Fault(
        "admitted",
        "入会日期早于工会批准日期",
        "核对入会日期和工会批准日期",
        lambda day: Q(start=Start.ADMISSION, admitted_on__lt=F("union__approved_on")),
    ),
    Fault(
        "new-form",
        "未填新就业形态类型",
        "补填新就业形态",
        lambda day: Q(member__category=Category.NEW_FORM, member__new_form=""),
    ),
    Fault(
        "host",
        "劳务派遣工未填用工单位",
        "在会籍中补填用工单位",
        lambda day: Q(member__category=Category.DISPATCHED, host=None),
    ),
    Fault(
        "mobile",
        "手机号码无效",
        "与本人核对手机号码",
        lambda day: Q(member__mobile__isnull=False, member__mobile_fault=True),
    ),
    Fault(
        "no-mobile",
        "手机号码未采集",
        "与本人联系补填手机号码",
        lambda day: Q(member__mobile__isnull=True),
        counts=False,
    ),
)
BY_CODE = {fault.code: fault for fault in FAULTS}
CHOICES = [(fault.code, fault.label) for fault in FAULTS]


@dataclass(frozen=True)
class Service:
    """What a member goes without while one of `faults` stands; `by_card` only until a card is in hand."""

    label: str
    why: str
    faults: frozenset[str]
    by_card: bool = False


PROVEN = frozenset({"uncollected", "name", "document", "facts", "sex", "born", "expired"})
SERVICES = (
    Service("申办京卡", "会员信息尚未采集成功或证件已过期，不能申办", PROVEN, by_card=True),
    Service("互助保障金打卡发放", "互助保障金打入京卡，没有京卡不能发放", PROVEN, by_card=True),
    Service("凭卡服务", "凭京卡享受的优惠和活动不能参加", PROVEN, by_card=True),
    Service("困难帮扶", "身份核实后才能建档审批", frozenset({"name", "document", "facts"})),
    Service("短信通知和网上办理", "没有有效手机号码，通知不到本人", frozenset({"mobile", "no-mobile"})),
)


def failing(day: dt.date, codes: Iterable[str] = ()) -> Q:
    """Spells whose record fails on `day` by one of these reasons, or by any that counts."""
    chosen = [BY_CODE[code] for code in codes] or [fault for fault in FAULTS if fault.counts]
    return reduce(or_, (fault.when(day) for fault in chosen))


def qualified(day: dt.date) -> Q:
    """Spells whose record passes every check."""
    return ~failing(day)


def members_failing(day: dt.date, codes: Iterable[str] = ()) -> Q:
    """Enrolled members by a reason, or by any that counts."""
    spells = Membership.objects.filter(enrolled(day), failing(day, codes)).order_by()
    return Q(pk__in=spells.values("member_id"))


def holding_cards(day: dt.date) -> QuerySet:
    """Cards in hand on `day`."""
    return Card.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), issued_on__lte=day)


def without_card(day: dt.date) -> Q:
    """未办卡: enrolled members who hold no card, nor have one on the way."""
    live = Card.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), applied_on__lte=day)
    enrolled_ones = Membership.objects.filter(enrolled(day)).order_by()
    return Q(pk__in=enrolled_ones.values("member_id")) & ~Q(pk__in=live.order_by().values("member_id"))


def effect_of(fault: Fault) -> str:
    """What hangs on it, in a sentence."""
    lost = "、".join(service.label for service in SERVICES if fault.code in service.faults)
    said = ["信息合格率下降"] if fault.counts else ["手机采集率下降"]
    return "；".join(said + [f"影响{lost}"] * bool(lost))


@dataclass(frozen=True)
class Standing:
    """What a member's page says of the record: the reasons, and the services lost by them."""

    enrolled: bool
    faults: tuple[Fault, ...]
    lost: tuple[Service, ...]

    @property
    def qualified(self) -> bool:
        return self.enrolled and not any(fault.counts for fault in self.faults)


def standing_of(member: Member, day: dt.date) -> Standing:
    """One query whatever the number of reasons, and one for the card."""
    spell = (
        Membership.objects.filter(enrolled(day), member=member)
        .annotate(**{f"is_{fault.code.replace('-', '_')}": fault.when(day) for fault in FAULTS})
        .first()
    )
    if spell is None:
        return Standing(False, (), ())
    faults = tuple(fault for fault in FAULTS if getattr(spell, f"is_{fault.code.replace('-', '_')}"))
    codes = {fault.code for fault in faults}
    carded = holding_cards(day).filter(member=member).exists()
    lost = (s for s in SERVICES if s.faults & codes and not (s.by_card and carded))
    return Standing(True, faults, tuple(lost))
