"""Registers of places, activities, attendance, bought services and the grid."""

import datetime as dt

from django.db.models import OuterRef, Q, Subquery, Sum

from members.applying.counters import COUNTERS, Counter
from members.models import Member
from union_portal.ledgers.declarations import Ledger, Panel

from .models import Activity, Attendance, GridUnit, Project, Station

SHOWN = 3
"""Counters named where somebody is sent to one."""


class StationLedger(Ledger):
    model = Station
    list_display = ["name", "code", "org", "kind", "address", "since", "standardised_on", "until"]
    list_filter = ["org", "kind", "since"]
    search_fields = ["name", "code", "address"]
    identity = [["code"]]


class ActivityLedger(Ledger):
    model = Activity
    list_display = ["title", "code", "org", "kind", "held_on", "station", "persons"]
    list_filter = ["org", "kind", "held_on"]
    search_fields = ["title", "code"]
    identity = [["code"]]
    keys = {"station": "code"}
    labels = {"persons": "参加人次"}

    def annotate(self, rows):
        came = Attendance.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
        return rows.annotate(persons=Subquery(came.annotate(n=Sum("persons")).values("n")))


class AttendanceLedger(Ledger):
    model = Attendance
    list_display = [
        "activity",
        "org",
        "activity__kind",
        "activity__held_on",
        "member",
        "enterprise",
        "persons",
    ]
    list_filter = ["org"]
    search_fields = ["activity__title", "activity__code"]
    identity = [["activity", "member", "enterprise"]]
    keys = {"activity": "code", "member": "number", "enterprise": "credit_code"}


class ProjectLedger(Ledger):
    model = Project
    list_display = ["name", "org", "provider", "approved_on", "budget"]
    list_filter = ["org", "approved_on"]
    search_fields = ["name", "provider"]
    identity = [["org", "name"]]


class GridUnitLedger(Ledger):
    model = GridUnit
    list_display = ["name", "org", "kind", "since", "until"]
    list_filter = ["org", "kind"]
    search_fields = ["name"]
    identity = [["org", "name"]]


Panel(Station, ActivityLedger, lambda row: Q(station=row), "活动", ["title", "kind", "held_on", "persons"])
Panel(
    Activity, AttendanceLedger, lambda row: Q(activity=row), "参加记录", ["member", "enterprise", "persons"]
)
LEARNING = (Activity.Kind.LECTURE, Activity.Kind.CONTEST)
THERE = ["activity", "activity__held_on"]
Panel(
    Member, AttendanceLedger, lambda row: Q(member=row) & ~Q(activity__kind__in=LEARNING), "参加活动", THERE
)
Panel(Member, AttendanceLedger, lambda row: Q(member=row, activity__kind__in=LEARNING), "培训与练兵", THERE)


def counters(unit) -> list[Counter]:
    """Stations and centres of a township, where people join in person."""
    staffed = (Station.Kind.STATION, Station.Kind.CENTRE)
    found = Station.objects.on(dt.date.today()).filter(org=unit, kind__in=staffed).order_by("kind", "code")
    return [Counter(station.name, station.address) for station in found[:SHOWN]]


COUNTERS.append(counters)
