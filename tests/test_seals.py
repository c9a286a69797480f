"""A sealed year stays true: nothing in it changes, and what a forger changes is found (T36, T37)."""

import datetime as dt
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import get_resolver

from tests import make
from tests.cases import SPRING
from tests.make import annual
from tests.make.monthly import monthly_report, typed
from union_portal.organization.backends import PostBackend
from union_portal.reporting import urls
from union_portal.reporting.annual import corrections, sealing, steps
from union_portal.reporting.annual.verifying import verify
from union_portal.reporting.compute import compute
from union_portal.reporting.figures import cells
from union_portal.reporting.models import AnnualRecord, Correction, SnapshotFigure
from union_portal.reporting.store import store, stored

YEAR = annual.YEAR
SEED = 20151231


# --- T36: nothing of a sealed year changes


CHANGES = [
    "UPDATE reporting_monthlyreport SET due_on = due_on + 1",
    "DELETE FROM reporting_monthlyreport",
    "UPDATE reporting_reportcell SET value = value + 1",
    "DELETE FROM reporting_filedcell",
    "UPDATE reporting_filedcell SET value = value + 1",
    "INSERT INTO reporting_reportevent (report_id, org_id, kind, at, words)"
    " SELECT id, org_id, 'opened', now(), '' FROM reporting_monthlyreport LIMIT 1",
    "UPDATE reporting_annualrecord SET headline = '改'",
    "UPDATE reporting_annualrecord SET sealed_at = NULL, seal = ''",
    "DELETE FROM reporting_annualrecord",
    "UPDATE reporting_chapter SET body = '改'",
    "DELETE FROM reporting_figurenote",
    "DELETE FROM reporting_sectionconfirmation",
    "UPDATE reporting_snapshotfigure SET value = value + 1",
    'UPDATE reporting_period SET "start" = "start" + 400',
    "TRUNCATE reporting_filedcell CASCADE",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_every_change_of_a_sealed_year(district, yinghai, change):
    typed(monthly_report(yinghai, month=dt.date(2015, 5, 1)))
    record = steps.seal(annual.written(district, yinghai))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert verify().faults == []
    assert AnnualRecord.objects.get().seal == record.seal


@pytest.mark.parametrize("change", CHANGES[:3] + CHANGES[6:12])
def test_whoever_is_refused_reads_that_the_year_is_sealed(district, yinghai, change):
    typed(monthly_report(yinghai, month=dt.date(2015, 5, 1)))
    steps.seal(annual.written(district, yinghai))

    with (
        pytest.raises(DatabaseError, match="年报已封存"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def addresses(known, found=None, before="/"):
    """Every address under statistics, its places filled with what is known of them, or with a code."""
    fill = lambda m: str(known.get(m[2], known["pk" if m[1] == "int" else "code"]))  # noqa: E731
    for one in found or get_resolver(urls.__name__).url_patterns:
        route = simplify_regex(str(one.pattern)).removeprefix("/")
        address = before + re.sub(r"<(?:(\w+):)?(\w+)>", fill, route)
        if hasattr(one, "url_patterns"):
            yield from addresses(known, one.url_patterns, address)
        else:
            yield address


@pytest.mark.parametrize("role", ["statistics", "leader", "chair"])
def test_no_address_changes_a_sealed_year(district, yinghai, client, role):
    report = monthly_report(yinghai, month=dt.date(2015, 5, 1))
    record = steps.seal(annual.written(district, yinghai))
    unit = yinghai if role == "chair" else district
    client.force_login(make.user(role, unit), f"{PostBackend.__module__}.{PostBackend.__name__}")
    client.raise_request_exception = False
    deeds = ["freeze", "confirm", "note", "prepare", "review", "sign", "back", "seal"]

    for do in deeds:
        fields = {"do": do, "section": "组织建设", "subject": "MEM01", "text": "改"}
        client.post("/annual/2015/do/", fields)
    known = {"pk": report.pk, "year": 2015, "org": yinghai.code, "code": "LAW03", "month": "2015-05"}
    for address in addresses(known):
        for body in ({}, {"do": "save", "LAW03": "9", "value": "9", "code": "LAW03", "reason": "改"}):
            client.post(address, body)

    assert sealing.seal_of(AnnualRecord.objects.get(), "") == record.seal
    assert verify().faults == []


def test_a_sealed_year_reads_from_its_seal_whatever_the_registers_say(district, yinghai):
    steps.seal(annual.written(district, yinghai))
    make.enterprise(yinghai, unionized_on=SPRING)
    store(YEAR)

    kept, at = cells(YEAR, ["ORG02"], [district, yinghai])

    assert compute(YEAR, ["ORG02"])[district.path]["ORG02"].value == 2
    assert [kept[unit.pk]["ORG02"].value for unit in (district, yinghai)] == [1, 1]
    assert stored(YEAR, district)[district.pk]["ORG02"].value == 1
    assert at == AnnualRecord.objects.get().snapshot.taken_at


def test_a_correction_moves_the_figures_above_it_and_the_old_version_stays(district, yinghai, caiyu):
    record = steps.seal(annual.written(district, yinghai, caiyu))

    done = annual.corrected(record, yinghai, after=3)

    known = stored(YEAR, district, yinghai, caiyu)
    assert [known[unit.pk]["ORG02"].value for unit in (district, yinghai, caiyu)] == [4, 3, 1]
    assert SnapshotFigure.objects.get(snapshot=record.snapshot, org=yinghai, code="ORG02").value == 1
    assert (done.number, done.before, done.previous) == (1, 1, record.seal)
    assert verify().faults == []


def test_whoever_proposes_a_correction_does_not_approve_it(district, yinghai):
    record = steps.seal(annual.written(district, yinghai))
    by = make.user("statistics", district)
    asked = corrections.Proposal(yinghai, "ORG02", Decimal(3), "漏报", "建会数改变")
    made = corrections.propose(record, asked, by)

    with pytest.raises(steps.Refused, match="提出人不能批准"):
        corrections.approve(made, by)

    assert Correction.objects.get().approved_at is None


# --- the commands


def sealed_by_command(record, **changed):
    names = {
        "prepared_by": record.prepared_by.username,
        "reviewed_by": record.reviewed_by.username,
        "signed_by": record.signed_by.username,
    }
    call_command("seal", year=2015, **{**names, **changed}, stdout=StringIO())


def test_the_command_seals_what_three_people_have_confirmed(district, yinghai):
    record = annual.written(district, yinghai)

    sealed_by_command(record)

    record.refresh_from_db()
    assert record.state == "sealed"
    assert verify().knows(record.seal)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"signed_by": "nobody"}, "签署人是.*不是nobody"),
        ({"prepared_by": "x", "reviewed_by": "x"}, "必须是三个不同的人"),
    ],
)
def test_the_command_seals_for_nobody_else(district, yinghai, changed, words):
    with pytest.raises(CommandError, match=words):
        sealed_by_command(annual.written(district, yinghai), **changed)

    assert AnnualRecord.objects.get().sealed_at is None


def test_the_command_does_not_seal_before_all_have_confirmed(district, yinghai):
    record = annual.written(district, yinghai)
    steps.send_back(record)

    with pytest.raises(CommandError, match="填报人还没有在门户里确认"):
        sealed_by_command(record)


def test_handing_the_year_on_for_signature_writes_the_text_nobody_wrote_yet(district, yinghai):
    make.recovery(make.case(yinghai, accepted_on=SPRING))

    record = annual.signed(district)

    assert [chapter.key for chapter in record.chapters.all()] == ["lead", "disputes"]
