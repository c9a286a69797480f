"""The tax list as a whole: decisions remembered, runs repeated, months closed, files brought in."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises.levy.matching import match
from enterprises.models import LevyCandidate, LevyEntry
from tests import make
from tests.rosters import imported, told, workbook
from union_portal.jobs.models import Job
from union_portal.jobs.tasks import run
from union_portal.sheets.importing import uploads

from .test_levy_matching import NOVEMBER, OCTOBER, ROAD, pays, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruikang(yinghai):
    return make.enterprise(yinghai, name="北京瑞康食品有限公司", address=ROAD)


# --- remembered


def test_what_was_decided_is_remembered_next_month(district, ruikang):
    entry = pays(district, payer_name="北京远大物流有限公司", payer_code="91110115MA00000X1A")
    LevyEntry.objects.filter(pk=entry.pk).update(
        enterprise=ruikang, decision="matched", method="hand", decided_on=OCTOBER
    )
    again = pays(district, month=NOVEMBER, payer_name=entry.payer_name, payer_code=entry.payer_code)
    renamed = pays(
        district,
        month=NOVEMBER,
        payer_name="北京飞腾科技有限公司",
        payer_code=entry.payer_code,
        kind="preparation",
    )
    match(NOVEMBER)
    assert verdict(again) == ("matched", "remembered", ruikang)
    assert verdict(renamed) == ("", "", None)


def test_a_payer_of_elsewhere_stays_elsewhere(district, ruikang):
    entry = pays(district, like=ruikang)
    LevyEntry.objects.filter(pk=entry.pk).update(decision="foreign", method="hand", decided_on=OCTOBER)
    again = pays(district, like=ruikang, month=NOVEMBER)
    assert match(NOVEMBER) == {"remembered": 1, "hand_queue": 0}
    assert verdict(again) == ("foreign", "remembered", None)


def test_the_latest_decision_is_the_one_remembered(district, yinghai, ruikang):
    later = make.enterprise(yinghai, name="北京远大物流有限公司")
    for month, firm in ((OCTOBER, ruikang), (dt.date(2018, 9, 1), later)):
        pays(
            district, payer_name="北京飞腾科技有限公司", payer_code="1", month=month, enterprise=firm,
            decision="matched", method="hand", decided_on=month,
        )  # fmt: skip
    again = pays(district, payer_name="北京飞腾科技有限公司", payer_code="1", month=NOVEMBER)
    match(NOVEMBER)
    assert verdict(again) == ("matched", "remembered", ruikang)


# --- as a whole

SPELLINGS = (
    "北京瑞康食品有限公司",
    "北京锐康食品有限公司",
    "瑞康食品",
    "北京瑞康食品有限公司一分公司",
    "远大",
)
PAYER = st.tuples(
    st.sampled_from(SPELLINGS),
    st.sampled_from(["right", "typo", "none"]),
    st.sampled_from([ROAD, "", "黄村镇1号"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payers=st.lists(PAYER, min_size=1, max_size=3))
def test_matching_twice_is_matching_once(district, yinghai, ruikang, payers):
    LevyEntry.objects.all().delete()
    code = ruikang.credit_code
    for number, (name, kind, address) in enumerate(payers):
        typed = {"right": f"{code}{' ' * number}", "typo": f"{code[:16]}O{number}", "none": f"无{number}"}[
            kind
        ]
        pays(district, payer_name=name, payer_code=typed, address=address)

    def image():
        entries = LevyEntry.objects.order_by("pk").values_list(
            "pk", "enterprise", "method", "decision", "version"
        )
        shown = LevyCandidate.objects.order_by("entry", "rank")
        return [*entries], [*shown.values_list("entry", "enterprise", "rank", "score", "why")]

    first = match(OCTOBER)
    once = image()
    again = match(OCTOBER)
    assert image() == once
    assert again == {"hand_queue": first["hand_queue"]}


def test_a_closed_month_is_left_as_it_is(district, ruikang):
    entry = pays(district, like=ruikang)
    make.organising.reconciliation(district, month=OCTOBER, closed_on=NOVEMBER)
    assert match(OCTOBER) == {}
    assert verdict(entry) == ("", "", None)


def test_the_command_prints_what_was_decided_and_what_waits(district, ruikang, capsys):
    pays(district, like=ruikang)
    pays(district, payer_name="北京宏远建筑工程有限公司")
    call_command("match_levy", month="201810", format="json")
    assert json.loads(capsys.readouterr().out) == {"month": "2018-10", "code": 1, "hand_queue": 1, "cases": 1}
    with pytest.raises(CommandError, match="2018年11月没有税务代收记录"):
        call_command("match_levy", month="2018-11")
    with pytest.raises(CommandError, match="月份“十月”不对"):
        call_command("match_levy", month="十月")


def test_two_payers_or_twenty_are_matched_by_the_same_number_of_statements(
    district, ruikang, django_assert_max_num_queries
):
    for number in range(20):
        pays(district, payer_name="北京宏远建筑工程有限公司", payer_code=f"{number}")
    with django_assert_max_num_queries(25):
        match(OCTOBER)


# --- the file

HEADINGS = ["纳税人识别号", "缴费单位名称", "缴费单位地址", "所属月份", "入库金额"]


def line(firm, month="2018-10", **changes):
    said = {
        "code": firm.credit_code,
        "name": firm.name,
        "address": firm.address,
        "month": month,
        "amount": 2000,
    }
    return [*(said | changes).values()]


def test_a_list_without_townships_belongs_to_the_importer_s_own_unit(district, ruikang, tmp_path):
    officer = make.user("organisation", district)
    batch = imported(workbook([HEADINGS, line(ruikang)]), "levyentry", officer, tmp_path)
    assert told(batch) == {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0}
    assert LevyEntry.objects.get().org == district


def test_only_the_rows_that_tell_no_township_do(district, yinghai, caiyu, ruikang, tmp_path):
    officer = make.user("organisation", district)
    other = make.enterprise(caiyu)
    rows = [[*HEADINGS, "所属镇街"], [*line(ruikang), "采育镇"], [*line(other), None]]
    imported(workbook(rows), "levyentry", officer, tmp_path)
    assert [entry.org for entry in LevyEntry.objects.order_by("pk")] == [caiyu, district]


def test_a_list_that_tells_no_township_leaves_those_known_where_they_are(district, caiyu, ruikang, tmp_path):
    officer = make.user("organisation", district)
    entry = pays(caiyu, like=ruikang)
    batch = imported(workbook([HEADINGS, line(ruikang, amount=2500)]), "levyentry", officer, tmp_path)
    entry.refresh_from_db()
    assert (told(batch)["updated"], entry.org, entry.amount) == (1, caiyu, 2500)


@pytest.mark.parametrize(
    "typed",
    ["2018-10", "201810", "2018年10月", "2018/10", "2018.10", dt.date(2018, 10, 31), "2018-10-15", 201810],
)
def test_a_month_may_be_typed_as_a_month_or_any_of_its_days(district, ruikang, tmp_path, typed):
    officer = make.user("organisation", district)
    imported(workbook([HEADINGS, line(ruikang, month=typed)]), "levyentry", officer, tmp_path)
    assert LevyEntry.objects.get().month == OCTOBER


def test_an_imported_list_is_matched_by_a_job_for_each_month(district, ruikang, tmp_path):
    officer = make.user("organisation", district)
    rows = [line(ruikang), line(ruikang, month="2018-11")]
    imported(workbook([HEADINGS, *rows]), "levyentry", officer, tmp_path)
    jobs = Job.objects.filter(kind="levy.match").order_by("pk")
    assert [(job.args, job.requested_by) for job in jobs] == [
        ({"month": "2018-10-01"}, officer),
        ({"month": "2018-11-01"}, officer),
    ]
    for job in jobs:
        run(job.pk)
    assert [job.result for job in jobs.all()] == [
        "2018年10月代收：认定1户，待人工认定0户，新入建会跟踪1家",
        "2018年11月代收：认定1户，待人工认定0户，新入建会跟踪0家",
    ]
    assert {verdict(entry) for entry in LevyEntry.objects.all()} == {
        ("matched", "code", ruikang),
        ("matched", "remembered", ruikang),
    }


def test_a_list_for_a_closed_month_is_refused_in_words(district, ruikang, tmp_path):
    officer = make.user("organisation", district)
    make.organising.reconciliation(district, month=OCTOBER, closed_on=NOVEMBER)
    with pytest.raises(uploads.Stopped, match="该月已完成对账，不能再改代收记录"):
        imported(workbook([HEADINGS, line(ruikang)]), "levyentry", officer, tmp_path)
    assert not LevyEntry.objects.exists()
