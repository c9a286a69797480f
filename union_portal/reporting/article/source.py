"""Where an article's figures come from: the record's snapshot, or, as a draft, the figures of today."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from union_portal import periods
from union_portal.organization.models import OrgUnit, User

from .. import sealed
from ..annual.freezing import TARGET
from ..catalogue import CATALOGUE
from ..discretion import told_to
from ..figures import cells
from ..indicators import REGISTRY, Value
from ..models import AnnualRecord, Period, Snapshot, Target
from .wording import Said

YEARS = (periods.Kind.CAL_YEAR, periods.Kind.ACFTU_YEAR)


class Source:
    """The figures of a unit and period; those of the year before and of the eve when asked for.

    With a `reader`, as that person may see them: small counts of need are kept from some.
    """

    def __init__(
        self,
        unit: OrgUnit,
        period: periods.Period,
        snapshot: Snapshot | None = None,
        reader: User | None = None,
    ):
        self.unit, self.period, self.snapshot, self.reader = unit, period, snapshot, reader
        self._opening: dict[str, Decimal | None] = {}

    @property
    def draft(self) -> bool:
        return self.snapshot is None

    @cached_property
    def values(self) -> Mapping[str, Value]:
        found = self._frozen(self.snapshot) if self.snapshot else self._now(self.period)
        return (
            told_to(self.reader, {self.unit.pk: found}, [self.unit])[self.unit.pk] if self.reader else found
        )

    def _frozen(self, snapshot: Snapshot) -> dict[str, Value]:
        return sealed.values_of(snapshot, [self.unit])[self.unit.pk]

    def _now(self, period: periods.Period) -> dict[str, Value]:
        return cells(period, REGISTRY, [self.unit])[0][self.unit.pk]

    @cached_property
    def before(self) -> Mapping[str, Value]:
        """Last year's, as kept with the snapshot or sealed; nothing before a period that is no year."""
        if self.period.kind not in YEARS:
            return {}
        last = self.period.same_last_year
        if beside := sealed.before(self.snapshot):
            return self._frozen(beside)
        if (record := record_of(self.unit, last)) and record.snapshot:
            return self._frozen(record.snapshot)
        return self._now(last)

    def opening(self, code: str) -> Decimal | None:
        """A stock at the close of the day before the period."""
        if CATALOGUE[code].type != "T":
            return None
        if self.period.kind in YEARS and (beside := sealed.before(self.snapshot)):
            return self._frozen(beside).get(code, NONE).value
        if code not in self._opening:
            eve = self.period.start - dt.timedelta(1)
            values, _ = cells(periods.custom(eve, eve), [code], [self.unit])
            self._opening[code] = values[self.unit.pk][code].value
        return self._opening[code]

    @cached_property
    def targets(self) -> list[Target]:
        """As they were when the snapshot was taken."""
        if self.snapshot is None:
            return list(Target.objects.filter(org=self.unit).order_by("by"))
        kept = self.snapshot.definitions.filter(type=TARGET).order_by("code")
        return [
            Target(
                org=self.unit,
                code=one.name,
                by=dt.date.fromisoformat(one.definition),
                value=Decimal(one.basis),
            )
            for one in kept
        ]

    def target(self, code: str, ahead: bool = False) -> Target | None:
        """The one in force in the period; with `ahead`, the first that is due after it."""
        end = self.period.last_day
        mine = [one for one in self.targets if one.code == code]
        if ahead:
            return next((one for one in mine if one.by > end), None) or (mine[-1] if mine else None)
        return next((one for one in mine if one.by >= self.period.start), None)

    def said(self, code: str, ahead: bool = False) -> Said:
        target = self.target(code, ahead)
        return Said(
            code,
            REGISTRY[code].unit,
            self.values.get(code, NONE),
            target.value if target else None,
            earlier=lambda: self.before.get(code, NONE).value,
            opening=lambda: self.opening(code),
        )


NONE = Value(None)


def record_of(unit: OrgUnit, period: periods.Period) -> AnnualRecord | None:
    same = Q(period__kind=period.kind, period__start=period.start, period__end=period.end)
    return AnnualRecord.objects.filter(same, org=unit).select_related("snapshot", "period", "org").first()


def unsaved(unit: OrgUnit, period: periods.Period) -> AnnualRecord:
    """For readers, before anybody began to write."""
    same = {"kind": period.kind, "start": period.start, "end": period.end}
    row = Period.objects.filter(**same).first() or Period(**same, label=period.label)
    return AnnualRecord(org=unit, period=row)
