"""Every register keeps the same promises; a failure names the register."""

import re

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.registers import other_value, page, retyped, typed
from union_portal.ledgers.declarations import LEDGERS
from union_portal.organization.models import OrgUnit

MOST_QUERIES = 12


@pytest.fixture(params=LEDGERS.values(), ids=lambda ledger: ledger.name)
def ledger(request):
    return request.param


# --- lists


def test_the_district_lists_the_rows_of_every_township(enter, district, yinghai, caiyu, ledger):
    rows = {make.row(ledger.model, org) for org in (yinghai, caiyu)}

    response = enter("statistics", district).get(ledger.url("list"))

    assert rows <= set(response.context["page"].object_list)
    page(response)


def test_a_chair_lists_the_rows_of_her_township_alone(enter, yinghai, caiyu, ledger):
    own, other = (make.row(ledger.model, org) for org in (yinghai, caiyu))

    listed = list(enter("chair", yinghai).get(ledger.url("list")).context["page"].object_list)

    assert own in listed
    assert {row.org for row in listed} == {yinghai}
    assert other not in listed


def test_thirty_rows_are_listed_with_the_queries_of_one(enter, district, yinghai, ledger):
    client = enter("statistics", district)

    def queries(count):
        for _ in range(count):
            make.row(ledger.model, yinghai)
        client.get(ledger.url("list"))
        with CaptureQueriesContext(connection) as asked:
            shown = len(client.get(ledger.url("list")).context["page"].object_list)
        return shown, len(asked)

    (few, first), (many, second) = queries(1), queries(29)

    assert many == few * 30
    assert first == second
    assert first <= MOST_QUERIES


def test_a_role_without_the_right_meets_a_closed_door(enter, district, ledger):
    assert "没有" in page(enter("auditor", district).get(ledger.url("list")), 403)


# --- pages and forms


def test_the_row_s_page_and_both_forms_open(enter, yinghai, ledger):
    row = make.row(ledger.model, yinghai)
    client = enter("chair", yinghai)

    assert str(row) in page(client.get(ledger.url("detail", row)))
    assert ledger.title in page(client.get(ledger.url("new")))
    assert str(row) in page(client.get(ledger.url("edit", row)))


def test_a_row_typed_into_the_form_is_one_equal_row(enter, yinghai, ledger):
    client = enter("chair", yinghai)
    sent, held = retyped(client, ledger, yinghai)
    before = set(ledger.model.objects.values_list("pk", flat=True))

    page(client.post(ledger.url("new"), sent), 302)

    saved = ledger.model.objects.exclude(pk__in=before).get()
    assert model_to_dict(saved, ledger.form_fields) == held


def test_a_row_is_registered_beside_another_one_s_of_the_same_days(enter, yinghai, ledger):
    client = enter("chair", yinghai)
    sent, _ = retyped(client, ledger, yinghai)
    make.row(ledger.model, yinghai)
    before = ledger.model.objects.count()

    page(client.post(ledger.url("new"), sent), 302)

    assert ledger.model.objects.count() == before + 1


def test_a_form_sent_twice_makes_one_row(enter, yinghai, ledger):
    client = enter("chair", yinghai)
    sent, _ = retyped(client, ledger, yinghai)

    first, second = (client.post(ledger.url("new"), sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert ledger.model.objects.filter(form_key=sent["form_key"]).count() == 1


def test_a_form_from_an_older_version_overwrites_nothing(enter, yinghai, ledger):
    row = make.row(ledger.model, yinghai)
    client = enter("chair", yinghai)
    sent = typed(client, ledger, row) | {"version": row.version}
    name, value = other_value(ledger, row)
    ledger.model.objects.filter(pk=row.pk).update(**{name: value})

    html = page(client.post(ledger.url("edit", row), sent), 409)

    assert "他人已先保存" in html
    row.refresh_from_db()
    assert getattr(row, name) == value


def test_a_form_accepts_only_rows_in_scope(enter, yinghai, caiyu, ledger):
    """Of every foreign key of the form: the unit, and whatever is typed by its key."""
    client = enter("chair", yinghai)
    sent, _ = retyped(client, ledger, yinghai)
    before = ledger.model.objects.count()
    for field in (f for f in ledger.model._meta.fields if f.is_relation and f.name in ledger.form_fields):
        key = caiyu.pk
        if field.related_model is not OrgUnit:
            target = LEDGERS[field.related_model]
            key = getattr(make.row(target.model, caiyu), ledger.keys.get(field.name) or target.open_search[0])
        before += field.related_model is ledger.model

        response = client.post(ledger.url("new"), sent | {field.name: key})

        page(response, 422)
        assert field.name in response.context["form"].errors
        assert ledger.model.objects.count() == before


@pytest.mark.parametrize("nonsense", ["没有这一条", "0", "99999999999999999999"])
def test_a_key_of_nothing_is_answered_in_chinese(enter, yinghai, ledger, nonsense):
    client = enter("chair", yinghai)
    sent, _ = retyped(client, ledger, yinghai)
    typed_keys = [f.name for f in ledger.model._meta.fields if f.is_relation and f.name in ledger.form_fields]
    for name in typed_keys:
        response = client.post(ledger.url("new"), sent | {name: nonsense})

        page(response, 422)
        assert re.search("[一-龥]", str(response.context["form"].errors[name]))


def test_suggestions_bring_only_rows_in_scope(enter, yinghai, caiyu, ledger):
    for org in (yinghai, caiyu):
        make.row(ledger.model, org)

    answer = enter("chair", yinghai).get(reverse("lookup", args=[ledger.name])).json()

    own = {str(row) for row in ledger.model.objects.filter(org=yinghai)}
    assert [line["text"] for line in answer["rows"] if line["text"] not in own] == []
    assert len(answer["rows"]) == len(own)
