"""The filter bar: declared filters only, and choices only from what the user may see."""

import re

import django_filters as filters
from django.db import models
from django.db.models import Q, QuerySet

from union_portal.organization.models import OrgUnit

from .declarations import Ledger

PERSONAL = re.compile(r"[\dXx\s-]{11,24}")


def filterset(ledger: Ledger, user) -> type[filters.FilterSet]:
    """A FilterSet class over the ledger's `list_filter`, and `q` over its `search_fields`."""
    declared = {name: _filter(ledger, name, user) for name in ledger.list_filter}
    if ledger.search_fields:
        declared = {"q": filters.CharFilter(method="search", label=_prompt(ledger)), **declared}
    meta = type("Meta", (), {"model": ledger.model, "fields": []})
    body = {**declared, "Meta": meta, "search": lambda self, rows, _, text: search(ledger, rows, text)}
    return type(f"{ledger.model.__name__}Filters", (filters.FilterSet,), body)


def search(ledger: Ledger, rows: QuerySet, text: str) -> QuerySet:
    """Every word must occur in one of the open search fields."""
    for word in text.split():
        found = Q()
        for name in ledger.open_search:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def personal_key(ledger: Ledger, text: str) -> str:
    """The keyed hashes of an identity number or a phone: what may stand in a URL instead of it."""
    compact = re.sub(r"[\s-]", "", text).upper()
    if not ledger.personal_search or not PERSONAL.fullmatch(text.strip()) or len(compact) < 11:
        return ""
    return ".".join(index.to_copy(compact).hex() for index in ledger.personal_search)


def find(ledger: Ledger, rows: QuerySet, key: str) -> QuerySet:
    """The rows whose encrypted value has one of these hashes; a malformed key finds nothing."""
    if not re.fullmatch(r"[0-9a-f.]+", key):
        return rows.none()
    found = Q(pk__in=[])
    for index, digest in zip(ledger.personal_search, key.split("."), strict=False):
        found |= Q(**{index.name: bytes.fromhex(digest)})
    return rows.filter(found)


def _prompt(ledger: Ledger) -> str:
    labels = []
    for name in ledger.search_fields:
        model, field = ledger.model, None
        for part in name.split("__"):
            field = model._meta.get_field(part)
            model = field.related_model
        labels.append(str(field.verbose_name))
    return "、".join(dict.fromkeys(labels))


def _filter(ledger: Ledger, name: str, user) -> filters.Filter:
    field = ledger.model._meta.get_field(name)
    label = str(field.verbose_name)
    if field.is_relation:
        units = OrgUnit.objects.filter(pk__in=user.unit_ids(f"{ledger.app}.view")).townships()
        return filters.ModelChoiceFilter(
            field_name=name, label=label, queryset=units.order_by("path"), empty_label=f"全部{label}"
        )
    if field.choices:
        return filters.ChoiceFilter(
            field_name=name, label=label, choices=field.flatchoices, empty_label=f"全部{label}"
        )
    if isinstance(field, models.BooleanField):
        return filters.ChoiceFilter(
            field_name=name, label=label, choices=[("True", "是"), ("False", "否")], empty_label=f"{label}不限"
        )
    if isinstance(field, models.DateField):
        return filters.DateFromToRangeFilter(field_name=name, label=label)
    return filters.CharFilter(field_name=name, label=label)
