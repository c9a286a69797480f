"""A figure's page says which version of its definition is in force, and since which snapshot."""

import datetime as dt

from django.utils import timezone

from union_portal import periods
from union_portal.reporting.annual import freezing
from union_portal.reporting.annual.meanings import version_of
from union_portal.reporting.models import SnapshotDefinition


def taken(district, day: dt.date, definition=""):
    """A snapshot of that day, in which MEM07 meant this, or what it means now."""
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    snapshot = freezing.begin(periods.year(2015), district, None, "", at, "")
    [meaning] = freezing.define(snapshot, ["MEM07"])
    if definition:
        meaning.definition, meaning.digest = definition, f"{definition:0>64}"
    SnapshotDefinition.objects.bulk_create([meaning])
    snapshot.digest = f"{day!s:0>64}"
    snapshot.save(force_insert=True)


def test_before_any_snapshot_it_is_the_first_version(district):
    assert str(version_of("MEM07")) == "第1版，尚无快照"


def test_it_holds_since_the_first_snapshot_that_kept_it(district):
    taken(district, dt.date(2015, 1, 5), "old")
    taken(district, dt.date(2016, 1, 5))
    taken(district, dt.date(2017, 1, 5))

    assert str(version_of("MEM07")) == "第2版，自2016-01-05的快照起"


def test_a_meaning_changed_since_the_last_snapshot_is_the_next_version(district):
    taken(district, dt.date(2015, 1, 5), "old")

    assert str(version_of("MEM07")) == "第2版，尚无快照"


def test_the_page_says_so(enter, district):
    taken(district, dt.date(2016, 1, 5))

    page = enter("statistics", district).get("/indicators/MEM07/?period=2015").content.decode()

    assert '<span class="mut">第1版，自2016-01-05的快照起</span>' in page
