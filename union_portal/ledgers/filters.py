"""The filter bar: declared filters only, and choices only from what the user may see."""

import django_filters as filters
from django.db import models
from django.db.models import Q, QuerySet

from union_portal.fields import having
from union_portal.organization.models import OrgUnit

from .declarations import Ledger
from .tables import column, columns

DATES = filters.widgets.DateRangeWidget(attrs={"type": "date"})
for _end, _word in zip(DATES.widgets, ("起", "止"), strict=True):
    _end.attrs["aria-label"] = _word
YES_NO = [("True", "是"), ("False", "否")]


def filterset(ledger: Ledger, user) -> type[filters.FilterSet]:
    """A FilterSet class over the ledger's `list_filter`, and `q` over its `search_fields`."""
    prompt = "、".join(dict.fromkeys(column(ledger, name).label for name in ledger.search_fields))
    declared = {"q": filters.CharFilter(method="search", label=prompt)} if prompt else {}
    declared |= {name: _filter(ledger, name, user) for name in ledger.list_filter}
    meta = type("Meta", (), {"model": ledger.model, "fields": []})
    body = {**declared, "Meta": meta, "search": lambda self, rows, _, text: search(ledger, rows, text)}
    return type(f"{ledger.model.__name__}Filters", (filters.FilterSet,), body)


def chosen(ledger: Ledger, user, query, rows: QuerySet) -> tuple[filters.FilterSet, QuerySet]:
    """The filter bar and the rows a list's query string asks for; a filter filled wrongly finds nothing."""
    bar = filterset(ledger, user)(query, rows)
    rows = bar.qs if bar.is_valid() else rows.none()
    if key := query.get("find"):
        rows = rows.filter(having(ledger.personal_search, key))
    sort = query.get("sort", "")
    if sort.lstrip("-") in {c.path for c in columns(ledger) if c.sortable}:
        rows = rows.order_by(sort, "pk")
    return bar, rows


def search(ledger: Ledger, rows: QuerySet, text: str) -> QuerySet:
    """Every word must occur in one of the open search fields."""
    for word in text.split():
        found = Q()
        for name in ledger.open_search:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def _filter(ledger: Ledger, name: str, user) -> filters.Filter:
    field, label = column(ledger, name).field, column(ledger, name).label
    common, every = {"field_name": name, "label": label}, f"全部{label}"
    if field.is_relation:
        units = OrgUnit.objects.filter(pk__in=user.unit_ids(f"{ledger.app}.view")).townships()
        return filters.ModelChoiceFilter(queryset=units.order_by("path"), empty_label=every, **common)
    if field.choices:
        return filters.ChoiceFilter(choices=field.flatchoices, empty_label=every, **common)
    if isinstance(field, models.BooleanField):
        return filters.ChoiceFilter(choices=YES_NO, empty_label=f"{label}不限", **common)
    if isinstance(field, models.DateField):
        return filters.DateFromToRangeFilter(widget=DATES, **common)
    return filters.CharFilter(**common)
