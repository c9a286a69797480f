"""The rows of members: one pass over the unions, streamed into COPY, so that a city fits in memory."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from enterprises.district import Firms
from union_portal.bulk import copy, reserve
from union_portal.district.people import People
from union_portal.district.plan import Plan, apportion, chosen
from union_portal.fields import blind_index, context_of, encrypt
from union_portal.pinyin import name_initials
from union_portal.reporting.compute import whole_tables

from ..models import Card, Member, Membership
from . import moved
from .batches import write_batches
from .flows import Flows
from .moved import Around
from .spells import Place, Spell

PERSON = (
    "id", "org", "number", "name", "initials", "document_type", "document", "document_index", "sex",
    "born_on",
    "mobile", "mobile_index", "household", "category", "is_migrant", "collected_on", "new_form",
    "document_until",
)  # fmt: skip
SPELL = (
    "id", "org", "member", "union", "employer", "host", "platform", "admitted_on", "since", "until",
    "standing", "start", "end", "source", "channel", "retained_for",
)  # fmt: skip
CARD = ("org", "member", "applied_on", "issued_on", "batch", "sent_on", "produced_on", "delivered_on")
CHUNK = 50_000
"""Members written at a time, before their spells and cards."""
CHANNELS = ("batch", "counter", "batch", "online", "batch", "counter")
LEAVING = ("retired", "withdrawn", "retired", "transfer", "retired", "deceased")
PLATFORMS = (
    ("rider", "速达配送平台"), ("courier", "顺通快递平台"), ("driver", "快行出行平台"),
    ("trucker", "货运通平台"), ("domestic", "邻里家政平台"),
)  # fmt: skip
DISPATCHED, EXPIRED, TWIN, RETAINED, IN_PRODUCTION = 14, 71, 1201, 300, 12
"""One in so many is dispatched, has let the document expire, has a twin; one retained to so many enrolled."""
RETAINED_FOR = ("retired", "unemployed", "retired", "closed", "retired", "military")


def write(plan: Plan) -> None:
    """People, their spells and their cards, in chunks."""
    writer = Writer(plan)
    spells = writer.spells()
    while chunk := list(islice(spells, CHUNK)):
        people, keys = reserve(Member, len(chunk)), reserve(Membership, len(chunk))
        copy(Member, PERSON, map(writer.person, people, chunk))
        copy(Membership, SPELL, map(writer.spell, people, chunk, keys))
        copy(Membership, SPELL[1:], writer.retained(people, chunk))
        cards = (card for pk, spell in zip(people, chunk, strict=True) if (card := writer.card(pk, spell)))
        with whole_tables():
            copy(Card, CARD, cards)
        writer.around.gather(people, chunk, keys)
        moved.updates(plan, [(pk, spell.place.org) for pk, spell in zip(people, chunk, strict=True)])
    with whole_tables():
        writer.around.write(plan)


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
        self.employers = [place.employer for place in self.places if place.employer]
        self.around, self.stages = Around(), write_batches(plan)
        self.before: tuple = (0, 0, "", None)
        """Key, unit, name and mobile of the person before."""

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
        several = len({place.union for place in old}) > 1
        moving = flows.moved if several else 0
        for count, places, start, source in groups:
            for number, place in enumerate(self._over(count, places)):
                spell = self._spell(index, place, start, source)
                yield self._moving(spell, old) if start == "transfer" and number < moving else spell
                index += 1
        for number, place in enumerate(self._over(flows.left - moving + flows.enrolled // RETAINED, old)):
            spell = self._spell(index, place, "", "")
            if number < flows.left - moving:
                spell.until = self.plan.day(self.rng)
            else:
                spell.retained = self.plan.before - dt.timedelta(days=30 + index % 700)
                spell.since = spell.admitted = min(spell.since, spell.retained - dt.timedelta(days=1))
            yield spell
            index += 1

    def _moving(self, spell: Spell, old: list[Place]) -> Spell:
        """Someone already enrolled elsewhere, who moves on a day of the period."""
        goal, day = spell.place, spell.since
        places = (old[(spell.index + step) * 37 % len(old)] for step in range(len(old)))
        origin = next((place for place in places if place.union != goal.union), None)
        origin = origin or next(place for place in old if place.union != goal.union)
        since = min(self._long_ago(min(origin.approved, self.plan.before)), day - dt.timedelta(days=30))
        return Spell(spell.index, origin, "admission", "existing", since, since, moves_to=goal, moved_on=day)

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
        name, mobile = self._twin(pk, spell, name, mobile)
        self._grown(spell, born)
        migrant = self.migrant(index) if enrolled else False
        collected = self.collected(index) if enrolled else True
        if enrolled and spell.since >= self.plan.start and mobile and self.channel(spell) == "online":
            spell.applicant = name, document, mobile
        form = "" if self._employer(spell) else PLATFORMS[index % len(PLATFORMS)][0]
        return (
            pk, spell.place.org, f"{self.division}{pk:08d}", name, name_initials(name), "RIC",
            encrypt(document, self.document), blind_index(document, self.document),
            "F" if female else "M", born,
            mobile and encrypt(mobile, self.mobile), mobile and blind_index(mobile, self.mobile),
            "rural" if migrant else "urban" if rng.random() < 0.6 else "unified",
            "new_form" if form else "dispatched" if self._host(spell) else "staff", migrant,
            spell.since if collected else None, form,
            self.plan.last - dt.timedelta(days=1 + index % 400) if index % EXPIRED == 3 else None,
        )  # fmt: skip

    def _twin(self, pk: int, spell: Spell, name: str, mobile: str | None) -> tuple[str, str | None]:
        """Now and then the same name and telephone as the one before: perhaps one person."""
        one, org, other, phone = self.before
        if spell.index % TWIN == TWIN - 1 and phone and mobile and org == spell.place.org:
            self.around.twins.append((org, one, pk))
            name, mobile = other, phone
        self.before = pk, spell.place.org, name, mobile
        return name, mobile

    def _grown(self, spell: Spell, born: dt.date) -> None:
        """Nobody joined before the age of eighteen."""
        adult = born + dt.timedelta(days=6575)
        spell.admitted = max(spell.admitted, adult)
        if spell.since < self.plan.start:
            spell.since = max(spell.since, adult)

    @staticmethod
    def _employer(spell: Spell) -> int | None:
        return None if spell.source == "individual" else spell.place.employer

    def _host(self, spell: Spell) -> int | None:
        """Where a dispatched worker works."""
        employer = self._employer(spell)
        if not employer or spell.start == "transfer" or spell.moves_to or spell.index % DISPATCHED != 6:
            return None
        host = self.employers[spell.index * 13 % len(self.employers)]
        return host if host != employer else None

    def spell(self, pk: int, spell: Spell, key: int) -> tuple:
        place, admission, until = spell.place, spell.start == "admission", spell.until or spell.retained
        end = "retained" if spell.retained else LEAVING[spell.index % 6] if until else ""
        employer = self._employer(spell)
        return (
            key, place.org, pk, place.union, employer, self._host(spell),
            "" if employer else PLATFORMS[spell.index % len(PLATFORMS)][1], spell.admitted, spell.since,
            until, "active", spell.start, end, spell.source, self.channel(spell) if admission else "", "",
        )  # fmt: skip

    def retained(self, people: list[int], spells: list[Spell]) -> Iterator[tuple]:
        """The spells that follow where membership is retained."""
        for pk, spell in zip(people, spells, strict=True):
            if spell.retained:
                yield (
                    spell.place.org, pk, spell.place.union, spell.place.employer, None, "", spell.admitted,
                    spell.retained, None, "retained", "retained", "", "", "",
                    RETAINED_FOR[spell.index % len(RETAINED_FOR)],
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
            return self._in_production(pk, spell)
        place = self.carded
        self.carded += 1
        if place < flows.cards - flows.cards_in_period:
            issued = min(self.plan.before, max(spell.since, self.plan.earlier(self.rng, 3)))
        else:
            issued = self.plan.day(self.rng)
        return spell.place.org, pk, issued - dt.timedelta(days=20), issued, None, None, None, None

    def _in_production(self, pk: int, spell: Spell) -> tuple | None:
        """Of those without a card some have applied: the batch, then what has come back by when."""
        if not self.collected(spell.index) or spell.index % IN_PRODUCTION != 1:
            return None
        applied, batch, dates = self.stages[spell.index // IN_PRODUCTION % len(self.stages)]
        if spell.since > applied or spell.moves_to:
            return None
        return spell.place.org, pk, applied, None, batch, *dates

    def _holds(self, index: int) -> bool:
        """Exactly `cards` of the enrolled: the collected by an even stride, and all of them before others."""
        flows = self.flows
        if self.collected(index):
            self.ranked += 1
            share = min(flows.cards, flows.collected)
            return self.ranked * share // flows.collected > (self.ranked - 1) * share // flows.collected
        return index - self.ranked < flows.cards - flows.collected
