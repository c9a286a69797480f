"""What may happen in a district: every action changes the memory and writes the rows.

An action is called with two numbers, which choose on whom and how; one that cannot be taken now is passed
over, as the portal would refuse it.
"""

import copy
import datetime as dt
from typing import Any

from enterprises.models import (
    CLOSED,
    Affiliation,
    Eligibility,
    Enterprise,
    GrassrootsUnion,
    Headcount,
    Obstacle,
    SizeClass,
    Stage,
    Term,
    UnionizationCase,
)
from tests import make

from .memory import SPELLS, Key, Memory

START = dt.date(2012, 1, 1)
Kind, Mode = GrassrootsUnion.Kind, Affiliation.Mode
GATHERED = (Kind.JOINT, Kind.JOINT, Kind.REGIONAL, Kind.INDUSTRY)
FOUNDED = (Stage.FOUNDED, Stage.REGISTERED)
Event = tuple[int, str, int, int]
"""Days since the last one, action, on whom, how."""


class District:
    def __init__(self, towns: list, firms: list, users: list):
        self.towns, self.firms, self.users = towns, firms, users
        self.day, self.now = START, Memory()
        self.past: list[tuple[dt.date, Memory]] = []
        self.counts: dict[tuple[int, dt.date], int] = {}
        self.levels: dict[int, str] = {}
        self.unions: dict[int, int] = {}
        """The township of each union."""

    def replay(self, events: list[Event]) -> None:
        for days, action, whom, how in events:
            self.day += dt.timedelta(days=days)
            getattr(self, action)(whom, how)
            self.past.append((self.day, copy.deepcopy(self.now)))
        self.write_counts()

    def as_of(self, day: dt.date) -> Memory:
        """The slow way: from the first event on, the memory after the last that is not later."""
        found = Memory()
        for when, memory in self.past:
            if when <= day:
                found = memory
        return found

    def staff(self, day: dt.date) -> dict[int, int]:
        """Employees by firm, as last counted by the day."""
        found = {}
        for (firm, counted), employees in sorted(self.counts.items(), key=lambda one: one[0][1]):
            if counted <= day:
                found[firm] = employees
        return found

    def firm(self, number: int) -> Enterprise:
        return self.firms[number % len(self.firms)]

    def union(self, number: int) -> GrassrootsUnion | None:
        keys = sorted(self.now.kinds)
        return GrassrootsUnion.objects.get(pk=keys[number % len(keys)]) if keys else None

    def case(self, number: int) -> UnionizationCase | None:
        keys = sorted(self.now.held["stage"])
        return UnionizationCase.objects.get(pk=keys[number % len(keys)][0]) if keys else None

    def begin(self, table: str, org, key: Key, value: Any = None, **fields) -> None:
        """What held under this key before ends the same day."""
        self.end(table, key)
        spell = SPELLS[table]
        said = {spell.value: value} if spell.value else {}
        values = {"org": org, "since": self.day, **spell.fields, **spell.named(key), **said, **fields}
        spell.model.objects.create(**values)
        self.now.held[table][key] = value
        self.now.spell[table, key] = next(make.serial)

    def end(self, table: str, key: Key) -> None:
        if key in self.now.held[table]:
            spell = SPELLS[table]
            spell.running(key).update(until=self.day, **spell.ending)
            del self.now.held[table][key]

    # --- unions

    def found(self, whom: int, how: int) -> None:
        """An independent union, approved the same day or only applied for."""
        firm = self.firm(whom)
        if (firm.pk,) not in self.now.held["cover"]:
            union = self._union(firm.org, Kind.INDEPENDENT, self.day if how % 3 else None)
            self.begin("cover", firm.org, (firm.pk,), union.pk, mode=Mode.OWN)

    def gather(self, whom: int, how: int) -> None:
        """A joint union, or a federation."""
        town = self.towns[whom % len(self.towns)]
        level = list(GrassrootsUnion.Level)[whom % 4]
        self._union(town, GATHERED[how % len(GATHERED)], self.day if whom % 5 else None, level)

    def _union(self, org, kind: str, approved_on: dt.date | None, level: str = "base") -> GrassrootsUnion:
        union = make.union(org, kind=kind, approved_on=approved_on, level=level)
        self.now.kinds[union.pk], self.levels[union.pk] = kind, level
        self.unions[union.pk] = org.pk
        self.now.standing |= {union.pk} if approved_on else set()
        return union

    def approve(self, whom: int, how: int) -> None:
        union = self.union(whom)
        if union and union.approved_on is None:
            union.approved_on = self.day
            union.save()
            self.now.standing.add(union.pk)

    def dissolve(self, whom: int, how: int) -> None:
        union = self.union(whom)
        if union and union.pk in self.now.standing:
            union.dissolved_on, union.dissolve_reason = self.day, "merged"
            union.save()
            self.now.standing.remove(union.pk)
            self.now.dissolved.add(union.pk)

    def join(self, whom: int, how: int) -> None:
        firm, union = self.firm(whom), self.union(how)
        if not union or union.kind == Kind.INDEPENDENT:
            return
        if union.kind == Kind.JOINT:
            self.begin("cover", firm.org, (firm.pk,), union.pk, mode=Mode.JOINT)
        else:
            self.begin("federation", firm.org, (firm.pk, union.pk))

    def leave(self, whom: int, how: int) -> None:
        firm = self.firm(whom)
        left = [key for key in sorted(self.now.held["federation"]) if key[0] == firm.pk]
        if how % 2 and left:
            self.end("federation", left[0])
        else:
            self.end("cover", (firm.pk,))

    def elect(self, whom: int, how: int) -> None:
        union = self.union(whom)
        if union and not any(held[:2] == (union.pk, self.day) for held in self.now.elections):
            years = (3, 5)[how % 2]
            Term.objects.create(org=union.org, union=union, elected_on=self.day, years=years)
            self.now.elections.append((union.pk, self.day, years))

    def committee(self, whom: int, how: int) -> None:
        if union := self.union(whom):
            self._turn("committee", union.org, (union.pk, ("women", "audit")[how % 2]))

    # --- cases

    def open_case(self, whom: int, how: int) -> None:
        firm = self.firm(whom)
        if not firm.unionization_cases.exclude(state__in=CLOSED).exists():
            case = UnionizationCase.objects.create(
                org=firm.org, enterprise=firm, opened_on=self.day, origin="census"
            )
            self.now.held["stage"][(case.pk,)] = Stage.NEW

    def move(self, whom: int, how: int) -> None:
        """To any other stage; a closed case stays closed, but for the union's registration."""
        case, union, stage = self.case(whom), self.union(how), list(Stage)[how % len(Stage)]
        if not case or case.state == stage or (stage in FOUNDED and not union):
            return
        if case.state in CLOSED and (case.state, stage) != FOUNDED:
            return
        case.state, case.state_since = stage, self.day
        case.union = union if stage in FOUNDED else None
        case.save()
        self.now.held["stage"][(case.pk,)] = stage
        if stage in CLOSED:
            self.now.held["claim"].pop((case.pk,), None)
        if stage in FOUNDED:
            self.now.held["obstacle"].pop((case.enterprise_id,), None)

    def note(self, whom: int, how: int) -> None:
        """Words only: nothing that holds changes."""
        case = self.case(whom)
        if case:
            case.note = f"第{how}次补记"
            case.save()

    def claim(self, whom: int, how: int) -> None:
        case = self.case(whom)
        if case and case.state not in CLOSED:
            holder = (None, *(user.pk for user in self.users))[how % (len(self.users) + 1)]
            self.begin("claim", case.org, (case.pk,), holder)

    def release(self, whom: int, how: int) -> None:
        if case := self.case(whom):
            self.end("claim", (case.pk,))

    # --- firms and townships

    def count(self, whom: int, how: int) -> None:
        self.counts[self.firm(whom).pk, self.day] = how * 20

    def write_counts(self) -> None:
        """The papers come in late, the last first."""
        firms = {firm.pk: firm for firm in self.firms}
        for (firm, day), employees in sorted(self.counts.items(), key=lambda one: one[0][1], reverse=True):
            make.headcount(firms[firm], employees, since=day)
        assert Headcount.objects.count() == len(self.counts)

    def close(self, whom: int, how: int) -> None:
        firm = self.firm(whom)
        if how == 0 and firm.pk not in self.now.closed:
            firm.closed_on, firm.closure = self.day, "moved"
            firm.save()
            self.now.closed.add(firm.pk)

    def rest(self, whom: int, how: int) -> None:
        firm = self.firm(whom)
        self._turn("rest", firm.org, (firm.pk,), ("stopped", "resting")[how % 2])

    def judge(self, whom: int, how: int) -> None:
        firm, kind = self.firm(whom), list(Eligibility.Kind)[how % 4]
        self.begin("eligible", firm.org, (firm.pk, kind), how < 8)

    def size(self, whom: int, how: int) -> None:
        firm = self.firm(whom)
        self.begin("size", firm.org, (firm.pk,), list(SizeClass.Size)[how % 4])

    def obstruct(self, whom: int, how: int) -> None:
        firm = self.firm(whom)
        self._turn("obstacle", firm.org, (firm.pk,), list(Obstacle.Reason)[how % 8])

    def defy(self, whom: int, how: int) -> None:
        firm = self.firm(whom)
        self._turn("defiance", firm.org, (firm.pk, ("union", "bargaining", "levy")[how % 3]))

    def pilot(self, whom: int, how: int) -> None:
        town = self.towns[whom % len(self.towns)]
        self._turn("pilot", town, (town.pk,))

    def lead(self, whom: int, how: int) -> None:
        town = self.towns[whom % len(self.towns)]
        self.begin("leader", town, (town.pk,), ("王主席", "李副主席")[how % 2])

    def _turn(self, table: str, org, key: Key, value: Any = None) -> None:
        """On, or off again."""
        if key in self.now.held[table]:
            self.end(table, key)
        else:
            self.begin(table, org, key, value)


ACTIONS = (
    "found", "found", "gather", "gather", "approve", "dissolve", "join", "join", "join", "leave", "elect",
    "elect", "elect", "committee", "open_case", "open_case", "move", "move", "move", "note", "claim", "claim",
    "release", "obstruct", "obstruct", "count", "count", "close", "rest", "judge", "judge", "judge", "judge",
    "size", "size", "defy", "pilot", "lead",
)  # fmt: skip
"""What others build upon comes about more often than the rest."""
