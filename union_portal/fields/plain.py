"""Model fields for values anyone may read: credit codes, money, months."""

import datetime as dt
import re
from contextlib import suppress
from decimal import Decimal

from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property

from .credit import check_employer_code, check_union_code, normalise_credit_code
from .money import plain_money
from .text import half_width

TYPED_LENGTH = 40
MONTH = re.compile(r"((?:19|20)\d\d)(?:[-/.年]?(\d\d)|[-/.年](\d))月?份?")


class PublicPath:
    """Migrations name these fields by `union_portal.fields`, wherever inside the package they live."""

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if type(self).__module__.startswith("union_portal.fields."):
            path = f"union_portal.fields.{type(self).__name__}"
        return name, path, args, kwargs


class CreditCodeField(PublicPath, models.CharField):
    """A unified social credit code, normalised: an employer's, or with `union=True` a union's (ID-34)."""

    description = "统一社会信用代码"

    def __init__(self, *args, union: bool = False, **kwargs):
        self.union = union
        kwargs["max_length"] = 18
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        if self.union:
            kwargs["union"] = True
        return name, path, args, kwargs

    def to_python(self, value):
        code = normalise_credit_code(value) if isinstance(value, str) else value
        return None if code == "" and self.null else code

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value:
            (check_union_code if self.union else check_employer_code)(value)

    def formfield(self, **kwargs):
        """Room for the spaces people paste; the code itself is checked with the model."""
        return super().formfield(**{"max_length": TYPED_LENGTH, **kwargs})


def read_month(text: str) -> dt.date | None:
    """2018-10, 2018/10, 2018.10, 2018年10月 or 201810 as the month's first day; None for anything else."""
    if match := MONTH.fullmatch(half_width(text).strip()):
        year, two, one = match.groups()
        with suppress(ValueError):
            return dt.date(int(year), int(two or one), 1)
    return None


class MonthField(PublicPath, models.DateField):
    """A month, kept as its first day; it may be typed as a month or as any of its days."""

    def to_python(self, value):
        day = (read_month(value) if isinstance(value, str) else None) or super().to_python(value)
        return day and day.replace(day=1)


class MoneyFormField(forms.DecimalField):
    """Takes 1,234.50 and １２３４元 as well."""

    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(plain_money(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "decimal"}


class MoneyField(PublicPath, models.DecimalField):
    """Yuan, NUMERIC(16,2) (GN-21). The database refuses less than zero unless `negative=True`."""

    description = "金额（元）"

    def __init__(self, *args, negative: bool = False, **kwargs):
        self.negative = negative
        kwargs |= {"max_digits": 16, "decimal_places": 2}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        if self.negative:
            kwargs["negative"] = True
        return name, path, args, kwargs

    @cached_property
    def validators(self):
        floor = [] if self.negative else [MinValueValidator(Decimal(0), "金额不能为负数")]
        return [*super().validators, *floor]

    def db_check(self, connection):
        return None if self.negative else f"{connection.ops.quote_name(self.column)} >= 0"

    def to_python(self, value):
        return super().to_python((plain_money(value) or None) if isinstance(value, str) else value)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": MoneyFormField, **kwargs})
