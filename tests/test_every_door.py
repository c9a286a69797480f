"""Whatever the door, a register shows rows in scope, in one version, and no personal data in clear."""

import json
import re

import pytest
from django.contrib import admin
from django.urls import reverse

from members.models import Member
from tests import make
from tests.registers import other_value, page, retyped, secrets, typed
from union_portal.fields import BankCardField, BlindIndexField, DocumentField, EncryptedTextField, MobileField
from union_portal.ledgers.declarations import LEDGERS

CLEAR = {
    MobileField: "19900001234",
    EncryptedTextField: "腰椎手术后休养",
    BankCardField: "6222020200000000006",
    DocumentField: make.identity_number(),
}
PERSONAL = [ledger for ledger in LEDGERS.values() if secrets(ledger.model)]
ONE_EACH = [ledger for ledger in PERSONAL if ledger.name in ("member", "household")]
"""Registers that hold a document once."""


@pytest.fixture(params=LEDGERS.values(), ids=lambda ledger: ledger.name)
def ledger(request):
    return request.param


# --- strangers


@pytest.mark.parametrize("view", ["detail", "edit"])
def test_a_stranger_s_row_is_the_same_as_no_row(enter, yinghai, caiyu, ledger, view):
    stranger = make.row(ledger.model, caiyu)
    client = enter("chair", yinghai)
    address, nowhere = (
        ledger.url(view, stranger),
        reverse(f"{ledger.name}-{view}", args=[stranger.pk + 10_000]),
    )

    for ask in (client.get, client.post)[: 1 + (view == "edit")]:
        assert page(ask(address), 404).replace(address, nowhere) == page(ask(nowhere), 404)


def test_the_api_shows_rows_in_scope_and_no_others(enter, yinghai, caiyu, ledger):
    own, stranger = (make.row(ledger.model, org) for org in (yinghai, caiyu))
    client = enter("chair", yinghai)

    listed = client.get(f"/api/{ledger.name}/").json()["results"]

    assert {line["id"] for line in listed} == set(
        ledger.model.objects.filter(org=yinghai).values_list("pk", flat=True)
    )
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


@pytest.mark.parametrize("ledger", PERSONAL, ids=lambda ledger: ledger.name)
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
    hidden += [
        getattr(row, f.name).hex() for f in ledger.model._meta.fields if isinstance(f, BlindIndexField)
    ]
    assert [(text, at) for text in hidden for at, html in enumerate(shown) if text in html] == []


@pytest.mark.parametrize("ledger", ONE_EACH, ids=lambda ledger: ledger.name)
def test_a_document_known_elsewhere_is_refused_without_naming_anybody(enter, yinghai, caiyu, ledger):
    client = enter("chair", yinghai)
    sent, _ = retyped(client, ledger, yinghai)
    other = make.row(ledger.model, caiyu)

    html = page(client.post(ledger.url("new"), sent | {"document": other.document.reveal()}), 422)

    assert re.search("已登记|已建档", html)
    assert caiyu.name not in html
    assert ledger.model.objects.count() == 1


def test_a_document_is_refused_on_its_own_field(enter, yinghai):
    known = make.member(yinghai)
    client = enter("chair", yinghai)
    sent, _ = retyped(client, LEDGERS[Member], yinghai)

    form = client.post("/members/new/", sent | {"document": known.document.reveal()}).context["form"]

    assert form.errors == {"document": ["该证件号码已登记在其他会员名下"]}
