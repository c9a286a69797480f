"""Small counts of personal matters, kept from readers who may not see the rows behind them.

Where a single part of a whole would be hidden, the next smallest is hidden with it: else the whole less
the others would tell it.
"""

from collections.abc import Sequence
from decimal import Decimal

from union_portal.organization.models import OrgUnit, User

from .indicators import REGISTRY, Indicator, Rate
from .measures import Value

PERSONAL = frozenset({"assistance"})
"""Apps whose rows tell of a person's need or illness."""
SMALL = 5
HIDDEN = Value(None, hidden=True)


def apps_of(indicator: Indicator) -> set[str]:
    """Those whose rows it counts."""
    found = (getattr(indicator, name, None) for name in ("model", "over_model"))
    models = {model for model in found if model is not None}
    parts = (apps_of(REGISTRY[code]) for code in getattr(indicator, "plus", ()))
    return {model._meta.app_label for model in models}.union(*parts)


def kept_from(user: User, code: str) -> bool:
    return any(not user.can(f"{app}.view") for app in apps_of(REGISTRY[code]) & PERSONAL)


def told_to(
    user: User, found: dict[int, dict[str, Value]], units: Sequence[OrgUnit]
) -> dict[int, dict[str, Value]]:
    """The cells as this reader may see them; the first unit is the whole, the others its parts."""
    hidden = {code for code in next(iter(found.values()), {}) if kept_from(user, code)}
    if not hidden:
        return found
    told = {pk: dict(cells) for pk, cells in found.items()}
    for code in hidden:
        _hide(code, told, [unit.pk for unit in units])
    return told


def _hide(code: str, told: dict[int, dict[str, Value]], units: list[int]) -> None:
    sizes = {pk: size for pk in units if (size := _size(REGISTRY[code], told[pk][code]))}
    small = {pk for pk, size in sizes.items() if size < SMALL}
    parts = {pk: size for pk, size in sizes.items() if pk != units[0] and pk not in small}
    if len(small - {units[0]}) == 1 and parts:
        small.add(min(parts, key=lambda pk: (parts[pk], pk)))
    for pk in small:
        told[pk][code] = HIDDEN


def _size(indicator: Indicator, value: Value) -> Decimal:
    """How many persons, households or payments it tells of; an amount of money of a few tells as much,
    but its number of rows is not kept with it."""
    if isinstance(indicator, Rate):
        return min(n for n in (value.numerator, value.denominator) if n) if value.numerator else Decimal(0)
    return value.value or Decimal(0)
