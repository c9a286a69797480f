"""Figures kept: computed in one transaction, read back by unit."""

from django.utils import timezone

from union_portal import periods
from union_portal.organization.models import OrgUnit

from .compute import compute
from .indicators import REGISTRY, Value
from .models import Figure, Period
from .sealed import corrected, record_of


def period_row(period: periods.Period) -> Period:
    """The stored period; made on first use."""
    row, _ = Period.objects.get_or_create(
        kind=period.kind, start=period.start, end=period.end, defaults={"label": period.label}
    )
    return row


def turn(period: periods.Period) -> str:
    """What two runs over one period wait for (turns.py)."""
    return f"figures {period.kind} {period.start} {period.end}"


def store(period: periods.Period) -> Period:
    """Replace the period's figures for every unit and indicator.

    Call it in its `turn`, inside a transaction. It may run twice, or be killed anywhere: the old
    figures stand until the new ones are complete.
    """
    row = period_row(period)
    units = dict(OrgUnit.objects.values_list("path", "pk"))
    Figure.objects.filter(period=row).delete()
    Figure.objects.bulk_create(
        (
            Figure(
                period=row,
                org_id=units[path],
                code=code,
                value=cell.value,
                numerator=cell.numerator,
                denominator=cell.denominator,
            )
            for path, cells in compute(period).items()
            for code, cell in cells.items()
        ),
        batch_size=5000,
    )
    row.computed_at = timezone.now()
    row.save(update_fields=["computed_at"])
    return row


def stored(period: periods.Period, *units: OrgUnit) -> dict[int, dict[str, Value]]:
    """Kept values by unit id and code; of a sealed year as sealed, of one not computed yet none."""
    if units and (record := record_of(period, *units)):
        return corrected(record, units)
    figures = Figure.objects.filter(
        period__kind=period.kind,
        period__start=period.start,
        period__end=period.end,
        org__in=units,
        code__in=REGISTRY,
    )
    values: dict[int, dict[str, Value]] = {unit.pk: {} for unit in units}
    for figure in figures:
        values[figure.org_id][figure.code] = Value(figure.value, figure.numerator, figure.denominator)
    return values
