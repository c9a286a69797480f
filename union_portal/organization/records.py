"""What every business row has: the unit it belongs to, a version, and the key of the form that made it."""

import datetime as dt
from typing import ClassVar

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, router
from django.db.models import Case, F, FloatField, Func, Q, TextField, Value, When

from .models import OrgUnit
from .placing import placed, show

__all__ = [
    "DatedQuerySet",
    "Kept",
    "Record",
    "ScopedQuerySet",
    "no_overlap",
    "refusal",
    "show",
    "spell_check",
]


class ScopedQuerySet(models.QuerySet):
    """`visible_to` is the only door from a request to rows."""

    org_path = "org"

    def visible_to(self, user, verb: str = "view"):
        """Rows within the units where the user's posts grant `verb` on this app; no post, no rows."""
        units = user.unit_ids(f"{self.model._meta.app_label}.{verb}")
        return self.filter(**{f"{self.org_path}__in": units})

    def within(self, unit: OrgUnit):
        return self.filter(**{f"{self.org_path}__path__startswith": unit.path})


class DatedQuerySet(ScopedQuerySet):
    """Rows that hold over the half-open range [since, until)."""

    def on(self, day: dt.date):
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Kept(models.Model):
    """A row of a unit. `version` counts the saves; the database refuses one that started from an older
    version (D11), and the trail keeps every change."""

    org = models.ForeignKey(OrgUnit, models.PROTECT, verbose_name="所属镇街", related_name="+")
    version = models.PositiveIntegerField("版本", default=1, db_default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        fresh = self._state.adding
        super().save(*args, **kwargs)
        if not fresh:
            self.version += 1  # as the database's own trigger has just done

    def _get_field_expression_map(self, meta, exclude=None):
        """Also by a foreign key's column: Django puts the row's value only where a constraint names the
        field, and would compare every row with itself."""
        known = super()._get_field_expression_map(meta, exclude)
        keys = (f for f in meta.local_concrete_fields if f.is_relation and f.name in known)
        return known | {f.attname: known[f.name] for f in keys}

    def validate_constraints(self, exclude=None):
        """What a constraint refuses stands at the field it speaks of."""
        left_out = set(exclude or ())
        keys = (f for f in self._meta.local_concrete_fields if f.is_relation and f.name in left_out)
        left_out |= {f.attname for f in keys}
        errors: dict[str, list[ValidationError]] = {}
        using = router.db_for_write(type(self), instance=self)
        for model, constraints in self.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self, exclude=left_out, using=using)
                except ValidationError as refused:
                    placed(self, constraint, refused).update_error_dict(errors)
        if errors:
            raise ValidationError(errors)


class Record(Kept):
    """A business row, listed in a register.

    `form_key` is the key of the form that created the row: sent twice, it makes one row (D10).
    `unplaced`: a new row whose file tells no township belongs to the unit of whoever imports it.
    `named_anywhere`: foreign keys by which a file may name rows outside the importer's units.
    """

    unplaced: ClassVar[bool] = False
    named_anywhere: ClassVar[frozenset[str]] = frozenset()

    form_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    class Meta:
        abstract = True


def spell_check(
    name: str, since: str = "since", until: str = "until", message: str = ""
) -> models.CheckConstraint:
    """[since, until) is empty or runs forward; an event undone on its own day leaves an empty spell."""
    return models.CheckConstraint(
        condition=Q(**{until: None}) | Q(**{f"{until}__gte": F(since)}),
        name=name,
        violation_error_message=message or "截止日期不能早于起始日期",
    )


def no_overlap(
    name: str, key: str, *others: str, message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """No two rows with equal keys hold on the same day of [since, until).

    A row is a flat box: `key`, a foreign key, by its days. The embedded PostgreSQL has no btree_gist, and
    boxes fill a GiST index five times faster than ranges. Further keys, `text:name` when coded, join as
    one-number ranges. A spell undone on its own day has no box and conflicts with nothing.
    """
    first = Func(F("since"), output_field=FloatField(), template="(%(expressions)s - DATE '1900-01-01')")
    last = Func(
        F("until"),
        output_field=FloatField(),
        template="coalesce(%(expressions)s - DATE '1900-01-02', 999999)",
    )
    corners = [Func(F(key), day, function="point", output_field=BOX) for day in (first, last)]
    days = Case(When(until=F("since"), then=None), default=Func(*corners, function="box", output_field=BOX))
    return ExclusionConstraint(
        name=name,
        expressions=[(expression, RangeOperators.OVERLAPS) for expression in (days, *map(_point, others))],
        condition=condition,
        violation_error_message=message,
    )


BOX = TextField()
"""Django has no field for PostgreSQL's box; the expression only ever lives inside the constraint."""


def _point(key: str) -> Func:
    """The one-number range of a key; text by its hash."""
    number = Func(F(key[5:]), function="hashtext") if key.startswith("text:") else F(key)
    return Func(number, number, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def refusal(error: DatabaseError, model: type[models.Model]) -> str:
    """What the database refused, in the words of the constraint it names, or of the trigger that spoke.

    `model` is the one being saved; what was written along with it speaks for itself.
    """
    told = getattr(error.__cause__, "diag", None)
    table = getattr(told, "table_name", "") or model._meta.db_table
    model = next((known for known in apps.get_models() if known._meta.db_table == table), model)
    name, said = getattr(told, "constraint_name", "") or "", getattr(told, "message_primary", "") or ""
    for constraint in model._meta.constraints:
        if constraint.name == name and constraint.violation_error_message:
            return str(constraint.violation_error_message)
    for field in model._meta.fields:
        if field.unique and field.column in name:
            return f"{field.verbose_name}已存在，不能重复登记"
    if "\u4e00" <= said[:1] <= "\u9fff":
        return said
    return "数据库拒绝了这次保存：与已有记录冲突，请核对后重试"
