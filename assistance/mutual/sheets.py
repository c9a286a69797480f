"""A list of enrolments: what the database would refuse is said at each line first."""

from collections.abc import Iterator

from members.models import Member, Membership, Sex

from ..models import Scheme

Fault = tuple[str, int, str, str]


def unfit_enrolments(columns: dict[str, list]) -> Iterator[Fault]:
    """Yields (column, row, why, repair)."""
    members = columns.get("member")
    if not members:
        return
    none: list[None] = [None] * len(members)
    schemes, days = (columns.get(name, none) for name in ("scheme", "since"))
    known = {member for member in members if member is not None}
    men = set(Member.objects.filter(pk__in=known).exclude(sex=Sex.FEMALE).values_list("pk", flat=True))
    spells: dict[int, list] = {}
    active = Membership.objects.filter(member__in=known, standing=Membership.Standing.ACTIVE)
    for member, since, until in active.values_list("member", "since", "until"):
        spells.setdefault(member, []).append((since, until))
    for row, (member, scheme, day) in enumerate(zip(members, schemes, days, strict=True)):
        if member is None:
            continue
        if scheme == Scheme.WOMEN and member in men:
            yield "scheme", row, "该计划仅限女职工参加", "请核对险种，或更正会员的性别"
        inside = any(since <= day and (not until or day < until) for since, until in spells.get(member, ()))
        if day and not inside:
            yield "member", row, f"该会员在{day}没有在册会籍", "请核对会员号和保障起始日期，或先办理入会"
