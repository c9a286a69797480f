"""`parameters.value(code, day)`: the number in force on the day of the event, not today (GN-01)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from .cache import Cached


class Missing(LookupError):
    """No value of this parameter is in force on the day asked for."""


@dataclass(frozen=True)
class Rule:
    """A parameter's value over [since, until); where it is not verified, callers warn and never refuse."""

    value: Any
    since: dt.date
    until: dt.date
    source: str
    verified: bool


Rules = dict[tuple[str, str], list[Rule]]
"""By code and scope."""

supposed: ContextVar[Rules | None] = ContextVar("supposed", default=None)
"""Rules that hold for this thread alone, for a while (enacting.py)."""
asked: ContextVar[set[str] | None] = ContextVar("asked", default=None)


def value(code: str, on: dt.date, scope: str = "") -> Any:
    return rule(code, on, scope).value


def rule(code: str, on: dt.date, scope: str = "") -> Rule:
    """That of the narrowest scope that has a value."""
    note(code)
    rules = in_force()
    for place in scopes(scope):
        for found in rules.get((code, place), ()):
            if found.since <= on < found.until:
                return found
    raise Missing(f"参数“{code}”在{on}没有生效的取值，请在参数表中补充")


def scopes(division: str) -> list[str]:
    """The narrowest first: 110115001, 110115, 110100, 110000, and the default."""
    return list(dict.fromkeys((division, division[:6], f"{division[:4]}00", f"{division[:2]}0000", "")))


def edition() -> str:
    """Differs when any rule or day off does: what is worked out from them may be remembered under it."""
    return f"{in_force()}{apps.get_model('parameters', 'WorkCalendar').exceptions()}"


def in_force() -> Rules:
    rules = supposed.get()
    return known() if rules is None else rules


@contextmanager
def reading() -> Iterator[set[str]]:
    """Gathers the codes that this thread asks for inside."""
    found: set[str] = set()
    token = asked.set(found)
    try:
        yield found
    finally:
        asked.reset(token)


def note(code: str) -> None:
    """This rule is read here, be it by the database."""
    if (found := asked.get()) is not None:
        found.add(code)


def load() -> Rules:
    rules: Rules = {}
    for row in apps.get_model("parameters", "RuleParameter").objects.all():
        found = Rule(row.value, row.since or dt.date.min, row.until or dt.date.max, row.source, row.verified)
        rules.setdefault((row.code, row.scope_division), []).append(found)
    return rules


known = Cached(load)
