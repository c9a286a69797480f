"""建会跟踪 as people work from it: tabs that add up, marks, filters that an export shares."""

import datetime as dt
import io

import openpyxl
import pytest

from enterprises.models import UnionizationCase
from tests import make
from tests.make import organising
from tests.registers import page

TODAY = dt.date.today()
LONG_AGO, LATELY = TODAY - dt.timedelta(days=60), TODAY - dt.timedelta(days=5)
CASES = "/enterprises/cases/"


def case_of(org, name, employees=None, **fields):
    """Opened two months ago, unless told otherwise."""
    firm = make.enterprise(org, name=name, employees=employees)
    if fields.get("state") in ("founded", "registered"):
        fields["union"] = make.union(org)
    return organising.unionization_case(firm, **{"opened_on": LONG_AGO} | fields)


def listed(client, query=""):
    return [row.enterprise.name for row in client.get(f"{CASES}{query}").context["page"]]


def test_every_case_stands_under_one_tab_and_the_tabs_add_up(enter, yinghai):
    for name, state in (("甲", "new"), ("乙", "surveyed"), ("丙", "applied"), ("丁", "applied")):
        case = case_of(yinghai, name, state=state)
        if name in "乙丁":
            organising.claim(case)
    for name, state in (("戊", "founded"), ("己", "registered"), ("庚", "refused"), ("辛", "gone")):
        case_of(yinghai, name, state=state)
    client = enter("chair", yinghai)

    tabs = client.get(CASES).context["tabs"]
    under = {name: sorted(listed(client, f"?track={name}")) for name, _, _ in tabs if name}

    assert {label: number for _, label, number in tabs} == {
        "全部": 8,
        "待认领": 2,
        "走访中": 1,
        "筹建中": 1,
        "已建会": 2,
        "暂不具备": 1,
        "已注销": 1,
    }
    assert under == {
        "unclaimed": ["丙", "甲"],
        "visiting": ["乙"],
        "preparing": ["丁"],
        "founded": ["己", "戊"],
        "stopped": ["庚"],
        "gone": ["辛"],
    }


def test_the_tabs_count_what_the_other_filters_leave(enter, district, yinghai, caiyu):
    case_of(yinghai, "新星食品厂"), case_of(caiyu, "红旗家具厂")
    client = enter("organisation", district)

    response = client.get(f"{CASES}?org={caiyu.pk}&track=founded")

    assert [number for *_, number in response.context["tabs"]] == [1, 1, 0, 0, 0, 0, 0]
    assert list(response.context["page"]) == []


def test_a_row_says_how_long_whose_last_seen_and_why_not(enter, yinghai):
    case = case_of(yinghai, "新星食品厂", 120, state="surveyed", state_since=LATELY)
    clerk = make.user("clerk", yinghai)
    organising.claim(case, holder=clerk)
    organising.visit(case.enterprise, on=LONG_AGO)
    organising.visit(case.enterprise, on=LATELY)
    organising.obstacle(case.enterprise, reason="turnover")
    month = TODAY.replace(day=1)
    make.organising.levy(
        yinghai, month=month, enterprise=case.enterprise, decision="matched", decided_on=TODAY
    )

    response = enter("chair", yinghai).get(CASES)

    row = response.context["page"][0]
    assert (row.days, row.holder, row.last_visit) == (5, clerk.name, LATELY)
    assert (row.employees, row.obstacle, row.paid) == (120, "turnover", month)
    assert "职工流动大" in page(response)


def test_a_township_that_took_a_case_on_stands_as_its_holder_and_a_closed_case_waits_no_more(enter, yinghai):
    organising.claim(case_of(yinghai, "新星食品厂"))
    case_of(yinghai, "红旗家具厂", state="founded")

    rows = {row.enterprise.name: row for row in enter("chair", yinghai).get(CASES).context["page"]}

    assert rows["新星食品厂"].holder == yinghai.name
    assert (rows["新星食品厂"].days, rows["红旗家具厂"].days) == (60, None)


def test_the_three_shared_views_find_the_large_the_paying_and_the_unseen(enter, yinghai):
    large = case_of(yinghai, "大", 100)
    paying, seen, joined = (case_of(yinghai, name, 99) for name in ("缴", "访", "建"))
    organising.visit(seen.enterprise, on=LATELY)
    month = TODAY.replace(day=1)
    for case in (paying, joined):
        organising.levy(
            yinghai, month=month, enterprise=case.enterprise, decision="matched", decided_on=TODAY
        )
    old = dt.date(TODAY.year - 2, 1, 1)
    organising.levy(yinghai, month=old, enterprise=large.enterprise, decision="matched", decided_on=TODAY)
    UnionizationCase.objects.filter(pk=joined.pk).update(
        state="founded", state_since=TODAY, union=make.union(yinghai)
    )
    case_of(yinghai, "新", 20, opened_on=LATELY)
    client = enter("chair", yinghai)

    assert listed(client, "?large=True") == ["大"]
    assert listed(client, "?paying=True") == ["缴"]
    assert sorted(listed(client, "?unseen=True")) == ["大", "缴"]


@pytest.mark.parametrize("column", ["days", "holder", "last_visit", "employees"])
def test_a_list_is_sorted_by_its_marks(enter, yinghai, column):
    for number in range(3):
        organising.claim(case_of(yinghai, f"第{number}厂", number))

    rows = list(enter("chair", yinghai).get(f"{CASES}?sort={column}").context["page"])

    values = [getattr(row, column) for row in rows]
    assert len(values) == 3 and values == sorted(values, key=lambda value: (value is None, value))


def test_only_who_may_register_a_visit_is_offered_one(enter, district, yinghai):
    case = case_of(yinghai, "新星食品厂")
    link = f'href="/enterprises/{case.enterprise_id}/visit/"'

    assert link in page(enter("clerk", yinghai).get(CASES))
    assert link not in page(enter("leader", district).get(CASES))


def test_a_tab_is_exported_as_it_stands(enter, yinghai):
    case_of(yinghai, "新星食品厂")
    organising.claim(case_of(yinghai, "红旗家具厂"))

    answer = enter("chair", yinghai).get("/export/unionizationcase/?track=visiting")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "红旗家具厂" in texts and "新星食品厂" not in texts
