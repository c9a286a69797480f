"""Declarations are held to the models at start-up: a wrong name is an error, not a blank column."""

from collections.abc import Iterable

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from union_portal.fields import column
from union_portal.ledgers.declarations import LEDGERS, PANELS, Ledger, walk
from union_portal.organization.records import Record
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.indicators import REGISTRY
from union_portal.reporting.places import UNLISTED
from union_portal.workflow import WORKFLOWS


@register
def declarations(**_) -> list[CheckMessage]:
    """Every register, panel, workflow and indicator names only what exists; every record has a register."""
    return [*_ledgers(), *_panels(), *_workflows(), *_indicators(), *_without_register()]


def _ledgers() -> Iterable[Error]:
    for ledger in LEDGERS.values():
        for option in ("list_display", "list_filter"):
            yield from _unknown(ledger, option, getattr(ledger, option))
        for option in ("search_fields", "form_fields"):
            yield from _unknown(ledger, option, getattr(ledger, option), annotated=False)
        for name, key in ledger.keys.items():
            fields = walk(ledger.model, name)
            other = fields[-1].related_model if fields else None
            if other is None or not walk(other, other._meta.pk.name if key == "pk" else key):
                yield _error(ledger, f"keys: {name} → {key}")


def _unknown(ledger: Ledger, option: str, names: Iterable[str], *, annotated: bool = True) -> Iterable[Error]:
    for name in names:
        whole = len(walk(ledger.model, name)) == len(name.split("__"))
        if not whole and not (annotated and name in ledger.annotations):
            yield _error(ledger, f"{option}: {name}")


def _panels() -> Iterable[Error]:
    for panel in (panel for panels in PANELS.values() for panel in panels):
        yield from _unknown(LEDGERS[panel.ledger.model], f"Panel({panel.on.__name__})", panel.columns)


def _workflows() -> Iterable[Error]:
    for model, flow in WORKFLOWS.items():
        state = column(model, "state")
        states = set(dict(getattr(state, "output_field", state).flatchoices))
        names = {field.name for field in model._meta.fields}
        for name, step in flow.steps.items():
            if not {*step.origins, step.target} <= states:
                yield Error(
                    f"{flow.__name__}.{name} names a state that {model.__name__} has not", id="portal.E002"
                )
            if not {*step.needs, *step.sets} | ({step.actor} - {""}) <= names:
                yield Error(
                    f"{flow.__name__}.{name} fills a field that {model.__name__} has not", id="portal.E003"
                )


def _indicators() -> Iterable[Error]:
    for code, indicator in REGISTRY.items():
        if code not in CATALOGUE:
            yield Error(f"{code} is not in the catalogue", id="portal.E004")
        model = getattr(indicator, "model", None)
        if model is not None and model not in {*LEDGERS, *UNLISTED}:
            yield Error(
                f"{code} counts rows of {model.__name__}, which no register can show", id="portal.E005"
            )


def _without_register() -> Iterable[Error]:
    for model in apps.get_models():
        if issubclass(model, Record) and model._meta.app_label != "notices" and model not in LEDGERS:
            yield Error(f"{model.__name__} has no register", id="portal.E006")


def _error(ledger: Ledger, what: str) -> Error:
    return Error(f"{type(ledger).__name__}.{what} does not exist", obj=ledger.model, id="portal.E001")
