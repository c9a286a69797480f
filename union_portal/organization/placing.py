"""Where a refusal belongs: at the one field it speaks of, with the value found, or at the form's head."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from django import forms
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

SUBJECT = re.compile(r"^[^，；、]+?(?=不能|应|至少|不得)")
"""What a sentence begins with: whose value it is that must change."""


def placed(row: models.Model, constraint: models.BaseConstraint, refusal: ValidationError) -> ValidationError:
    """The refusal of one constraint under the field it concerns, or as it is where it concerns several."""
    if hasattr(refusal, "error_dict"):
        return refusal
    told, touched = refusal.messages[0], touches(type(row), constraint)
    field = one_of(touched, told)
    if field is None:
        return refusal
    found = "" if isinstance(constraint, models.UniqueConstraint) else _value(row, field)
    return ValidationError({field.name: ValidationError(f"{told}{found}", code=refusal.code)})


def touches(model: type[models.Model], constraint: models.BaseConstraint) -> list[models.Field]:
    """The fields a constraint compares, in the model's order; of a unique one those that must differ."""
    if isinstance(constraint, models.UniqueConstraint):
        names = set(constraint.fields)
    elif isinstance(constraint, models.CheckConstraint):
        names = set(_names(model, [constraint.condition]))
    elif isinstance(constraint, ExclusionConstraint):
        names = set(_names(model, [expression for expression, _ in constraint.expressions]))
    else:
        return []
    return [f for f in model._meta.concrete_fields if f.name in names or f.attname in names]


def _names(model: type[models.Model], expressions: Iterable) -> Iterator[str]:
    for expression in expressions:
        references = model._get_expr_references(expression)  # type: ignore[attr-defined]
        yield from (name for name, *_ in references)


def one_of(touched: Collection[models.Field], told: str) -> models.Field | None:
    """The only one touched; else the one the sentence begins with; else the only one it names.

    A sentence of several clauses says several things, and may mean any of them.
    """
    if len(touched) == 1:
        return next(iter(touched))
    if re.search("[，；]", told):
        return None
    subject = SUBJECT.match(told)
    begins = [f for f in touched if subject and _called(f, subject[0])]
    named = [f for f in touched if str(f.verbose_name) in told]
    return next((found[0] for found in (begins, named) if len(found) == 1), None)


def _called(field: models.Field, subject: str) -> bool:
    """认领截止日期 may be called 截止日期 for short."""
    return str(field.verbose_name).endswith(subject)


def _value(row: models.Model, field: models.Field) -> str:
    """Days, numbers and choices are told; free text may be personal, and stands in the field anyway."""
    value = getattr(row, field.attname)
    if field.flatchoices and value not in (None, ""):
        return f"，填写的是{dict(field.flatchoices).get(value, value)}"
    plain = isinstance(value, dt.date | int | Decimal) and not isinstance(value, bool)
    return f"，填写的是{value}" if plain and not field.is_relation else ""


def show(form: forms.BaseForm, error: ValidationError) -> None:
    """Puts what was refused at the fields that the form shows, the rest at its head."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, errors in error.error_dict.items():
        told = [message for one in errors for message in one.messages]
        form.add_error(name if name != NON_FIELD_ERRORS and name in form.fields else None, told)
