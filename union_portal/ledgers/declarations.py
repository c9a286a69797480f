"""What an app declares of a register (台账); every screen, sheet, endpoint and admin page reads it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from union_portal.fields import BlindIndexField
from union_portal.organization.records import Record

LEDGERS: dict[type[models.Model], "Ledger"] = {}
PANELS: dict[type[models.Model], list["Panel"]] = defaultdict(list)


class Ledger:
    """One register. Option names are those of Django's own ModelAdmin.

    `keys` says by which field of the other table a foreign key is typed (enterprise: credit code).
    `annotate` may add columns that no field holds, named by `labels`; `author` keeps who registered a row.
    `identity`: how a sheet's row is known again, best first. `derived`: what `complete` fills, from what.
    """

    model: type[Record]
    list_display: Sequence[str] = ()
    list_filter: Sequence[str] = ()
    search_fields: Sequence[str] = ()
    keys: dict[str, str] = {}
    labels: dict[str, str] = {}
    author: str = ""
    identity: Sequence[Sequence[str]] = ()
    derived: dict[str, str] = {}
    sections: dict[str, Sequence[str]] = {}

    def __init_subclass__(cls, listed: bool = True):
        LEDGERS.update({cls.model: cls()} if listed else {})

    def annotate(self, rows: QuerySet) -> QuerySet:
        return rows

    def complete(self, columns: dict[str, list]) -> Iterable[tuple]:
        """Fills a sheet's columns from others; yields (field, row, why, repair) for what contradicts."""
        return ()

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def app(self) -> str:
        return self.model._meta.app_label

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    def url(self, view: str, row: models.Model | None = None) -> str:
        return reverse(f"{self.name}-{view}", args=[row.pk] if row else [])

    @cached_property
    def form_fields(self) -> list[str]:
        """Every field a person fills, in the order of the model, unless `sections` says otherwise."""
        if self.sections:
            return [name for names in self.sections.values() for name in names]
        return [f.name for f in self.model._meta.fields if f.editable and not f.primary_key]

    @cached_property
    def layout(self) -> dict[str, Sequence[str]]:
        """Titles and fields of the detail page and the form."""
        return self.sections or {"基本信息": self.form_fields}

    @cached_property
    def personal_search(self) -> list[BlindIndexField]:
        """Encrypted columns that `search_fields` reaches through their blind index, by exact value."""
        indexed = {f.source: f for f in self.model._meta.fields if isinstance(f, BlindIndexField)}
        return [indexed[name] for name in self.search_fields if name in indexed]

    @cached_property
    def open_search(self) -> list[str]:
        return [f for f in self.search_fields if f not in {index.source for index in self.personal_search}]

    @cached_property
    def related(self) -> list[str]:
        """What a list must fetch with its rows, so that no row asks again."""
        paths = ["__".join(f.name for f in walk(self.model, n) if f.is_relation) for n in self.list_display]
        return sorted({path for path in paths if path})

    @cached_property
    def annotations(self) -> dict:
        return self.annotate(self.model.objects.all()).query.annotations

    def rows(self, user, verb: str = "view") -> QuerySet:
        """The rows over which this user holds `verb`, ready to be listed."""
        rows = self.model.objects.visible_to(user, verb)
        return self.annotate(rows.select_related(*self.related) if self.related else rows)


@dataclass(frozen=True)
class Panel:
    """A table of another register on a row's page; an app above declares it on a model below."""

    on: type[models.Model]
    ledger: type[Ledger]
    rows: Callable[[models.Model], Q]
    title: str = ""
    columns: Sequence[str] = ()

    def __post_init__(self):
        PANELS[self.on].append(self)


def walk(model: type[models.Model] | None, path: str) -> list[models.Field]:
    """The fields that a path with double underscores goes through; an annotation is none."""
    passed: list[models.Field] = []
    for name in path.split("__"):
        field = next((f for f in model._meta.fields if f.name == name), None) if model else None
        if field is None:
            break
        passed.append(getattr(field, "output_field", field))
        model = field.related_model
    return passed


def ledger_named(name: str) -> Ledger | None:
    return next((ledger for ledger in LEDGERS.values() if ledger.name == name), None)
