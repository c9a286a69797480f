"""What tests of every register share: a page's text, a row as a person types it, a change to it."""

import datetime as dt
import re
import uuid

from django.db import models
from django.forms.models import model_to_dict

from tests import make
from union_portal.fields import CreditCodeField, EncryptedField

PASSING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|打印时间[^<]*')
"""What differs from one answer to the next and says nothing."""
ADDRESSES = (
    "/enterprises/", "/enterprises/unions/", "/members/", "/members/cards/", "/bargaining/contracts/",
    "/disputes/cases/", "/assistance/households/", "/stations/", "/stations/activities/",
)  # fmt: skip


def page(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return PASSING.sub("", response.content.decode())


def typed(client, ledger, row) -> dict[str, str]:
    """What a person would type to register this very row: the edit form's values, secrets in clear."""
    form = client.get(ledger.url("edit", row)).context["form"]
    values = {name: form[name].value() for name in ledger.form_fields}
    for field in secrets(ledger.model):
        secret = getattr(row, field.name)
        values[field.name] = secret.reveal() if secret else ""
    return {
        name: str(value) for name, value in values.items() if value not in (None, "") and value is not False
    }


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
            if isinstance(field, kind) and not isinstance(field, CreditCodeField) and value is not None:
                return field.name, changed(value)
    raise AssertionError(f"{ledger.name} has nothing to change")
