"""`parameters.value(code, day)`: the number in force on the day of the event, not today (GN-01)."""

import datetime as dt
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


def value(code: str, on: dt.date, scope: str = "") -> Any:
    return rule(code, on, scope).value


def rule(code: str, on: dt.date, scope: str = "") -> Rule:
    """The narrowest scope that has a value: 110115, then 110100, then 110000, then the default."""
    rules = known()
    for place in dict.fromkeys((scope, f"{scope[:4]}00", f"{scope[:2]}0000", "")):
        for found in rules.get((code, place), ()):
            if found.since <= on < found.until:
                return found
    raise Missing(f"参数“{code}”在{on}没有生效的取值，请在参数表中补充")


def edition() -> str:
    """Differs when any rule or day off does: what is worked out from them may be remembered under it."""
    return f"{known()}{apps.get_model('parameters', 'WorkCalendar').exceptions()}"


def _load() -> dict[tuple[str, str], list[Rule]]:
    rules: dict[tuple[str, str], list[Rule]] = {}
    for row in apps.get_model("parameters", "RuleParameter").objects.all():
        found = Rule(row.value, row.since or dt.date.min, row.until or dt.date.max, row.source, row.verified)
        rules.setdefault((row.code, row.scope_division), []).append(found)
    return rules


known = Cached(_load)
