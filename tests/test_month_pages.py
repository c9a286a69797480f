"""The chair's month on the page: what is shown, what can be typed, what another reader may do."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.make import monthly
from union_portal.reporting.models import MonthlyReport, Objection, ReportCell
from union_portal.reporting.monthly.cells import type_in
from union_portal.reporting.monthly.filing import submit
from union_portal.reporting.monthly.form import MONTHLY

JSON = {"HTTP_ACCEPT": "application/json"}
FIELD = re.compile(r'<input form="month" id="v-(\w+)"')


@pytest.fixture
def report(yinghai):
    return monthly.monthly_report(yinghai)


@pytest.fixture
def home(report):
    return f"/reports/{report.org.code}/2015-03/"


@pytest.fixture
def chair(enter, yinghai):
    return enter("chair", yinghai)


def values(**typed):
    return {code: typed.get(code, "3") for code in MONTHLY.typed}


def test_what_a_register_knows_is_a_door_to_its_rows_and_never_a_field(chair, home, food):
    page = chair.get(home).content.decode()

    assert sorted(FIELD.findall(page)) == sorted(MONTHLY.typed)
    door = f"/indicators/ORG02/?period=2015-03&amp;kind=MONTH&amp;org={food.org.code}"
    assert f'<a class="fig" href="{door}" title="ORG02 建会单位数">1</a>' in page


def test_a_form_without_a_script_saves_what_was_changed(chair, home, report):
    answer = chair.post(home, values(SVC15="不适用", CUL04=""))

    assert answer.status_code == 302
    saved = dict(ReportCell.objects.values_list("code", "value"))
    assert saved == {code: 3 for code in MONTHLY.typed if code not in ("SVC15", "CUL04")} | {"SVC15": None}


def test_a_cell_is_saved_as_it_is_committed(chair, home):
    answer = chair.post(f"{home}cells/LAW03/", {"value": "1,205", "version": "0"}, **JSON)

    assert (answer.json()["value"], answer.json()["version"]) == ("1205", 1)


def test_a_lost_race_shows_both_values_and_saves_neither_over_the_other(chair, home, report):
    type_in(report, make.user("clerk", report.org), "LAW03", "7", 0)

    sent = chair.post(f"{home}cells/LAW03/", {"value": "5", "version": "0"}, **JSON)
    whole = chair.post(home, values(LAW03="5") | {"LAW03-version": "0"})

    assert (sent.status_code, sent.json()["theirs"], sent.json()["version"]) == (409, "7", 1)
    page = whole.content.decode()
    assert whole.status_code == 409
    assert 'name="LAW03-version" value="1"' in page and 'value="5"><span class="m"' in page
    assert ReportCell.objects.get(code="LAW03").value == 7


def test_what_is_no_number_is_refused_in_words(chair, home):
    answer = chair.post(f"{home}cells/LAW03/", {"value": "十", "version": "0"}, **JSON)

    assert answer.status_code == 422
    assert answer.json()["error"] == "应填0或正整数，现为“十”；没有这项业务填“不适用”"


def test_zero_report_is_one_click_and_then_it_can_be_handed_in(chair, home):
    assert "零报" in chair.get(home).content.decode()
    chair.post(f"{home}zero/")
    answer = chair.post(f"{home}submit/", follow=True)

    assert MonthlyReport.objects.get().state == "submitted"
    page = answer.content.decode()
    assert "YB-110115001-201503-1" in page and "月报已报送" in page


def test_a_report_with_gaps_is_not_handed_in_and_names_them(chair, home):
    answer = chair.post(f"{home}submit/")

    assert answer.status_code == 422
    assert "还有 6 项要办" in answer.content.decode()
    assert f"{home}?cell=LAW03#v-LAW03" in answer.content.decode()


def test_it_can_be_taken_back_until_review_begins(chair, home):
    chair.post(f"{home}zero/")
    chair.post(f"{home}submit/")

    assert "撤回修改" in chair.get(f"{home}receipt/").content.decode()
    chair.post(f"{home}withdraw/")

    assert MonthlyReport.objects.get().state == "open"
    assert chair.get(f"{home}receipt/").status_code == 302


def test_after_handing_in_there_is_nothing_to_type(chair, home, report):
    chair.post(f"{home}zero/")
    chair.post(f"{home}submit/")

    page = chair.get(home).content.decode()

    assert FIELD.findall(page) == []
    assert chair.post(f"{home}cells/LAW03/", {"value": "1", "version": "1"}, **JSON).status_code == 422


def test_an_objection_stands_with_the_figure_it_was_raised_against(chair, home, food):
    chair.post(f"{home}cells/ORG02/objection/", {"text": "还有一家没有计入"})
    chair.post(f"{home}cells/ORG02/objection/", {"text": "还有一家没有计入"})

    made = Objection.objects.get()
    assert (made.code, made.shown, made.state) == ("ORG02", 1, "open")
    assert "异议待答复" in chair.get(home).content.decode()
    assert "异议待答复" in chair.get(f"{home}cells/ORG02/").content.decode()


def test_a_block_from_a_spreadsheet_is_shown_as_a_difference_first(chair, home, report):
    type_in(report, make.user("clerk", report.org), "LAW03", "7", 0)
    rows = ("指标编码\t名称\t本月", "LAW03\t法律咨询\t12", "SVC11\t发放物品\t1,200")
    block = "\n".join((*rows, "ORG02\t建会单位数\t9", "SKL04\t\t很多"))

    shown = chair.post(f"{home}paste/", {"block": block}).content.decode()
    assert ReportCell.objects.count() == 1
    hidden = dict(
        re.findall(r'<input type="hidden" name="((?:LAW|SVC|SKL|ORG)[\w-]+)" value="(\w+)">', shown)
    )
    chair.post(f"{home}paste/", hidden | {"confirm": "1"})

    assert hidden == {"LAW03": "12", "LAW03-version": "1", "SVC11": "1200", "SVC11-version": "0"}
    assert "不导入：由台账算出，不填" in shown and "不导入：应填0或正整数，现为“很多”" in shown
    assert "SKL04\t\t很多</textarea>" in shown
    assert dict(ReportCell.objects.values_list("code", "value")) == {"LAW03": 12, "SVC11": 1200}


def test_a_column_of_numbers_alone_is_taken_in_the_order_of_what_is_typed(chair, home):
    shown = chair.post(f"{home}paste/", {"block": "1\n2\n3\n4\n5\n6"}).content.decode()

    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="(\d)">', shown)
    assert hidden == [(code, str(place)) for place, code in enumerate(MONTHLY.typed, 1)]


def test_another_township_s_month_is_not_there(enter, caiyu, home):
    assert enter("chair", caiyu).get(home).status_code == 404


@pytest.mark.parametrize("role", ["organisation", "statistics"])
def test_the_district_reads_and_does_not_type(enter, district, home, role):
    client = enter(role, district)

    assert FIELD.findall(client.get(home).content.decode()) == []
    assert client.post(f"{home}submit/").status_code == 403
    assert client.post(f"{home}cells/LAW03/", {"value": "1"}).status_code == 403


def test_home_leads_to_what_is_still_to_be_handed_in(chair, home):
    assert f'href="{home}"' in chair.get("/").content.decode()

    chair.post(f"{home}zero/")
    chair.post(f"{home}submit/")

    assert f'href="{home}"' not in chair.get("/").content.decode()


def test_the_list_of_months_shows_each_by_its_state(chair, yinghai, home):
    monthly.handed_in(yinghai, month=dt.date(2015, 2, 1), values={"LAW03": 1})

    page = chair.get("/reports/").content.decode()

    assert re.findall(r"(\d{4}年\d+月)</a>", page) == ["2015年3月", "2015年2月"]
    assert "YB-110115001-201502-1" in page


def test_a_month_opens_in_as_many_queries_however_many_rows_there_are(chair, home, yinghai):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            chair.get(home)
        return len(queries)

    asked()
    few = asked()
    for _ in range(3):
        make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 2))

    assert asked() == few


def test_a_locked_month_is_asked_to_be_opened_again_with_a_reason(chair, home, report):
    chair.post(f"{home}zero/")
    chair.post(f"{home}submit/")
    office = make.user("statistics", report.org.parent)
    MonthlyReport.objects.update(accepted=1, approved_at=monthly.AT, approved_by=office, locked_at=monthly.AT)

    assert "申请更正</button>" in chair.get(home).content.decode()
    chair.post(f"{home}amend/", {"why": "法律咨询漏报3次"})
    chair.post(f"{home}amend/", {"why": "再问一次"})

    page = chair.get(home).content.decode()
    assert "法律咨询漏报3次，等待区总工会答复" in page and "申请更正</button>" not in page
    assert report.events.filter(kind="asked").count() == 1


def test_a_figure_that_moved_since_it_was_handed_in_says_so(chair, home, report, food):
    fill = {f"{code}-version": "0" for code in MONTHLY.typed}
    chair.post(home, values() | fill)
    submit(report, make.user("clerk", report.org))
    chair.post(f"{home}withdraw/")
    make.enterprise(report.org, unionized_on=dt.date(2015, 3, 2))

    assert "上次报送 1，台账已变为 2" in chair.get(home).content.decode()
