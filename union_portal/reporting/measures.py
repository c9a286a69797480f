"""What an indicator asks of the database, and what it reads from the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Aggregate, Expression, Q

from union_portal.periods import Period

When = Callable[[Period], Q]
SCALE = {"万元": Decimal(10_000)}
"""What a sum of 元 is divided by for the unit it is told in."""


@dataclass(frozen=True)
class Measure:
    """The rows that are `when`, counted, or their `amount` summed. Townships' add up to the district's.

    `amount` is a column, or an expression over a row.
    """

    key: str
    model: type[models.Model]
    when: Q
    amount: str | Expression = ""


@dataclass(frozen=True)
class Singular:
    """A measure that does not add up: found anew at each level of the tree."""

    key: str
    model: type[models.Model]
    aggregate: Aggregate


@dataclass(frozen=True)
class Value:
    """A computed cell. For a rate the parts are kept and divided on reading; None reads 不适用.

    `hidden`: too small a number of persons for this reader (discretion.py).
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Group:
    """Some of the rows behind a figure, told apart from the others: a tab of its page."""

    name: str
    label: str
    when: When
