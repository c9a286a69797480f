"""Figures of a sealed year: read from its snapshot, with what was corrected since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.db import connection
from django.db.models import BooleanField, Expression, Func, QuerySet

from union_portal import periods
from union_portal.organization.models import OrgUnit

from .indicators import REGISTRY, Value
from .models import AnnualRecord, Correction, Snapshot
from .restating import restated

Values = dict[int, dict[str, Value]]
"""By unit id and code."""
WRITERS = "annual seal"
"""The lock that every change of a monthly report shares, and that sealing alone holds."""
SEALED_MONTH = "年报已封存，这一年的月报不能再改；确有错误的，请登记更正"
SEALED_RECORD = "年报已封存，不能修改；确有错误的，请登记更正"
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


def in_sealed_year(period: str | Expression = "period", unit: str = "org") -> Func:
    """Of rows of a unit, for `filter` and `exclude`: as the database itself judges them."""
    return Func(unit, period, function="year_is_sealed", output_field=BooleanField())


def hold_off_sealing() -> None:
    """What is open now stays open until the transaction ends. Comes before the lock of any report's row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [WRITERS])


def month_sealed(unit: OrgUnit, month: periods.Period) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT span_is_sealed(%s, %s, %s)", [unit.pk, month.start, month.end])
        return cursor.fetchone()[0]


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
        for code, by in changed[unit.pk].items():
            values[unit.pk][code] = restated(code, values[unit.pk][code], by)
    return values


def shifts(record: AnnualRecord, units: Iterable[OrgUnit]) -> dict[int, dict[str, dict[str, Decimal]]]:
    """By how much approved corrections move each figure of a unit, by code and part."""
    units = list(units)
    asked = {unit.pk for unit in units}
    moved: dict = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    for one in approved(record).select_related("unit"):
        for unit, code, part, by in one.moved or _alone(one, units):
            if unit in asked and code in REGISTRY:
                moved[unit][code][part] += Decimal(by)
    return moved


def _alone(one: Correction, units: Iterable[OrgUnit]) -> Iterator[Sequence]:
    """Of a correction made before what moves with it was kept: the figure itself, and the sums above it."""
    for unit in units:
        if unit == one.unit or REGISTRY[one.code].adds_up and one.unit.path.startswith(unit.path):
            yield unit.pk, one.code, one.part, one.after - (one.before or Decimal(0))


def approved(record: AnnualRecord) -> QuerySet[Correction]:
    return record.corrections.filter(approved_at__isnull=False, code__in=REGISTRY).order_by("number")


def before(snapshot: Snapshot | None) -> Snapshot | None:
    """The figures of the year before, as they were kept with a snapshot for comparison."""
    return snapshot and Snapshot.objects.filter(org=snapshot.org, digest=snapshot.previous).first()
