"""The memory knows no dates but today's: what holds is in a dictionary, what has ended is not."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from enterprises.models import (
    SMALL_MICRO,
    Affiliation,
    CaseStage,
    Claim,
    Committee,
    Defiance,
    Eligibility,
    LeaderArea,
    Obstacle,
    Pilot,
    SizeClass,
    Suspension,
)

Key = tuple[Any, ...]
FEDERATED = Q(mode=Affiliation.Mode.FEDERATION)


@dataclass(frozen=True)
class Spell:
    """A dated table: what tells its spells apart, what they say, what else a row and its end must have."""

    model: Any
    keys: tuple[str, ...]
    value: str = ""
    fields: dict = field(default_factory=dict)
    ending: dict = field(default_factory=dict)
    part: Q = field(default_factory=Q)

    def on(self, day: dt.date) -> dict[Key, Any]:
        """What the rows say held on the day, by key; a key that holds twice fails."""
        names = [*self.keys, self.value] if self.value else self.keys
        rows = list(self.model.objects.on(day).filter(self.part).values_list(*names))
        place = len(self.keys)
        held = {row[:place]: row[place] if self.value else None for row in rows}
        assert len(held) == len(rows)
        return held

    def running(self, key: Key) -> QuerySet:
        return self.model.objects.filter(self.part, until=None, **self.named(key))

    def named(self, key: Key) -> dict[str, Any]:
        return dict(zip(self.keys, key, strict=True))


SPELLS = {
    "committee": Spell(Committee, ("union_id", "kind")),
    "rest": Spell(Suspension, ("enterprise_id",), "kind"),
    "pilot": Spell(Pilot, ("org_id",)),
    "leader": Spell(LeaderArea, ("org_id",), "leader"),
    "eligible": Spell(Eligibility, ("enterprise_id", "kind"), "met", {"reason": "按规定认定"}),
    "size": Spell(SizeClass, ("enterprise_id",), "size"),
    "obstacle": Spell(Obstacle, ("enterprise_id",), "reason"),
    "defiance": Spell(Defiance, ("enterprise_id", "kind"), fields={"evidence": "三次走访均拒绝"}),
    "claim": Spell(Claim, ("case_id",), "holder_id", ending={"end": "released"}),
    "cover": Spell(Affiliation, ("enterprise_id",), "union_id", {"employees": 30}, part=~FEDERATED),
    "federation": Spell(
        Affiliation,
        ("enterprise_id", "union_id"),
        fields={"employees": 30, "mode": Affiliation.Mode.FEDERATION},
        part=FEDERATED,
    ),
    "stage": Spell(CaseStage, ("case_id",), "state"),
}


@dataclass
class Memory:
    """What holds now: by table, then by key; unions and firms by their keys."""

    held: dict[str, dict[Key, Any]] = field(default_factory=lambda: {name: {} for name in SPELLS})
    kinds: dict[int, str] = field(default_factory=dict)
    standing: set[int] = field(default_factory=set)
    dissolved: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    elections: list[tuple[int, dt.date, int]] = field(default_factory=list)
    """Union, day, years of the term."""
    spell: dict[tuple[str, Key], int] = field(default_factory=dict)
    """The number of the spell that began last under each table's key."""

    def covered(self) -> set[int]:
        return {firm for (firm,), union in self.held["cover"].items() if union in self.standing}

    def federated(self) -> set[int]:
        return {firm for firm, union in self.held["federation"] if union in self.standing}

    def coverings(self) -> set[tuple[int, int, int]]:
        """The spell's number, the firm, the union."""
        held = self.held["cover"].items()
        return {(self.spell["cover", key], *key, union) for key, union in held if union in self.standing}

    def eligible(self, kind: str) -> set[int]:
        return {firm for (firm, one), met in self.held["eligible"].items() if one == kind and met}

    def small(self) -> set[int]:
        return {firm for (firm,), size in self.held["size"].items() if size in SMALL_MICRO}

    def approved(self) -> set[int]:
        """Ever, and dissolved since or not."""
        return self.standing | self.dissolved

    def overdue(self, day: dt.date) -> set[int]:
        """Standing unions whose last election is as many years ago as its term has."""
        last = {union: anniversary(elected, years) for union, elected, years in self.elections}
        return {union for union, over in last.items() if union in self.standing and day >= over}


def anniversary(day: dt.date, years: int) -> dt.date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=last)
