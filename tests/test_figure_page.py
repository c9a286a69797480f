"""One figure opened: its rows come to it, or the page says by how much not."""

import datetime as dt
import re

import pytest

from tests import make
from tests.registers import page
from union_portal import periods
from union_portal.reporting.models import Figure
from union_portal.reporting.store import store


def test_a_figure_says_that_its_rows_come_to_it(enter, district, food):
    html = page(enter("statistics", district).get("/indicators/ORG02/?period=2015"))

    assert "明细 1 行 ＝ 本指标 1" in html
    assert "瑞康食品厂" in html


def test_a_figure_that_disagrees_with_its_rows_says_by_how_much(enter, district, food):
    store(periods.year(2015))
    Figure.objects.filter(code="ORG02", org=district).update(value=3)

    html = page(enter("statistics", district).get("/indicators/ORG02/?period=2015"))

    assert "明细 1 行 ≠ 本指标 3，相差 -2" in html


def test_a_rate_shows_its_parts_and_what_is_left_over(enter, district, yinghai):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1), eligible=["bargain"], name="金穗建材")

    html = page(enter("statistics", district).get("/indicators/BAR15/?period=2015&part=rest"))

    assert "明细 1 行 ＝ 未覆盖 1" in html
    assert "金穗建材" in html


def test_a_rate_without_a_base_is_not_applicable(enter, district, yinghai):
    assert "不适用" in page(enter("statistics", district).get("/indicators/BAR15/?period=2015"))


def test_another_township_s_figure_is_not_found(enter, yinghai, caiyu):
    response = enter("chair", yinghai).get(f"/indicators/ORG02/?period=2015&org={caiyu.code}")

    assert "没有找到" in page(response, 404)


# --- any period


@pytest.fixture
def organised(yinghai):
    """One enterprise a half-year: in the national survey's year of 2015 stand the first two."""
    for day in ("2014-11-03", "2015-05-04", "2015-11-02"):
        make.enterprise(yinghai, unionized_on=dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"period": "2015"}, 2),
        ({"period": "2015Q4"}, 1),
        ({"period": "2015-05"}, 1),
        ({"period": "2015统计年度"}, 2),
        ({"period": "2015", "kind": "ACFTU_YEAR"}, 2),
        ({"period": "2011-2015"}, 3),
        ({"period": "2015", "from": "2014-11-03", "to": "2015-05-03"}, 1),
    ],
)
def test_a_figure_is_found_for_any_period(enter, district, organised, asked, number):
    context = enter("statistics", district).get("/indicators/ORG07/", asked).context

    assert context["page"].paginator.count == number
    assert context["shown"].text == str(number)


def test_every_period_on_offer_opens(enter, district, organised):
    client = enter("statistics", district)
    html = page(client.get("/indicators/ORG07/?period=2015"))

    codes = re.findall(r'<option value="(\d[^"]*)"', html)

    assert {"2015", "2015Q1", "2015-12", "2015统计年度", "2011-2015"} <= set(codes)
    shown = [client.get("/indicators/ORG07/", {"period": code}).context["period"].full_code for code in codes]
    assert shown == codes


def test_days_in_the_wrong_order_are_kept_and_told(enter, district, organised):
    html = page(enter("statistics", district).get("/indicators/ORG07/?from=2015-05-03&to=2015-05-01"))

    assert "起止日期：统计期的开始日期2015-05-03不能晚于结束日期2015-05-01" in html
    assert 'value="2015-05-03"' in html and 'value="2015-05-01"' in html


def test_days_once_chosen_stand_in_the_list_and_give_way_to_the_next_choice(enter, district, organised):
    html = page(enter("statistics", district).get("/indicators/ORG07/?from=2015-05-01&to=2015-05-31"))

    assert '<option value="2015-05-01~2015-05-31" selected>' in html
    assert re.findall(r'type="date" name="\w+" aria-label="\w+" value="(.*?)"', html) == ["", ""]
