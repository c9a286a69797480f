"""Lists of covers and of claims: what the database would refuse is said at each line first."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet

from members.life.sheets import Fault, known
from members.models import Member, Membership, Sex

from ..models import FREE, Enrolment, Scheme


def spells(rows: QuerySet, *keys: str) -> dict[tuple, list]:
    """[since, until) of these rows, by their keys."""
    found: dict[tuple, list] = defaultdict(list)
    for *key, since, until in rows.values_list(*keys, "since", "until"):
        found[tuple(key)].append((since, until))
    return found


def holds(ranges: list, day) -> bool:
    return any(since <= day and (not until or day < until) for since, until in ranges)


def cells(columns: dict[str, list], *names: str) -> Iterator[tuple]:
    """Number of the line and its cells, of lines whose member is known."""
    members = columns.get("member") or []
    none: list[None] = [None] * len(members)
    lines = zip(members, *(columns.get(name, none) for name in names), strict=True)
    yield from ((row, *line) for row, line in enumerate(lines) if line[0] is not None)


def unfit_enrolments(columns: dict[str, list]) -> Iterator[Fault]:
    """Yields (column, row, why, repair)."""
    people = known(columns.get("member") or [])
    men = set(Member.objects.filter(pk__in=people).exclude(sex=Sex.FEMALE).values_list("pk", flat=True))
    active = Membership.objects.filter(member__in=people, standing=Membership.Standing.ACTIVE)
    enrolled = spells(active, "member")
    for row, member, scheme, day in cells(columns, "scheme", "since"):
        if scheme == Scheme.WOMEN and member in men:
            yield "scheme", row, "该计划仅限女职工参加", "请核对险种，或更正会员的性别"
        if day and not holds(enrolled.get((member,), []), day):
            yield "member", row, f"该会员在{day}没有在册会籍", "请核对会员号和保障起始日期，或先办理入会"


def unfit_claims(columns: dict[str, list]) -> Iterator[Fault]:
    """Yields (column, row, why, repair)."""
    people = known(columns.get("member") or [])
    covers = spells(Enrolment.objects.filter(member__in=people), "member", "scheme")
    for row, member, scheme, day in cells(columns, "scheme", "event_on"):
        if scheme and scheme not in FREE and day and not holds(covers.get((member, scheme), []), day):
            why = f"{day}不在该会员这项计划的保障期内"
            yield "event_on", row, why, "请核对险种和出险日期，或先登记参保"
