"""口径: how often what a code means has changed, and since when it means what it does, by the snapshots."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q, Window
from django.db.models.functions import Lag
from django.utils import timezone

from ..models import SnapshotDefinition
from . import lines
from .freezing import meaning_line, meant


@dataclass(frozen=True)
class Version:
    """`since`: the day of the first snapshot with this meaning; none took it yet: None."""

    number: int
    since: dt.date | None
    meaning: SnapshotDefinition

    def __str__(self):
        told = f"自{self.since:%Y-%m-%d}的快照起" if self.since else "尚无快照"
        return f"第{self.number}版，{told}"


def versions(codes: Collection[str]) -> dict[str, list[Version]]:
    """Of each code every meaning it ever had, the one in force now last; one query."""
    known: dict[str, list[Version]] = defaultdict(list)
    for one in changes(codes):
        known[one.code].append(
            Version(len(known[one.code]) + 1, timezone.localdate(one.snapshot.taken_at), one)
        )
    for code in codes:
        now = meant(code)
        now.digest = lines.digest([meaning_line(now)])
        if not known[code] or known[code][-1].meaning.digest != now.digest:
            known[code].append(Version(len(known[code]) + 1, None, now))
    return known


def changes(codes: Collection[str]):
    """Of what snapshots kept of these codes, only what differs from the snapshot before."""
    order = [F("snapshot__taken_at").asc(), F("pk").asc()]
    kept = SnapshotDefinition.objects.filter(code__in=codes).annotate(
        earlier=Window(Lag("digest"), partition_by=F("code"), order_by=order)
    )
    changed = kept.filter(Q(earlier=None) | ~Q(earlier=F("digest")))
    return changed.select_related("snapshot").order_by("code", "snapshot__taken_at", "pk")


def version_of(code: str) -> Version:
    """Of the meaning in force now, counted from the first that a snapshot kept."""
    return versions([code])[code][-1]
