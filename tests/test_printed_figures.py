"""A figure reads the same on the screen, in the workbook and on the command line; a half rounds up."""

from decimal import Decimal

import pytest

from union_portal.reporting import cli
from union_portal.reporting.figures import change_of, show, text_of
from union_portal.reporting.indicators import REGISTRY, Value
from union_portal.reporting.yearbook.page import rounded

RATE, MONEY, COUNT = REGISTRY["BAR15"], REGISTRY["DIS05"], REGISTRY["MEM07"]
HALVES = [
    (RATE, "95.25", "95.3%", "95.25"),
    (RATE, "95.35", "95.4%", "95.35"),
    (RATE, "0.05", "0.1%", "0.05"),
    (RATE, "99.95", "100.0%", "99.95"),
    (RATE, "95.24", "95.2%", "95.24"),
    (MONEY, "6319.725", "6,319.73", "6319.73"),
    (MONEY, "6319.715", "6,319.72", "6319.72"),
    (MONEY, "0.005", "0.01", "0.01"),
    (COUNT, "1234", "1,234", "1234"),
    (COUNT, "1234.5", "1,235", "1235"),
]


@pytest.mark.parametrize(("indicator", "value", "screen", "sheet"), HALVES)
def test_screen_workbook_and_command_line_round_alike(indicator, value, screen, sheet):
    value, printed = Decimal(value), rounded(Decimal(value), indicator.unit)

    assert text_of(indicator, value) == screen
    assert str(printed) == sheet
    assert cli.number(value, indicator) == float(sheet)
    assert text_of(indicator, Decimal(printed)) == screen


def test_what_wan_hides_is_told_in_yuan_and_cents():
    assert show("DIS05", Value(Decimal("6319.7200125"))).exact == "63,197,200.13元"


def test_a_change_rounds_as_its_figure_does():
    assert change_of(RATE, Decimal("0.25")) == "+0.3个百分点"
    assert change_of(RATE, Decimal("-0.25")) == "−0.3个百分点"
    assert change_of(MONEY, Decimal("-1000.125")) == "−1,000.13"
