"""What the cells of an exported register hold: read in pieces, made column by column, never a row object.

Words are those of the list; numbers and dates stay countable; the last cell of a row is its 系统编号.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Cast

from union_portal.fields import EncryptedField, decrypt_column
from union_portal.ledgers.tables import NUMERIC, Column, plain

from .. import rowkeys
from ..cells import UNPRINTABLE, clean

AT_A_TIME = 5_000
KNOWN = 20_000
"""So many names of other registers' rows are remembered at most, beyond those of one piece."""
FIRST_DAY = dt.date(1900, 1, 1)
"""Spreadsheets know no earlier date."""

Values = Sequence
Line = tuple


def pieces(rows: QuerySet, columns: Sequence[Column], *, clear: bool = False) -> Iterator[list[Line]]:
    """The rows in their order, AT_A_TIME at a time; `clear` shows encrypted values instead of their masks."""
    makers = [maker(column, clear=clear) for column in columns]
    reading = rows.values_list("pk", "version", *map(source, columns)).iterator(chunk_size=AT_A_TIME)
    while piece := list(islice(reading, AT_A_TIME)):
        keys, versions, *raw = zip(*piece, strict=True)
        made = [make(values) for make, values in zip(makers, raw, strict=True)]
        yield list(zip(*made, map(rowkeys.write, keys, versions), strict=True))


def source(column: Column) -> str | Cast:
    """What to ask the database for: of an encrypted value its bytes alone."""
    encrypted = isinstance(column.field, EncryptedField)
    return Cast(column.path, models.BinaryField()) if encrypted else column.path


def maker(column: Column, *, clear: bool) -> Callable[[Values], Values]:
    """Makes one column's cells from the values in the database."""
    field = column.field
    if isinstance(field, models.ForeignKey):
        return Names(field.related_model)
    if field.choices:
        return Labels(field)
    if isinstance(field, EncryptedField):
        return Secrets(field, clear=clear)
    if isinstance(field, NUMERIC):
        return unchanged
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return dated
    return texts if isinstance(field, (models.CharField, models.TextField)) else words


class Names:
    """What other registers' rows are called, asked for in sets."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        self.known: dict[int | None, str | None] = {None: None}

    def __call__(self, keys: Values) -> Values:
        if len(self.known) > KNOWN:
            self.known = {None: None}
        if missing := set(keys).difference(self.known):
            self.learn(missing)
        return [self.known[key] for key in keys]

    def learn(self, keys: Collection[int]) -> None:
        found = self.model._base_manager.filter(pk__in=keys)
        self.known.update((row.pk, clean(plain(row))) for row in found)


class Labels:
    """The words of coded values."""

    def __init__(self, field: models.Field):
        self.words = Words({value: str(label) for value, label in field.flatchoices})

    def __call__(self, values: Values) -> Values:
        return list(map(self.words.__getitem__, values))


class Words(dict):
    """Value → word; what has none stays what it is."""

    def __missing__(self, value):
        return value


class Secrets:
    """Encrypted values, masked unless they are wanted in clear."""

    def __init__(self, field: EncryptedField, *, clear: bool):
        self.context, self.show = field.context, clean if clear else field.mask

    def __call__(self, blobs: Values) -> Values:
        show = self.show
        return [None if text is None else show(text) for text in decrypt_column(blobs, self.context)]


def unchanged(values: Values) -> Values:
    return values


def dated(values: Values) -> Values:
    early = any(value < FIRST_DAY for value in values if value)
    return [str(v) if v and v < FIRST_DAY else v for v in values] if early else values


def texts(values: Values) -> Values:
    """One search for the whole column: what has to be taken out is rare."""
    if UNPRINTABLE.search("".join(filter(None, values))):
        return [value and clean(value) for value in values]
    return values


def words(values: Values) -> Values:
    return texts([plain(value) for value in values])
