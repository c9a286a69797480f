"""数据质量 over time: who answers for a finding, how many there were before, what is excepted and why."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import make
from tests.cases.quality import staffed
from tests.registers import page
from union_portal.calendars import add_months
from union_portal.jobs.models import Job
from union_portal.jobs.tasks import nightly, run
from union_portal.reporting.models import FindingCount, FindingException
from union_portal.reporting.quality import FINDINGS, before, counts, keep

TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
OVER, EMPTY = "members-over", "union-empty"
ROWS, SPARE = (reverse(name, args=[OVER]) for name in ("quality-rows", "quality-spare"))


def wrong(org, **fields):
    return staffed(org, 3, employees=2, **fields)


def kept(day=TODAY, code=OVER):
    found = FindingCount.objects.filter(day=day, code=code).order_by("org__path")
    return list(found.values_list("org", "number"))


def lines(response):
    return {line.finding.code: line for group in response.context["groups"].values() for line in group}


# --- counted every night


def test_the_night_keeps_every_finding_by_unit_and_twice_is_once(district, yinghai, caiyu):
    wrong(yinghai), wrong(yinghai), wrong(caiyu)

    nightly()
    run(Job.objects.get(kind="quality.count").pk)
    keep(TODAY)

    assert kept() == [(district.pk, 0), (yinghai.pk, 2), (caiyu.pk, 1)]
    assert FindingCount.objects.filter(org=district, day=TODAY).count() == len(FINDINGS)


def test_more_rows_are_kept_with_no_more_queries(district, yinghai, django_assert_max_num_queries):
    for _ in range(3):
        wrong(yinghai)
    registers = {finding.model for finding in FINDINGS.values()}
    savepoints_settings_and_storing = 10

    with django_assert_max_num_queries(len(registers) + savepoints_settings_and_storing):
        keep(TODAY)


def test_a_month_ago_is_the_last_day_kept_by_then_and_one_s_own(district, yinghai, caiyu):
    for ago, numbers in ((40, (9, 9)), (31, (4, 1)), (5, (7, 7))):
        day = TODAY - ago * DAY
        FindingCount.objects.create(code=OVER, org=district, day=day, number=0)
        for org, number in zip((yinghai, caiyu), numbers, strict=True):
            FindingCount.objects.create(code=OVER, org=org, day=day, number=number)
    chair, officer = make.user("chair", yinghai), make.user("organisation", district)

    assert before(officer, TODAY, district) == (TODAY - 31 * DAY, {OVER: 5})
    assert before(officer, TODAY, caiyu) == (TODAY - 31 * DAY, {OVER: 1})
    assert before(chair, TODAY, yinghai) == (TODAY - 31 * DAY, {OVER: 4})


def test_in_its_first_month_the_first_day_is_compared_and_before_it_nothing(enter, district, yinghai):
    client = enter("chair", yinghai)
    assert lines(client.get(reverse("quality")))[OVER].change == "—"
    keep(TODAY - DAY)
    wrong(yinghai)

    found = lines(client.get(reverse("quality")))

    assert (found[OVER].change, found[EMPTY].change) == ("+1", "持平")


def test_every_register_has_a_department_that_answers_for_it():
    assert {FINDINGS[code].owner for code in (OVER, EMPTY)} == {"组织部"}
    assert all(finding.owner for finding in FINDINGS.values())


# --- exceptions


def spare(client, *rows, **fields):
    typed = {"row": [row.pk for row in rows], "reason": "季节工，已核实", "until": add_months(TODAY, 3)}
    return page(client.post(SPARE, typed | fields, follow=True))


def test_an_excepted_row_is_counted_no_more_until_its_day_comes(enter, yinghai):
    row, other = wrong(yinghai), wrong(yinghai)
    client = enter("chair", yinghai)

    told = spare(client, row)

    chair = FindingException.objects.get().by
    assert f"已将1条列为例外，有效期至{add_months(TODAY, 3)}" in told
    assert "季节工，已核实" in told
    line = lines(client.get(reverse("quality")))[OVER]
    assert (line.count, line.excepted) == (1, 1)
    assert list(client.get(ROWS).context["page"]) == [other]
    FindingException.objects.update(since=TODAY - 9 * DAY, until=TODAY)
    assert counts(chair, TODAY)[FINDINGS[OVER]] == 2


def test_an_exception_is_ended_and_the_row_found_again(enter, yinghai):
    row, client = wrong(yinghai), enter("chair", yinghai)
    spare(client, row)

    told = page(client.post(SPARE, {"end": FindingException.objects.get().pk}, follow=True))

    assert "已取消例外" in told
    assert list(client.get(ROWS).context["page"]) == [row]
    spare(client, row)
    assert list(client.get(ROWS).context["page"]) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": " "}, "应写明原因"),
        ({"until": TODAY}, f"填写的是{TODAY}"),
        ({"until": add_months(TODAY, 12) + DAY}, "有效期应在明天至"),
        ({"until": ""}, "应填写有效期"),
        ({"row": []}, "应先勾选记录"),
    ],
)
def test_without_a_reason_or_a_near_end_nothing_is_excepted(enter, yinghai, fields, words):
    told = spare(enter("chair", yinghai), wrong(yinghai), **fields)

    assert "没有列为例外" in told and words in told
    assert not FindingException.objects.exists()


def test_only_who_may_change_a_row_excepts_it(enter, district, yinghai, caiyu):
    row = wrong(yinghai)

    assert "应先勾选记录" in spare(enter("chair", caiyu), row)
    reader = enter("statistics", district)
    assert "列为例外" not in page(reader.get(ROWS))
    page(reader.post(SPARE, {"row": row.pk}), 403)
    assert not FindingException.objects.exists()


def test_the_database_asks_for_a_reason(yinghai):
    user = make.user("chair", yinghai)
    with pytest.raises(IntegrityError, match="excepted_for_a_reason"), transaction.atomic():
        FindingException.objects.create(
            code=OVER, row=1, org=yinghai, since=TODAY, until=TODAY + DAY, reason="", by=user
        )
