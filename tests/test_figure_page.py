"""One figure opened: its rows come to it, or the page says by how much not."""

import datetime as dt

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
