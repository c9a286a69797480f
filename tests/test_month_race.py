"""T49: two chairs, or one in two tabs, in one report: no value is lost, and none wins unseen."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests import make
from tests.make import monthly
from tests.make.places import FOUNDED
from union_portal.audit.models import AuditEntry
from union_portal.organization.models import Post, User
from union_portal.reporting.models import PublishedTotal, ReportCell

THREADS, EDITS = 8, 100
FIELDS = ("version", "org", "code", "since", "until", "source")
BACKEND = "union_portal.organization.backends.PostBackend"


def test_a_hundred_edits_by_eight_hands_lose_nothing(committed):
    township = make.township(make.district(), "001", "瀛海街道总工会")
    monthly.monthly_report(township)
    people = [make.user("chair", township), make.user("clerk", township)]
    address = f"/reports/{township.code}/2015-03/cells/LAW03/"

    def edit(hand: int) -> tuple[int, int]:
        """Its share of the edits, each tried until it is saved over a value that was seen."""
        client, version, lost = Client(), 0, 0
        client.force_login(people[hand % 2], BACKEND)
        values = range(hand + 1, EDITS + 1, THREADS)
        for value in values:
            while True:
                answer = client.post(
                    address, {"value": value, "version": version}, HTTP_ACCEPT="application/json"
                )
                version = answer.json()["version"]
                if answer.status_code == 200:
                    break
                assert answer.status_code == 409
                lost += 1
        connection.close()
        return len(values), lost

    with ThreadPoolExecutor(THREADS) as hands:
        done = list(hands.map(edit, range(THREADS)))

    assert sum(saved for saved, _ in done) == EDITS
    cell = ReportCell.objects.get()
    assert cell.version == EDITS
    trail = AuditEntry.objects.filter(table="reporting_reportcell", row=cell.pk).order_by("pk")
    values = [entry.after["value"] for entry in trail]
    assert sorted(map(float, values)) == list(range(1, EDITS + 1))
    befores = [entry.before["value"] for entry in trail if entry.action == "U"]
    assert befores == values[:-1]


def saved_by_api(client, row, value: int) -> bool:
    """Whether a value was saved over the version that was read; over another it is refused."""
    address = f"/api/publishedtotal/{row.pk}/"
    read = client.get(address).json()
    sent = json.dumps({name: read[name] for name in FIELDS} | {"value": value})
    answer = client.put(address, sent, "application/json")
    assert answer.status_code in (200, 409)
    return answer.status_code == 200


def saved_in_admin(client, row, value: int) -> bool:
    address = f"/admin/reporting/publishedtotal/{row.pk}/change/"
    form = client.get(address).context["adminform"].form
    answer = client.post(address, {name: form[name].value() for name in form.fields} | {"value": value})
    assert answer.status_code in (302, 409)
    return answer.status_code == 302


@pytest.mark.parametrize("edits", [8, pytest.param(80, marks=pytest.mark.battery)])
def test_edits_through_the_api_and_the_admin_lose_nothing(committed, edits):
    district = make.district()
    row = make.row(PublishedTotal, make.township(district, "001", "瀛海街道总工会"))
    people = [make.user("officer", district) for _ in range(THREADS)]
    for person in people:
        Post.objects.create(user=person, role="statistics", unit=district, since=FOUNDED)

    def edit(hand: int) -> None:
        """Its share of the edits, each tried until it is saved over a version that was seen."""
        client = Client(raise_request_exception=False)
        client.force_login(people[hand], BACKEND)
        save = saved_in_admin if hand % 2 else saved_by_api
        for value in range(hand + 1, edits + 1, THREADS):
            while not save(client, row, value):
                pass
        connection.close()

    with ThreadPoolExecutor(THREADS) as hands:
        list(hands.map(edit, range(THREADS)))

    trail = AuditEntry.objects.filter(table="reporting_publishedtotal", row=row.pk, action="U").order_by("pk")
    values = [entry.after["value"] for entry in trail]
    assert sorted(map(float, values)) == list(range(1, edits + 1))
    assert [entry.before["value"] for entry in trail][1:] == values[:-1]
    assert PublishedTotal.objects.get().version == row.version + edits


@pytest.mark.parametrize("door", ["api", "admin"])
def test_who_does_not_say_which_version_was_read_saves_nothing(enter, district, yinghai, door):
    row = make.row(PublishedTotal, yinghai)
    client = enter("officer", district)
    Post.objects.create(user=User.objects.get(), role="statistics", unit=district, since=FOUNDED)
    sent = {name: getattr(row, name) for name in ("code", "since", "until", "source")}
    sent |= {"org": yinghai.pk, "value": 9}

    if door == "api":
        answer = client.put(f"/api/publishedtotal/{row.pk}/", sent, "application/json")
    else:
        answer = client.post(f"/admin/reporting/publishedtotal/{row.pk}/change/", sent)

    row.refresh_from_db()
    assert (row.value, row.version) == (6_608_000, 1)
    assert answer.status_code == {"api": 400, "admin": 200}[door]
    assert "版" in answer.content.decode()


def test_the_database_itself_refuses_an_older_version(yinghai):
    cell = monthly.typed(monthly.monthly_report(yinghai))
    theirs = ReportCell.objects.get()
    theirs.value = 8
    theirs.save()

    cell.value = 9
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        cell.save()

    assert refused.value.__cause__.pgcode == "PT409"
    assert ReportCell.objects.get().value == 8
