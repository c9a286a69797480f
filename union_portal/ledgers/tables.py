"""How a row is shown: one column a declared name, one cell a row. Encrypted values show their mask."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.html import format_html

from union_portal.fields import EncryptedField

from .declarations import LEDGERS, Ledger, walk

BLANK = format_html('<span class="mut">{}</span>', "未填")
NUMERIC = (models.IntegerField, models.DecimalField, models.FloatField)


@dataclass(frozen=True)
class Column:
    """`path` walks foreign keys with double underscores, or names an annotation."""

    path: str
    label: str
    field: models.Field

    @property
    def numeric(self) -> bool:
        return isinstance(self.field, NUMERIC) and not self.field.choices

    @property
    def sortable(self) -> bool:
        return not isinstance(self.field, EncryptedField)

    def value(self, row):
        """The bare value, for sheets and the API."""
        for part in self.path.split("__"):
            row = getattr(row, part, None)
        return row

    def text(self, row: models.Model) -> str:
        """As a person reads it, without markup."""
        value = self.value(row)
        if self.field.choices and value is not None:
            return str(dict(self.field.flatchoices).get(value, value))
        return plain(value)

    def cell(self, row: models.Model):
        """As the page shows it."""
        value = self.value(row)
        if value is None or value == "":
            return BLANK
        if self.field.choices:
            return format_html('<span class="tag n">{}</span>', self.text(row))
        if isinstance(value, models.Model) and (ledger := LEDGERS.get(type(value))):
            return format_html('<a href="{}">{}</a>', ledger.url("detail", value), value)
        return plain(value)


def plain(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (int, Decimal)):
        return f"{value:,}"
    return str(getattr(value, "short_name", value))


def columns(ledger: Ledger, names: Iterable[str] = ()) -> list[Column]:
    return [column(ledger, name) for name in names or ledger.list_display]


def column(ledger: Ledger, path: str) -> Column:
    fields = walk(ledger.model, path) or [ledger.annotations[path].output_field]
    return Column(path, ledger.labels.get(path) or str(fields[-1].verbose_name), fields[-1])
