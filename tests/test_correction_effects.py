"""What a correction of a sealed figure does to every other: sums, rates, and the units above."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests import make
from tests.cases import SPRING
from tests.make import annual
from union_portal import parameters
from union_portal.organization.backends import PostBackend
from union_portal.reporting import yearbook
from union_portal.reporting.annual import steps
from union_portal.reporting.annual.corrections import Proposal, propose
from union_portal.reporting.annual.effects import effects
from union_portal.reporting.annual.verifying import verify
from union_portal.reporting.article.content import lay_out
from union_portal.reporting.models import Correction
from union_portal.reporting.restating import measured
from union_portal.reporting.sealed import corrected

YEAR = annual.YEAR
STATIONS = ("STA01", "STA02", "STA03")


@pytest.fixture
def record(district, yinghai, caiyu):
    """Sealed: in each township one station up to the mark, and in Caiyu one that is not."""
    for org in (yinghai, caiyu):
        make.station(org, standardised_on=SPRING)
    make.station(caiyu)
    return annual.sealed(district, codes=(*STATIONS, "HON05"))


def rates(record, *units):
    """规范化率 of each with the counts it is divided from."""
    known = corrected(record, units)
    cells = [known[unit.pk]["STA03"] for unit in units]
    return [(cell.value, cell.numerator, cell.denominator) for cell in cells]


def told(record, number=1):
    return [str(one) for one in effects(record)[number].figures]


def test_a_corrected_denominator_moves_the_rates_over_it_there_and_above(record, district, yinghai, caiyu):
    annual.corrected(record, yinghai, 4, "STA01")

    assert rates(record, district, yinghai, caiyu) == [(Decimal("33.33"), 2, 6), (25, 1, 4), (50, 1, 2)]
    assert verify().faults == []


def test_every_figure_a_correction_moves_is_told_before_and_after(record, yinghai):
    annual.corrected(record, yinghai, 4, "STA01")

    assert told(record) == [
        "大兴区工会服务站（STA01）3 → 6",
        "瀛海街道工会服务站（STA01）1 → 4",
        "大兴区规范化率（STA03）66.7%（2÷3） → 33.3%（2÷6）",
        "瀛海街道规范化率（STA03）100.0%（1÷1） → 25.0%（1÷4）",
    ]


def test_what_waits_for_approval_is_told_after_what_was_approved(record, district, yinghai):
    annual.corrected(record, yinghai, 4, "STA01")
    propose(
        record, Proposal(yinghai, "STA02", Decimal(2), "漏报", "规范化率"), make.user("statistics", district)
    )

    assert told(record, 2)[-2:] == [
        "大兴区规范化率（STA03）33.3%（2÷6） → 50.0%（3÷6）",
        "瀛海街道规范化率（STA03）25.0%（1÷4） → 50.0%（2÷4）",
    ]
    assert rates(record, yinghai) == [(25, 1, 4)]


def test_a_rate_is_put_right_by_its_numerator(record, district, yinghai, caiyu):
    annual.corrected(record, caiyu, 2, "STA03", "num")

    assert rates(record, district, caiyu) == [(100, 3, 3), (100, 2, 2)]
    assert corrected(record, [district])[district.pk]["STA02"].value == 3


@pytest.mark.parametrize(
    ("code", "part", "words"),
    [
        ("STA03", "", "请更正分子或分母，比率随之更正"),
        ("STA01", "num", "没有分子、分母，请更正本数"),
        ("HON05", "", "由HON01＋HON02＋HON03＋HON04相加，请更正其中的分项"),
    ],
)
def test_what_is_computed_from_others_is_not_put_right_by_itself(record, district, code, part, words):
    asked = Proposal(district, code, Decimal(7), "漏报", "规范化率", part=part)

    with pytest.raises(steps.Refused, match=words):
        propose(record, asked, make.user("statistics", district))

    assert not Correction.objects.exists()


def test_a_sum_moves_with_its_parts(district, yinghai):
    make.honour(yinghai, awarded_on=dt.date(2015, 5, 1))
    record = annual.sealed(district, codes=("HON05",))

    annual.corrected(record, yinghai, 3, "HON02")

    assert [corrected(record, [unit])[unit.pk]["HON05"].value for unit in (district, yinghai)] == [3, 3]


def test_an_identity_that_a_correction_breaks_is_named(record, yinghai):
    annual.corrected(record, yinghai, 5, "STA02")

    assert effects(record)[1].broken == [
        "大兴区V11：规范化服务站多于全部服务站，多出3个",
        "瀛海街道V11：规范化服务站多于全部服务站，多出4个",
    ]


def test_the_workbook_and_the_article_print_what_moved(record, district, yinghai):
    annual.corrected(record, yinghai, 4, "STA01")

    book = load_workbook(io.BytesIO(yearbook.file_of(yearbook.gather(YEAR, district))))

    cells = [str(cell.value) for row in book["更正"].iter_rows() for cell in row]
    assert "\n".join(told(record)) in cells
    assert lay_out(record).remarks[-1].endswith("大兴区规范化率（STA03）66.7%（2÷3） → 33.3%（2÷6）。")


def test_the_page_shows_what_an_approval_will_move_and_marks_each_figure(record, district, yinghai, client):
    leader = make.user("leader", district)
    client.force_login(leader, f"{PostBackend.__module__}.{PostBackend.__name__}")
    asked = Proposal(yinghai, "STA01", Decimal(4), "漏报", "规范化率")
    propose(record, asked, make.user("statistics", district))

    waiting = client.get("/annual/2015/").content.decode()
    done = {"do": "approve", "number": "1"}
    after = client.post("/annual/2015/do/", done, follow=True).content.decode()

    assert "批准后随之更正 4 个数" in waiting
    assert "66.7%（2÷3） → 33.3%（2÷6）" in waiting
    assert waiting.count("更正第1号</span>") == 0
    assert after.count("更正第1号</span>") == 2


def test_what_moves_with_a_correction_stays_as_it_was_proposed(record, district, yinghai, monkeypatch):
    annual.corrected(record, yinghai, 4, "STA01")

    monkeypatch.setattr("union_portal.reporting.restating.measured", lambda *_: {})

    assert rates(record, yinghai) == [(25, 1, 4)]


def test_figures_that_count_the_same_rows_are_known(db):
    found: dict = {}
    for (code, part), rows in measured(YEAR, parameters.edition()).items():
        found.setdefault(rows, []).append(f"{code} {part}".rstrip())

    assert sorted(" = ".join(sorted(cells)) for cells in found.values() if len(cells) > 1) == [
        "BAR13 = BAR14 den = BAR15 den = BAR16 den",
        "BAR19 den = ORG02",
        "BAR26 den = BAR31 den",
        "DEM01 = DEM09 den",
        "FIN01 = ORG25 den",
        "MEM01 = MEM03 den = MUT02 den",
        "MEM02 = MEM03 num = MEM04 den = MEM06 den = MEM24 den",
        "MEM08 = MEM11 num",
        "MEM11 den = ORG13",
        "ORG07 = ORG09 den",
        "ORG08 = ORG09 num",
        "ORG18 = ORG19 num",
        "ORG20 = ORG21 den",
        "STA01 = STA03 den",
        "STA02 = STA03 num",
    ]
