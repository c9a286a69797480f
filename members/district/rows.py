"""The rows of members: one pass over the unions, streamed into COPY, so that a city fits in memory."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from enterprises.district import Firms
from union_portal.bulk import copy, reserve
from union_portal.district.people import People
from union_portal.district.plan import Plan, apportion, chosen
from union_portal.fields import blind_index, context_of, encrypt
from union_portal.pinyin import name_initials

from ..models import Card, Member, Membership
from .flows import Flows

PERSON = (
    "id", "org", "number", "name", "initials", "document_type", "document", "document_index", "sex",
    "born_on",
    "mobile", "mobile_index", "household", "category", "is_migrant", "collected_on",
)  # fmt: skip
SPELL = (
    "org", "member", "union", "employer", "platform", "admitted_on", "since", "until", "standing",
    "start", "end",
    "source", "channel",
)  # fmt: skip
CHUNK = 50_000
"""Members written at a time, before their spells and cards."""
CHANNELS = ("batch", "counter", "batch", "online", "batch", "counter")
LEAVING = ("retired", "withdrawn", "retired", "transfer", "retired", "deceased")


@dataclass(frozen=True, slots=True)
class Place:
    """Where members are enrolled: a union, and the employer if they have one."""

    union: int
    employer: int | None
    org: int
    approved: dt.date
    new: bool
    weight: float


def write(plan: Plan) -> None:
    """People, their spells and their cards, in chunks."""
    writer = Writer(plan)
    spells = writer.spells()
    while chunk := list(islice(spells, CHUNK)):
        people = reserve(Member, len(chunk))
        copy(Member, PERSON, map(writer.person, people, chunk))
        copy(Membership, SPELL, map(writer.spell, people, chunk))
        cards = (card for pk, spell in zip(people, chunk, strict=True) if (card := writer.card(pk, spell)))
        copy(Card, ("org", "member", "applied_on", "issued_on"), cards)


@dataclass(slots=True)
class Spell:
    """One membership of one person; `index` counts those enrolled at the close, and goes on for leavers."""

    index: int
    place: Place
    start: str
    source: str
    since: dt.date
    admitted: dt.date
    until: dt.date | None = None


class Writer:
    def __init__(self, plan: Plan):
        self.plan, self.flows = plan, plan.take(Flows)
        self.rng = plan.stream("members")
        self.people = People(plan.seed, plan.before - dt.timedelta(days=365 * 22))
        total = self.flows.enrolled
        self.collected = chosen(self.flows.collected, total, 1)
        self.female = chosen(plan.values["MEM16"], total, 2)
        self.migrant = chosen(plan.values["MEM15"], total, 3)
        self.with_mobile = chosen(plan.values["MEM05"], total, 4)
        self.carded = 0
        self.ranked = 0
        self.document, self.mobile = context_of(Member, "document"), context_of(Member, "mobile")
        self.division = plan.root.division[:6]
        self.places = self._places()

    def _places(self) -> list[Place]:
        """A place for each covered enterprise, weighted by its employees, and one for each joint union."""
        firms = self.plan.take(Firms)
        approved = {pk: day for pk, _, day, _ in firms.unions}
        places = [
            Place(
                f.union_pk,
                f.pk,
                f.unit.pk,
                max(approved.get(f.union_pk, f.joined_on), f.joined_on),
                f.new,
                f.employees,
            )
            for f in firms.unionized
        ]
        places += [Place(pk, None, unit.pk, day, new, 0.0) for pk, unit, day, new in firms.joint]
        return places

    def spells(self) -> Iterator[Spell]:
        """Everybody enrolled at the close, class by class, then those who left in the period."""
        flows, old = self.flows, [p for p in self.places if not p.new and p.employer] or self.places
        new = [p for p in self.places if p.new and p.employer] or old
        shared = [p for p in self.places if p.employer is None and not p.new] or old
        settled = flows.enrolled - flows.joined - flows.transferred
        groups = (
            (settled, old, "", ""),
            (flows.transferred, old, "transfer", ""),
            (flows.admitted["new_union"], new, "admission", "new_union"),
            (flows.admitted["individual"], shared, "admission", "individual"),
            (flows.admitted["existing"], old, "admission", "existing"),
        )
        index = 0
        for count, places, start, source in groups:
            for place in self._over(count, places):
                yield self._spell(index, place, start, source)
                index += 1
        for place in self._over(flows.left, old):
            spell = self._spell(index, place, "", "")
            spell.until = self.plan.day(self.rng)
            yield spell
            index += 1

    def _over(self, count: int, places: list[Place]) -> Iterator[Place]:
        if count:
            for place, n in zip(places, apportion(count, [p.weight for p in places]), strict=True):
                for _ in range(n):
                    yield place

    def _spell(self, index: int, place: Place, start: str, source: str) -> Spell:
        plan, rng = self.plan, self.rng
        if start:
            since = plan.day(rng, max(plan.start, place.approved), plan.last)
            admitted = (
                since if start == "admission" else plan.before - dt.timedelta(days=rng.randrange(60, 2000))
            )
            return Spell(index, place, start, source, since, admitted)
        since = self._long_ago(min(place.approved, plan.before))
        return Spell(index, place, "admission", "existing", since, since)

    def _long_ago(self, approved: dt.date) -> dt.date:
        """Most joined within a year of their union's approval, the others evenly since."""
        plan, rng = self.plan, self.rng
        if rng.random() < 0.8:
            return min(plan.before, approved + dt.timedelta(days=int(rng.random() * 360)))
        return plan.day(rng, approved, plan.before)

    def person(self, pk: int, spell: Spell) -> tuple:
        index, rng = spell.index, self.rng
        enrolled = index < self.flows.enrolled
        female = self.female(index) if enrolled else index % 2 == 0
        name = self.people.name(female)
        document, born = self.people.document(female)
        mobile = self.people.mobile() if not enrolled or self.with_mobile(index) else None
        migrant = self.migrant(index) if enrolled else False
        collected = self.collected(index) if enrolled else True
        return (
            pk, spell.place.org, f"{self.division}{pk:08d}", name, name_initials(name), "RIC",
            encrypt(document, self.document), blind_index(document, self.document),
            "F" if female else "M", born,
            mobile and encrypt(mobile, self.mobile), mobile and blind_index(mobile, self.mobile),
            "rural" if migrant else "urban" if rng.random() < 0.6 else "unified",
            "staff" if rng.random() < 0.93 else "dispatched", migrant, spell.since if collected else None,
        )  # fmt: skip

    def spell(self, pk: int, spell: Spell) -> tuple:
        place, admission = spell.place, spell.start == "admission"
        return (
            place.org, pk, place.union, None if spell.source == "individual" else place.employer, "",
            spell.admitted,
            spell.since, spell.until, "active", spell.start, LEAVING[spell.index % 6] if spell.until else "",
            spell.source, self.channel(spell) if admission else "",
        )  # fmt: skip

    def channel(self, spell: Spell) -> str:
        """The first admissions of the period were made at talks, as many as COM04 says."""
        flows = self.flows
        place = spell.index - (flows.enrolled - flows.joined)
        at_talks = spell.source and 0 <= place < self.plan.values["COM04"] and spell.since >= self.plan.start
        return "meeting" if at_talks else CHANNELS[spell.index % 6]

    def card(self, pk: int, spell: Spell) -> tuple | None:
        """Cards go to collected members first, then to others; the last ones in the period."""
        flows, index = self.flows, spell.index
        if index >= flows.enrolled:
            return None
        if not self._holds(index):
            return None
        place = self.carded
        self.carded += 1
        if place < flows.cards - flows.cards_in_period:
            issued = min(self.plan.before, max(spell.since, self.plan.earlier(self.rng, 3)))
        else:
            issued = self.plan.day(self.rng)
        return spell.place.org, pk, issued - dt.timedelta(days=20), issued

    def _holds(self, index: int) -> bool:
        """Exactly `cards` of the enrolled: the collected by an even stride, and all of them before others."""
        flows = self.flows
        if self.collected(index):
            self.ranked += 1
            share = min(flows.cards, flows.collected)
            return self.ranked * share // flows.collected > (self.ranked - 1) * share // flows.collected
        return index - self.ranked < flows.cards - flows.collected
