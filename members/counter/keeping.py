"""Writing one row and letting the database judge it: asking it beforehand would take dozens of queries."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model

from union_portal.organization.records import refusal


def keep(row: Model) -> None:
    """Saved, or a ValidationError in the words of the field or of the constraint that refused it."""
    row.clean_fields(exclude={field.name for field in row._meta.fields if isinstance(field, ForeignKey)})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(refusal(error, type(row))) from error
