"""The fields of a model by name, as what they are."""

from django.db import models

from .encrypted import EncryptedField


def column(model: type[models.Model] | models.Model, name: str) -> models.Field:
    """One of the model's own; a relation that points at it has no column here."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model._meta.label}.{name} is kept in another table")
    return field


def stored_as(field: models.Field) -> str:
    """What its own table calls it."""
    if field.column is None:
        raise TypeError(f"{field} is kept in another table")
    return field.column


def context_of(model: type[models.Model], name: str) -> str:
    """What an encrypted column's values are sealed with, for those who write them by COPY."""
    field = column(model, name)
    if not isinstance(field, EncryptedField):
        raise TypeError(f"{model._meta.label}.{name} is not encrypted")
    return field.context
