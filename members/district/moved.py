"""What goes on around the spells of the period: transfers between unions, applications, updates, twins."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import DateField, ExpressionWrapper, F

from enterprises.models import GrassrootsUnion
from union_portal.bulk import copy, reserve
from union_portal.district.people import People
from union_portal.district.plan import Plan
from union_portal.fields import blind_index, context_of, encrypt
from union_portal.periods import add_months

from ..models import (
    DeclaredMembers,
    DuplicatePair,
    MembershipApplication,
    RecordUpdate,
    Transfer,
)
from .spells import Place, Spell

ANSWERED = (4, 9, 15)
"""Days that a union takes to accept."""
UPDATED = ("手机号码", "手机号码", "学历", "职务岗位", "现居住街乡", "技能等级", "手机号码、学历")
WAITING, REFUSED, UNDECIDED = 4000, 7000, 2900
"""Members to an application not yet decided, to one turned down, to a transfer not yet answered."""
REASONS = ("证件号码与姓名不符，请核对", "请补填工作单位", "单位尚未建会，请向属地工会申请")

NOWHERE = Place(0, None, 0, dt.date.min, False, 0)


@dataclass
class Around:
    """Collected while members are written, and written after them."""

    transfers: list[tuple] = field(default_factory=list)
    """Member, from union, their unit, to union, to employer, day asked for."""
    waiting: list[tuple[int, Place, Place]] = field(default_factory=list)
    """Member, where enrolled, where to; nobody has answered yet."""
    last: Place = NOWHERE
    other: Place = NOWHERE
    """The union met before the last one."""
    online: list[tuple] = field(default_factory=list)
    twins: list[tuple] = field(default_factory=list)
    enrolled: Counter = field(default_factory=Counter)
    """By unit."""

    def gather(self, people: list[int], spells: list[Spell], keys: list[int]) -> None:
        """`keys` are those of the spells."""
        for pk, spell, key in zip(people, spells, keys, strict=True):
            place, goal = spell.place, spell.moves_to
            ended = spell.until or spell.retained
            if not ended:
                self.enrolled[(goal or place).org] += 1
            if goal and spell.moved_on:
                asked = spell.moved_on - dt.timedelta(ANSWERED[len(self.transfers) % len(ANSWERED)])
                self.transfers.append((pk, place.union, place.org, goal.union, goal.employer, asked))
            elif spell.applicant:
                employer = None if spell.source == "individual" else place.employer
                applied = spell.since - dt.timedelta(days=1 + spell.index % 9)
                known = place.union, employer, applied, spell.since, spell.source, key
                self.online.append((place.org, *spell.applicant, *known))
            elif spell.index % UNDECIDED == 5 and not ended and self.other.union not in (0, place.union):
                self.waiting.append((pk, place, self.other))
            if self.last.union != place.union:
                self.last, self.other = place, self.last

    def write(self, plan: Plan) -> None:
        self.write_transfers(plan)
        self.write_applications(plan)
        pairs = ((org, one, other, "姓名、手机号码相同", plan.last) for org, one, other in self.twins)
        copy(DuplicatePair, ("org", "one", "other", "why", "found_on"), pairs)
        copy(DeclaredMembers, ("org", "month", "members", "note"), self.declared(plan))

    def write_transfers(self, plan: Plan) -> None:
        """Asked for by one union, accepted by the other: the database moves the members."""
        names = ("id", "member", "from_union", "org", "to_union", "to_employer", "requested_on")
        keys = reserve(Transfer, len(self.transfers))
        copy(Transfer, names, ((key, *line) for key, line in zip(keys, self.transfers, strict=True)))
        waiting = (
            (pk, place.union, place.org, goal.union, goal.employer, plan.last - dt.timedelta(3 + n * 9 % 60))
            for n, (pk, place, goal) in enumerate(self.waiting)
        )
        copy(Transfer, names[1:], waiting)
        for place, days in enumerate(ANSWERED):
            accepted = ExpressionWrapper(F("requested_on") + dt.timedelta(days), output_field=DateField())
            Transfer.objects.filter(pk__in=keys[place :: len(ANSWERED)]).update(accepted_on=accepted)
        asked = Transfer.objects.filter(accepted_on=None, requested_on__lt=plan.last - dt.timedelta(40))
        asked.update(returned_on=plan.last - dt.timedelta(1), reason="本人已离开转入单位")

    def write_applications(self, plan: Plan) -> None:
        names = (
            "org", "name", "document", "document_index", "mobile", "union", "employer", "channel",
            "applied_on", "decided_on", "verdict", "reason", "source", "membership",
        )  # fmt: skip
        sealed = sealing()
        approved = (
            (org, name, *sealed(number, phone), union, firm, "online", asked, on, "approved", "", source, key)
            for org, name, number, phone, union, firm, asked, on, source, key in self.online
        )
        copy(MembershipApplication, names, approved)
        copy(MembershipApplication, names, list(self.undecided(plan)))

    def undecided(self, plan: Plan) -> Iterator[tuple]:
        """Those that wait on the last day, and those returned or turned down."""
        rng, people = plan.stream("applications"), People(plan.seed + 7, plan.before)
        sealed = sealing()
        unions = list(GrassrootsUnion.objects.standing(plan.last).order_by("pk").values_list("pk", "org"))
        count = len(unions) and plan.values["MEM01"]
        kinds = ["" for _ in range(count // WAITING)]
        kinds += ["returned" if n % 2 else "rejected" for n in range(count // REFUSED)]
        for place, verdict in enumerate(kinds):
            number, _ = people.document(place % 2 == 0)
            union, org = unions[place * 37 % len(unions)]
            asked = plan.day(rng, max(plan.start, plan.last - dt.timedelta(12)))
            decided = plan.last if verdict else None
            name, phone = people.name(place % 2 == 0), people.mobile()
            yield (
                org, name, *sealed(number, phone), union, None, "online", asked, decided, verdict,
                REASONS[place % 3] if verdict else "", "", None,
            )  # fmt: skip

    def declared(self, plan: Plan) -> Iterator[tuple]:
        """What townships typed, month by month: near the register, never quite the same."""
        month, place = plan.start.replace(day=1), 0
        while add_months(month, 1) <= plan.last + dt.timedelta(1):
            for org, people in sorted(self.enrolled.items()):
                place += 1
                count = people + people * (place * 7 % 31 - 12) // 1000
                yield org, month, count, ""
            month = add_months(month, 1)


def sealing() -> Callable[[str, str], tuple[bytes, bytes, bytes]]:
    """An applicant's number, its hash and the telephone, as their columns keep them."""
    document, mobile = (context_of(MembershipApplication, name) for name in ("document", "mobile"))
    return lambda number, phone: (
        encrypt(number, document), blind_index(number, document), encrypt(phone, mobile)
    )  # fmt: skip


def updates(plan: Plan, members: list[tuple[int, int]]) -> int:
    """更新会籍信息: (member, unit) of every thirtieth, on a day of the period."""
    rng = plan.stream("updates")
    chosen = members[::30]
    rows = ((org, pk, plan.day(rng), UPDATED[pk % len(UPDATED)]) for pk, org in chosen)
    return copy(RecordUpdate, ("org", "member", "on", "what"), rows)
