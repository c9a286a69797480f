"""Where a person works and which union that means: found by initials, the last used first."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from enterprises.models import Affiliation, Enterprise, GrassrootsUnion
from union_portal.organization.models import User
from union_portal.pinyin import initials

from ..models import Membership, Registration

MOST, REMEMBERED = 10, 60
"""Suggestions shown; registrations looked back on."""
SHARED = ("joint", "regional", "industry")
"""Unions that take people without a union at work, or without an employer (MB-05, MB-07)."""
Source = Membership.Source


@dataclass(frozen=True)
class Place:
    """An enterprise and the union that covers it today, if any does."""

    firm: Enterprise
    cover: Affiliation | None = None

    @property
    def source(self) -> str:
        return source(self.cover)

    def as_json(self) -> dict[str, str | int]:
        told = f"{self.cover.union.name}" if self.cover else "未建会，请填所在工会"
        return {
            "key": self.firm.pk,
            "text": self.firm.name,
            "more": told,
            "union": self.cover.union.name if self.cover else "",
            "source": Source(self.source).label,
        }


def source(cover: Affiliation | None) -> str:
    """MB-42, as a proposal: a unit covered since this year is new; without cover one joins singly."""
    if cover is None:
        return Source.INDIVIDUAL
    return Source.NEW_UNION if cover.since.year == dt.date.today().year else Source.EXISTING


def firms(user: User) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(org__in=user.unit_ids("members.change"), closed_on=None)


def unions(user: User) -> QuerySet[GrassrootsUnion]:
    """Standing today, in scope."""
    return GrassrootsUnion.objects.standing(dt.date.today()).filter(
        org__in=user.unit_ids("members.change"), level=GrassrootsUnion.Level.BASE
    )


def recent(user: User, field: str) -> list[int]:
    """`membership__employer` or `membership__union` of the worker's own registrations, last first."""
    used = Registration.objects.filter(worker=user, membership__isnull=False).order_by("-id")
    return [pk for pk in dict.fromkeys(used.values_list(field, flat=True)[:REMEMBERED]) if pk]


def suggested_firms(user: User, typed: str) -> list[Place]:
    """By initials, name or code; the last used first, then those that begin so."""
    used, text = recent(user, "membership__employer"), typed.strip()
    rows = firms(user)
    if text:
        rows = rows.filter(_matching(text))
    elif used:
        rows = rows.filter(pk__in=used)
    else:
        return []
    begins = Q(initials__startswith=text.lower()) | Q(name__startswith=text)
    ranks = [*(When(pk=pk, then=Value(place)) for place, pk in enumerate(used))]
    ranks.append(When(begins, then=Value(len(used))))
    near = Case(*ranks, default=Value(len(used) + 1), output_field=IntegerField())
    return placed(list(rows.order_by(near, "initials", "pk")[:MOST]))


def _matching(text: str) -> Q:
    return Q(initials__contains=text.lower()) | Q(name__contains=text) | Q(credit_code=text.upper())


def placed(found: list[Enterprise]) -> list[Place]:
    covers = {
        cover.enterprise_id: cover
        for cover in Affiliation.objects.covering(dt.date.today())
        .filter(enterprise__in=found)
        .select_related("union")
    }
    return [Place(firm, covers.get(firm.pk)) for firm in found]


def suggested_unions(user: User, typed: str) -> list[GrassrootsUnion]:
    """Shared unions by name or initials, the last used first; a township has a few dozen."""
    used, text = recent(user, "membership__union"), typed.strip()
    order = {pk: place for place, pk in enumerate(used)}
    shared = [
        union
        for union in unions(user).filter(kind__in=SHARED).order_by("name", "pk")
        if text in union.name or text.lower() in initials(union.name)
    ]
    return sorted(shared, key=lambda union: order.get(union.pk, len(order)))[:MOST]


def firm_named(user: User, text: str, pk: int | None) -> Place | None:
    """The one picked, or the only one so named; a ValidationError tells why not."""
    if not text:
        return None
    rows = firms(user)
    picked = rows.filter(pk=pk, name=text).first() if pk else None
    found = [picked] if picked else list(rows.filter(Q(name=text) | Q(credit_code=text.upper()))[:2])
    found = found or list(rows.filter(_matching(text)).order_by("initials", "pk")[:MOST])
    if len(found) == 1:
        return placed(found)[0]
    if found:
        names = "、".join(firm.name for firm in found[:3])
        raise ValidationError(f"“{text}”对应不止一家：{names}等，请从提示中选一家")
    raise ValidationError(f"在管理范围内没有找到单位“{text}”，请核对名称，或先登记企业")


def union_named(user: User, text: str, places: list[Place | None]) -> GrassrootsUnion:
    """The union typed; without one, that of the first place that has one (MB-06: the dispatcher's first)."""
    covers = [place.cover.union for place in places if place and place.cover]
    if not text:
        if covers:
            return _in_scope(user, covers[0])
        raise ValidationError("所填单位没有工会，请填写由哪个联合工会吸纳（镇街、村社区、楼宇或行业）")
    named = [union for union in covers if union.name == text]
    shared = unions(user).filter(kind__in=SHARED)
    found = named or list(shared.filter(name=text)[:2]) or suggested_unions(user, text)
    if len(found) == 1:
        return _in_scope(user, found[0])
    if found:
        raise ValidationError(f"“{text}”对应不止一个工会，请从提示中选一个")
    raise ValidationError(f"没有找到可以吸纳的工会“{text}”：应为单位所在工会，或管理范围内的联合工会")


def _in_scope(user: User, union: GrassrootsUnion) -> GrassrootsUnion:
    if union.org_id not in user.unit_ids("members.change"):
        raise ValidationError("该单位由其他镇街的工会覆盖，请由那个镇街办理入会")
    return union
