"""口径: how often what a code means has changed, and since when it means what it does, by the snapshots."""

import datetime as dt
from dataclasses import dataclass

from ..models import SnapshotDefinition
from . import lines
from .freezing import meaning_line, meant


@dataclass(frozen=True)
class Version:
    """`since`: the day of the first snapshot with this meaning; none took it yet: None."""

    number: int
    since: dt.date | None

    def __str__(self):
        told = f"自{self.since:%Y-%m-%d}的快照起" if self.since else "尚无快照"
        return f"第{self.number}版，{told}"


def version_of(code: str) -> Version:
    """Of the meaning in force now, counted from the first that a snapshot kept."""
    kept = SnapshotDefinition.objects.filter(code=code).order_by("snapshot__taken_at", "pk")
    number, last, since = 0, "", None
    for digest, taken_at in kept.values_list("digest", "snapshot__taken_at"):
        if digest != last:
            number, last, since = number + 1, digest, taken_at.date()
    now = lines.digest([meaning_line(meant(code))])
    return Version(number, since) if now == last else Version(number + 1, None)
