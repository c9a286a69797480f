"""The example row of a template: fictitious, valid in form, and skipped when it is left in the sheet."""

import datetime as dt
from decimal import Decimal

from django.db import models

from union_portal.fields import (
    BankCardField,
    CreditCodeField,
    DocumentField,
    EncryptedField,
    EncryptedMoneyField,
    MobileField,
)
from union_portal.ledgers.declarations import Ledger
from union_portal.organization.models import OrgUnit

from .importing.columns import Heading, headings, text_of

MARK = "示例"
DAY = dt.date(2015, 3, 31)
TYPED = (
    (DocumentField, "110115198506019916"),
    (MobileField, "13800000000"),
    (BankCardField, "6222020200000000006"),
    (EncryptedMoneyField, "1000.00"),
    (EncryptedField, MARK),
    (CreditCodeField, "91110115MA00000074"),
)


def example(ledger: Ledger) -> dict[str, object]:
    """Field name → what the example row holds there."""
    return {heading.name: _value(ledger, heading) for heading in headings(ledger)}


def _value(ledger: Ledger, heading: Heading):
    column = heading.field
    if column.is_relation:
        return _key(ledger, heading)
    if column.choices:
        return str(column.flatchoices[0][1])
    for kind, value in TYPED:
        if isinstance(column, kind):
            return value
    if isinstance(column, models.BooleanField):
        return "否"
    if isinstance(column, models.DateField):
        return DAY
    if isinstance(column, models.DecimalField):
        return Decimal("100.00")
    if isinstance(column, models.IntegerField):
        return 10
    return (MARK + heading.label)[: column.max_length]


def _key(ledger: Ledger, heading: Heading) -> str:
    if heading.field.related_model is OrgUnit:
        return MARK + "镇"
    return MARK + (str(heading.target.title) if heading.target else heading.label)


def without(ledger: Ledger, mapping: dict[int, str], rows: list[list]) -> list[int]:
    """The positions of the rows that hold anything, but for the example left untouched."""
    full = [i for i, row in enumerate(rows) if any(cell is not None and str(cell).strip() for cell in row)]
    known = {name: _plain(str(value)) for name, value in example(ledger).items()}
    marked = [position for position, name in mapping.items() if MARK in known.get(name, "")]
    if not marked:
        return full
    at, told = marked[0], {position: known[name] for position, name in mapping.items() if name in known}
    return [
        i
        for i in full
        if not (at < len(rows[i]) and str(rows[i][at]).startswith(MARK) and _same(rows[i], told))
    ]


def _same(row: list, told: dict[int, str]) -> bool:
    said = {position: row[position] if position < len(row) else None for position in told}
    return all(cell is not None and _plain(text_of(cell)) == told[at] for at, cell in said.items())


def _plain(text: str) -> str:
    return text.removesuffix(".00")
