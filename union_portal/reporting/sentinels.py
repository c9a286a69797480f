"""Figures too good, too sudden or too large to pass without a word (V10, V12, SP-76).

They are read from the figures of a period and of those before it; one that is found is mended in the
registers or explained, and the explanation prints as a footnote. None blocks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from union_portal import parameters, periods
from union_portal.fields import half_up
from union_portal.organization.models import OrgUnit

from .compute import ancestry
from .figures import cells, change_of, text_of
from .indicators import REGISTRY, Indicator, Rate, Value
from .models import PublishedTotal

SWING, LEAST = Decimal("0.3"), 10
"""By what part a figure may differ from the period before, once either is as large as `LEAST`."""
SHRUNK = Decimal("0.1")
FACTOR = 3
"""How far a unit's share of the city's total may lie from its share of the members."""
MEMBERS = "MEM02"


@dataclass(frozen=True)
class Alarm:
    """`rule` found `text` of an indicator; what is said of the indicator explains it."""

    rule: str
    indicator: Indicator
    text: str

    @property
    def subject(self) -> str:
        return self.indicator.code


@dataclass(frozen=True)
class Readings:
    """A unit's figures of a period, of the two before it, and what the city published for the same."""

    now: dict[str, Value]
    before: dict[str, Value]
    earlier: dict[str, Value]
    totals: dict[str, Decimal]

    def pairs(self) -> Iterator[tuple[Indicator, Value, Value]]:
        for code, value in self.now.items():
            yield REGISTRY[code], value, self.before.get(code, Value(None))


def alarms(period: periods.Period, unit: OrgUnit) -> list[Alarm]:
    """In the catalogue's order of each rule. Periods of which nothing was kept are computed."""
    readings = _read(period, unit)
    return [alarm for rule in RULES for alarm in rule(readings)]


def _read(period: periods.Period, unit: OrgUnit) -> Readings:
    before = period.previous
    totals = PublishedTotal.objects.filter(
        org__path__in=list(ancestry(unit.path)), since=period.start, until=period.end
    )
    return Readings(
        now=_figures(period, unit),
        before=_figures(before, unit),
        earlier=_figures(before.previous, unit),
        totals=dict(totals.values_list("code", "value")),
    )


def _figures(period: periods.Period, unit: OrgUnit) -> dict[str, Value]:
    """None of a time that the legal numbers do not reach back to."""
    try:
        return cells(period, REGISTRY, [unit])[0][unit.pk]
    except parameters.Missing:
        return {}


def swings(readings: Readings) -> Iterator[Alarm]:
    """SP-76: more than ±30% from the period before."""
    for indicator, now, before in readings.pairs():
        if indicator.unit == "%" or now.value is None or not before.value:
            continue
        difference = now.value - before.value
        if max(now.value, before.value) >= LEAST and abs(difference) > SWING * abs(before.value):
            share = half_up(abs(difference) / abs(before.value) * 100, 0)
            way = "增加" if difference > 0 else "减少"
            said = f"上期{_said(indicator, before.value)}，本期{_said(indicator, now.value)}，{way}{share}%"
            yield Alarm("SP-76", indicator, said)


def perfect(readings: Readings) -> Iterator[Alarm]:
    """SP-76: a coverage of exactly 100% three periods running."""
    for indicator, now, before in readings.pairs():
        three = (now, before, readings.earlier.get(indicator.code, Value(None)))
        if indicator.unit == "%" and all(one.value == 100 for one in three):
            yield Alarm("V14", indicator, f"连续三期均为100%，本期{_parts(now)}")


def beyond(readings: Readings) -> Iterator[Alarm]:
    """SP-76: more reached than there are."""
    for indicator, now, _ in readings.pairs():
        if isinstance(indicator, Rate) and now.value is not None and now.value > 100:
            yield Alarm("V08", indicator, f"{text_of(indicator, now.value)}，超过100%，{_parts(now)}")


def shrunken(readings: Readings) -> Iterator[Alarm]:
    """V12: a rate whose denominator is gone, or much smaller than it was."""
    for indicator, now, before in readings.pairs():
        if not (isinstance(indicator, Rate) and before.denominator) or now.denominator is None:
            continue
        gone = before.denominator - now.denominator
        if gone > SHRUNK * before.denominator and before.denominator >= LEAST:
            change = "" if None in (now.value, before.value) else f"，{_change(indicator, now, before)}"
            yield Alarm(
                "V12",
                indicator,
                f"分母由{before.denominator:,.0f}减到{now.denominator:,.0f}，{_parts(now)}{change}",
            )


def shares(readings: Readings) -> Iterator[Alarm]:
    """V10: its share of the city's total is three times its share of the members, or a third."""
    total, own = readings.totals.get(MEMBERS), readings.now[MEMBERS].value
    if not total or not own:
        return
    usual = own / total
    for code, city in readings.totals.items():
        value = readings.now[code].value if code in readings.now else None
        if code == MEMBERS or not city or value is None:
            continue
        share = value / city
        if not usual / FACTOR <= share <= usual * FACTOR:
            yield Alarm("V10", REGISTRY[code], f"占全市{_percent(share)}，会员占全市{_percent(usual)}")


RULES: tuple[Callable[[Readings], Iterable[Alarm]], ...] = (shares, beyond, perfect, shrunken, swings)


def _said(indicator: Indicator, value: Decimal) -> str:
    return f"{text_of(indicator, value)}{indicator.unit}"


def _parts(value: Value) -> str:
    return f"分子{value.numerator or 0:,.0f}，分母{value.denominator or 0:,.0f}"


def _change(indicator: Indicator, now: Value, before: Value) -> str:
    return f"较上期{change_of(indicator, now.value - before.value)}"  # type: ignore[operator]


def _percent(share: Decimal) -> str:
    return f"{half_up(share * 100, 1)}%"
