"""Figures of a sealed year: read from its snapshot, with what was corrected since."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from union_portal import periods
from union_portal.organization.models import OrgUnit

from .indicators import REGISTRY, Derived, Value
from .models import AnnualRecord, Correction, Snapshot

Values = dict[int, dict[str, Value]]
"""By unit id and code."""
UNKNOWN = Value(None)
"""Of a code or a unit that the year's snapshot does not hold."""


def record_of(period: periods.Period, *units: OrgUnit) -> AnnualRecord | None:
    """The sealed record of exactly this period that covers all these units; the widest of several."""
    found = AnnualRecord.objects.filter(
        period__kind=period.kind,
        period__start=period.start,
        period__end=period.end,
        sealed_at__isnull=False,
    ).select_related("org", "period", "snapshot")
    over = [one for one in found if all(unit.path.startswith(one.org.path) for unit in units)]
    return min(over, key=lambda record: len(record.org.path), default=None)


def snapshot_of(record: AnnualRecord) -> Snapshot:
    """What a record that was prepared rests on."""
    if record.snapshot is None:
        raise ValueError(f"{record} has no snapshot yet")
    return record.snapshot


def values_of(snapshot: Snapshot, units: Iterable[OrgUnit]) -> Values:
    """As the snapshot holds them."""
    values: Values = {unit.pk: {} for unit in units}
    for one in snapshot.figures.filter(org__in=list(values), code__in=REGISTRY):
        values[one.org_id][one.code] = Value(one.value, one.numerator, one.denominator)
    return values


def corrected(record: AnnualRecord, units: Iterable[OrgUnit]) -> Values:
    """As the record stands: sealed, then corrected. What was not sealed with the others reads 不适用."""
    units = list(units)
    values = values_of(snapshot_of(record), units)
    changed = shifts(record, units)
    for unit in units:
        cells = values[unit.pk]
        values[unit.pk] = {code: cells.get(code, UNKNOWN) for code in REGISTRY}
        for code, shift in changed[unit.pk].items():
            was = values[unit.pk][code]
            values[unit.pk][code] = Value((was.value or Decimal(0)) + shift, was.numerator, was.denominator)
    return values


def shifts(record: AnnualRecord, units: Iterable[OrgUnit]) -> dict[int, dict[str, Decimal]]:
    """By how much approved corrections move each figure: the unit's own, and what is added up from it."""
    moved: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    units = list(units)
    for one in approved(record).select_related("unit"):
        shift = one.after - (one.before or Decimal(0))
        for code in (one.code, *summing(one.code)):
            for unit in units:
                if unit == one.unit or REGISTRY[code].adds_up and one.unit.path.startswith(unit.path):
                    moved[unit.pk][code] += shift
    return moved


def summing(code: str) -> list[str]:
    """The indicators that are sums of this one and others."""
    return [one.code for one in REGISTRY.values() if isinstance(one, Derived) and code in one.plus]


def approved(record: AnnualRecord) -> QuerySet[Correction]:
    return record.corrections.filter(approved_at__isnull=False, code__in=REGISTRY).order_by("number")


def before(snapshot: Snapshot | None) -> Snapshot | None:
    """The figures of the year before, as they were kept with a snapshot for comparison."""
    return snapshot and Snapshot.objects.filter(org=snapshot.org, digest=snapshot.previous).first()
