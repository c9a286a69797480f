"""Whatever happens to memberships in whatever order, nobody has two and the stock balances on every day."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.life.changes import rejoin, take
from members.life.merging import merge, undo
from members.life.transfers import accept, send
from members.models import DuplicatePair, Member, Membership, Transfer
from tests import make

FIRST = dt.date(2015, 1, 1)
DAY = dt.timedelta(1)
PEOPLE, UNIONS = 4, 3
LAPSED = {"fee_unpaid_since": dt.date(2014, 1, 1), "urged_on": dt.date(2014, 12, 1), "decision_no": "一号"}
FACTS = {
    "retain": {"retained_for": "unemployed"},
    "lapse": LAPSED,
    "expel": {"decision_no": "二号"},
}
ENDS = ["withdraw", "lapse", "expel"]
ACTS = [*["join", "transfer", "retain", "restore"] * 3, *ENDS, *["merge", "undo"] * 2]
DEED = st.tuples(
    st.sampled_from(ACTS),
    st.sampled_from(range(PEOPLE)),
    st.sampled_from(range(PEOPLE)),
    st.integers(0, UNIONS - 1),
    st.integers(0, 2),
)
"""What, whom, who else, where, and how many days after the deed before."""


@dataclass(frozen=True)
class Spell:
    """As the slow reference keeps it."""

    person: int
    union: int
    since: dt.date
    until: dt.date | None = None
    standing: str = "active"
    start: str = "admission"
    end: str = ""

    def holds(self, day) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class Memory:
    """The same deeds on a list: what each must do, written once more, the slow way."""

    follows: ClassVar = {"retain": ("retained", "retained"), "restore": ("active", "restored")}
    ends: ClassVar = {
        "retain": "retained",
        "restore": "restored",
        "withdraw": "withdrawn",
        "lapse": "lapsed",
        "expel": "expelled",
    }

    def __init__(self):
        self.spells: list[Spell] = []
        self.gone: dict[int, tuple[int, list[Spell], list[Spell]]] = {}

    def live(self, person):
        return next((s for s in self.spells if s.person == person and s.until is None), None)

    def of(self, person):
        return [s for s in self.spells if s.person == person]

    def end(self, spell, day, why):
        self.spells[self.spells.index(spell)] = replace(spell, until=day, end=why)

    def join(self, person, union, day):
        self.spells.append(Spell(person, union, day))

    def transfer(self, person, union, day):
        self.end(self.live(person), day, "transfer")
        self.spells.append(Spell(person, union, day, start="transfer"))

    def change(self, name, person, day):
        live = self.live(person)
        self.end(live, day, self.ends[name])
        if name in self.follows:
            standing, start = self.follows[name]
            self.spells.append(Spell(person, live.union, day, standing=standing, start=start))

    def merge(self, kept, gone, day):
        before = list(self.spells)
        theirs, leaving = self.of(kept), self.of(gone)
        days = {s: {FIRST + n * DAY for n in range(200) if s.holds(FIRST + n * DAY)} for s in before}
        for spell in leaving:
            if not any(days[spell] & days[other] for other in theirs):
                self.spells[self.spells.index(spell)] = replace(spell, person=kept)
        if live := self.live(gone):
            self.end(live, day, "merged")
            if self.live(kept) is None:
                start = "restored" if live.standing == "active" else "retained"
                self.spells.append(Spell(kept, live.union, day, None, live.standing, start))
        self.gone[gone] = kept, before, list(self.spells)

    def undo(self, gone):
        """What the merge changed is as it was before; what happened since stays."""
        _, before, after = self.gone.pop(gone)
        made, lost = Counter(after) - Counter(before), Counter(before) - Counter(after)
        self.spells = list((Counter(self.spells) - made + lost).elements())


class World:
    """The register and the memory side by side: a deed is done in both, or refused by both."""

    def __init__(self, townships):
        self.unions = [make.union(unit, approved_on=dt.date(2010, 1, 1)) for unit in townships]
        self.people = [make.member(townships[0]) for _ in range(PEOPLE)]
        self.user, self.memory, self.day = make.user("organisation", townships[0]), Memory(), FIRST

    def spells(self, person):
        return Membership.objects.filter(member=self.people[person], until=None)

    def do(self, name, one, other, union, days):
        self.day += days * DAY
        try:
            with transaction.atomic():
                self.perform(name, one, other, union)
        except ValidationError:
            return
        self.remember(name, one, other, union)

    def perform(self, name, one, other, union):
        if name == "join":
            rejoin(self.people[one], self.unions[union], self.day, "existing", "counter")
        elif name == "transfer":
            asked = send(self.people[one], self.unions[union], self.day)
            accept(Transfer.objects.filter(pk=asked.pk), self.day)
        elif name == "merge":
            merge(self.pair(one, other), self.people[one], self.user, self.day)
        elif name == "undo":
            undo(self.pair(*self.merged(one)), self.user)
        else:
            take(name, self.spells(one), self.day, **FACTS.get(name, {}))

    def remember(self, name, one, other, union):
        if name == "join":
            self.memory.join(one, union, self.day)
        elif name == "transfer":
            self.memory.transfer(one, union, self.day)
        elif name == "merge":
            self.memory.merge(one, other, self.day)
        elif name == "undo":
            self.memory.undo(self.merged(one)[0])
        else:
            self.memory.change(name, one, self.day)

    def merged(self, some):
        """One of those that went into another, and the other."""
        if not (gone := sorted(self.memory.gone)):
            raise ValidationError("没有合并")
        chosen = gone[some % len(gone)]
        return chosen, self.memory.gone[chosen][0]

    def pair(self, one, other):
        if one == other:
            raise ValidationError("同一条")
        keys = sorted([self.people[one].pk, self.people[other].pk])
        told = {"org": self.unions[0].org, "why": "姓名相同", "found_on": FIRST}
        return DuplicatePair.objects.get_or_create(one_id=keys[0], other_id=keys[1], defaults=told)[0]

    # --- what must hold

    def register(self):
        """The spells that the database holds, in the memory's words."""
        places = {union.pk: place for place, union in enumerate(self.unions)}
        names = {member.pk: place for place, member in enumerate(self.people)}
        rows = Membership.objects.values_list("member", "union", "since", "until", "standing", "start", "end")
        return Counter(Spell(names[m], places[u], *told) for m, u, *told in rows)

    def stock(self, day) -> Counter:
        rows = Membership.objects.on(day).filter(standing="active").order_by()
        return Counter(dict(rows.values_list("union").annotate(n=Count("pk"))))

    def moved(self, day) -> tuple[Counter, Counter]:
        """Active spells begun and ended on the day, by union and reason."""
        active = Membership.objects.filter(standing="active").order_by()
        begun = active.filter(since=day).values_list("union", "start").annotate(n=Count("pk"))
        ended = active.filter(until=day).values_list("union", "end").annotate(n=Count("pk"))
        return Counter({(u, w): n for u, w, n in begun}), Counter({(u, w): n for u, w, n in ended})


@pytest.fixture
def townships(yinghai, caiyu, district):
    return [yinghai, caiyu, make.township(district, "003", "黄村镇总工会")]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(DEED, min_size=12, max_size=20))
def test_any_sequence_of_deeds_balances_on_every_day_and_equals_a_slow_replay(townships, deeds):
    with transaction.atomic():
        world = World(townships)
        for deed in deeds:
            world.do(*deed)
            assert world.register() == Counter(world.memory.spells)
        one_live_spell_each(world)
        balances(world)
        transaction.set_rollback(True)


def one_live_spell_each(world):
    live = Membership.objects.filter(until=None).order_by().values_list("member")
    assert set(live.annotate(n=Count("pk")).values_list("n", flat=True)) <= {1}
    merged = Member.objects.filter(merged_on__isnull=False)
    assert not Membership.objects.filter(until=None, member__in=merged).exists()


def balances(world):
    """members(end) = members(start) + admissions + transfers in + restored − leavers, by union and in all."""
    day = FIRST - DAY
    while day <= world.day + DAY:
        before, after = world.stock(day - DAY), world.stock(day)
        begun, ended = world.moved(day)
        for union in world.unions:
            come = sum(begun[union.pk, why] for why in ("admission", "transfer", "restored"))
            left = sum(n for (where, why), n in ended.items() if where == union.pk)
            assert after[union.pk] == before[union.pk] + come - left
        assert {why for _, why in begun} <= {"admission", "transfer", "restored"}
        assert "" not in {why for _, why in ended}
        held = Counter(s.union for s in world.memory.spells if s.standing == "active" and s.holds(day))
        assert after == Counter({world.unions[place].pk: n for place, n in held.items()})
        assert after.total() == before.total() + sum(begun.values()) - sum(ended.values())
        day += DAY
