"""Every register keeps the same promises; a failure names the register."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.contrib import admin
from django.db import connection, models
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from union_portal.fields import BlindIndexField, EncryptedField, EncryptedTextField, MobileField
from union_portal.ledgers.declarations import LEDGERS
from union_portal.organization.models import OrgUnit

BACKEND = "union_portal.organization.backends.PostBackend"
MOST_QUERIES = 12
CLEAR = {MobileField: "19900001234", EncryptedTextField: "腰椎手术后休养"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(params=LEDGERS.values(), ids=lambda ledger: ledger.name)
def ledger(request):
    return request.param


@pytest.fixture
def enter(client):
    """Signs a new holder of the role in and hands back the client."""

    def signed_in(role, unit):
        client.force_login(make.user(role, unit), BACKEND)
        return client

    return signed_in


def page(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return TOKEN.sub("", response.content.decode())


def typed(client, ledger, row) -> dict[str, str]:
    """What a person would type to register this very row: the edit form's values, secrets in clear."""
    form = client.get(ledger.url("edit", row)).context["form"]
    values = {name: form[name].value() for name in ledger.form_fields}
    for field in secrets(ledger.model):
        secret = getattr(row, field.name)
        values[field.name] = secret.reveal() if secret else ""
    return {name: str(value) for name, value in values.items() if value not in (None, "", False)}


def secrets(model) -> list[models.Field]:
    return [field for field in model._meta.fields if isinstance(field, EncryptedField)]


def retyped(client, ledger, org) -> tuple[dict, dict]:
    """The form of a row that is gone again, and what the row held."""
    row = make.row(ledger.model, org)
    sent, held = typed(client, ledger, row), model_to_dict(row, ledger.form_fields)
    row.delete()
    return sent | {"form_key": str(uuid.uuid4())}, held


def other_value(ledger, row) -> tuple[str, object]:
    """A field of the form, and a valid value it does not have."""
    plain = [f for f in ledger.model._meta.fields if f.name in ledger.form_fields and not f.choices]
    for kind, changed in (
        (models.CharField, lambda value: f"{value}改"),
        (models.IntegerField, lambda value: value + 1),
        (models.DateField, lambda value: value - dt.timedelta(days=1)),
    ):
        for field in plain:
            value = getattr(row, field.name)
            if type(field).__name__ != "CreditCodeField" and isinstance(field, kind) and value not in (None, ""):
                return field.name, changed(value)
    raise AssertionError(f"{ledger.name} has nothing to change")


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
        with CaptureQueriesContext(connection, ) as asked:
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


# --- strangers


@pytest.mark.parametrize("view", ["detail", "edit"])
def test_a_stranger_s_row_is_the_same_as_no_row(enter, yinghai, caiyu, ledger, view):
    stranger = make.row(ledger.model, caiyu)
    client = enter("chair", yinghai)
    address, nowhere = ledger.url(view, stranger), reverse(f"{ledger.name}-{view}", args=[stranger.pk + 10_000])

    for ask in (client.get, client.post):
        assert page(ask(address), 404) == page(ask(nowhere), 404)


def test_the_api_shows_rows_in_scope_and_no_others(enter, yinghai, caiyu, ledger):
    own, stranger = (make.row(ledger.model, org) for org in (yinghai, caiyu))
    client = enter("chair", yinghai)

    listed = client.get(f"/api/{ledger.name}/").json()["results"]

    assert {line["id"] for line in listed} == set(ledger.model.objects.filter(org=yinghai).values_list("pk", flat=True))
    assert client.get(f"/api/{ledger.name}/{own.pk}/").json()["id"] == own.pk
    missing = client.get(f"/api/{ledger.name}/{stranger.pk + 10_000}/")
    refused = client.get(f"/api/{ledger.name}/{stranger.pk}/")
    assert (refused.status_code, refused.json()) == (404, missing.json())


def test_the_api_refuses_an_older_version(enter, yinghai, ledger):
    row = make.row(ledger.model, yinghai)
    client = enter("chair", yinghai)
    sent = typed(client, ledger, row) | {"version": row.version}
    name, value = other_value(ledger, row)
    ledger.model.objects.filter(pk=row.pk).update(**{name: value})

    answer = client.put(f"/api/{ledger.name}/{row.pk}/", json.dumps(sent), "application/json")

    assert answer.status_code == 409
    assert re.search("[一-龥]", answer.content.decode())
    row.refresh_from_db()
    assert getattr(row, name) == value


# --- the officer's admin


def test_the_officer_reads_the_register_in_the_admin(enter, district, yinghai, ledger):
    row = make.row(ledger.model, yinghai)
    client = enter("officer", district)
    base = f"admin:{ledger.app}_{ledger.name}"

    assert ledger.title in page(client.get(reverse(f"{base}_changelist")))
    page(client.get(reverse(f"{base}_change", args=[row.pk])))


def test_nobody_deletes_in_the_admin(enter, district, yinghai, ledger):
    row = make.row(ledger.model, yinghai)
    client = enter("officer", district)
    base = f"admin:{ledger.app}_{ledger.name}"
    model_admin = admin.site.get_model_admin(ledger.model)
    request = client.get(reverse(f"{base}_changelist")).wsgi_request

    assert "delete_selected" not in model_admin.get_actions(request)
    page(client.post(reverse(f"{base}_delete", args=[row.pk]), {"post": "yes"}), 403)
    assert ledger.model.objects.filter(pk=row.pk).exists()


# --- personal data


@pytest.mark.parametrize("ledger", [ledger for ledger in LEDGERS.values() if secrets(ledger.model)], ids=lambda l: l.name)
def test_what_is_encrypted_is_shown_in_clear_nowhere(enter, district, yinghai, ledger):
    row = make.row(ledger.model, yinghai)
    for field in secrets(ledger.model):
        if getattr(row, field.name) is None:
            setattr(row, field.name, CLEAR[type(field)])
    row.save()
    client = enter("officer", district)
    admin_page = f"admin:{ledger.app}_{ledger.name}"
    addresses = [
        ledger.url("list"),
        ledger.url("detail", row),
        f"/api/{ledger.name}/",
        f"/api/{ledger.name}/{row.pk}/",
        reverse("lookup", args=[ledger.name]),
        reverse(f"{admin_page}_changelist"),
        reverse(f"{admin_page}_change", args=[row.pk]),
    ]
    shown = [page(client.get(address)) for address in addresses]
    shown.append(page(enter("chair", yinghai).get(ledger.url("edit", row))))

    hidden = [getattr(row, field.name).reveal() for field in secrets(ledger.model)]
    hidden += [getattr(row, f.name).hex() for f in ledger.model._meta.fields if isinstance(f, BlindIndexField)]
    assert [(text, at) for text in hidden for at, html in enumerate(shown) if text in html] == []
