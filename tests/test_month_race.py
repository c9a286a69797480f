"""T49: two chairs, or one in two tabs, in one report: no value is lost, and none wins unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests import make
from tests.make import monthly
from union_portal.audit.models import AuditEntry
from union_portal.reporting.models import ReportCell

THREADS, EDITS = 8, 100
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
