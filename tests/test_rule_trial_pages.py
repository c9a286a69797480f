"""The pages of a rule: the office tries a value, the officer publishes it, everybody else reads."""

import datetime as dt
import re

import pytest

from tests import make
from tests.cases.organising import founded
from tests.registers import page
from tests.test_rule_trials import LARGE, SOON, TODAY, proposed, tried, work_of
from union_portal import parameters
from union_portal.jobs.models import Job
from union_portal.reporting.models import Trial
from union_portal.reporting.rulebook.trials import first_free, try_out


def sent(**typed) -> dict:
    return {"v": "50", "since": f"{SOON}", "source": "区总工会通知", "month": "2026-03", **typed}


def proposal(client, rule=LARGE, **typed):
    return client.post(f"/periods/rules/{rule}/", sent(**typed))


def test_the_office_tries_and_the_officer_publishes(enter, district, yinghai):
    founded(yinghai, dt.date(2026, 3, 5), employees=60)
    client = enter("statistics", district)

    answer = proposal(client)
    trial = Trial.objects.get()
    assert answer.url == f"/periods/trials/{trial.pk}/"
    assert '<meta http-equiv="refresh" content="3">' in page(client.get(answer.url))

    try_out(work_of(trial))
    html = page(client.get(answer.url))
    assert ("由联合会管理员发布" in html, "发布取值" in html) == (True, False)
    assert re.search(r"瀛海街道</td><td[^>]*>0</td><td[^>]*><b>1</b></td><td[^>]*>\+1</td>", html)

    page(client.post(f"{answer.url}publish/", {"verified": "1"}), 403)
    client = enter("officer", district)
    assert client.post(f"{answer.url}publish/", {"verified": "1"}).status_code == 302
    assert "已发布" in page(client.get(answer.url))
    assert parameters.value(LARGE, SOON) == 50


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"v": "100"}, "现行取值相同，没有可试算的变化"),
        ({"v": "五十"}, "应填0至36500的整数，现为“五十”"),
        ({"v": "-5"}, "应填0至36500的整数，现为“-5”"),
        ({"v": "1e9"}, "应填0至36500的整数，现为“1e9”"),
        ({"v": "50.5"}, "应填0至36500的整数，现为“50.5”"),
        ({"v": "99999999"}, "应在0至36500之间，现为99999999"),
        ({"v": "<b>1</b>"}, "应填0至36500的整数，现为“&lt;b&gt;1&lt;/b&gt;”"),
        ({"v": ""}, "该字段是必填项"),
        ({"since": f"{first_free(TODAY) - dt.timedelta(1)}"}, "已结束的月份不改"),
        ({"since": "2200-01-01"}, "五年以内的日期"),
        ({"since": "明年"}, "日期应写作2027-01-01"),
        ({"source": "  "}, "该字段是必填项"),
        ({"source": "长" * 201}, "200"),
        ({"month": f"{TODAY:%Y-%m}"}, "2026"),
        ({"month": "1850-01"}, "1850-01"),
    ],
)
def test_what_cannot_be_tried_is_refused_where_it_was_typed(enter, district, typed, words):
    html = page(proposal(enter("statistics", district), **typed), 422)

    assert words in html
    assert Trial.objects.count() == 0


def test_numbers_are_read_as_a_chinese_keyboard_types_them(enter, district):
    proposal(enter("statistics", district), v=" １，５００ ")

    assert Trial.objects.get().value == 1500


def test_only_the_numbers_of_a_rule_can_be_changed(enter, district):
    client = enter("statistics", district)

    proposal(client, "congress_interval", **{"v-n": "18", "v-unit": "YEAR", "v": "7"})

    assert Trial.objects.get().value == {"n": 18, "unit": "MONTH"}


@pytest.mark.parametrize(
    ("role", "at"), [("leader", "district"), ("rights", "district"), ("chair", "yinghai")]
)
def test_who_only_reads_sees_rules_and_no_trials(request, enter, district, yinghai, role, at):
    trial = tried(district)
    client = enter(role, request.getfixturevalue(at))

    assert "试算新取值" not in page(client.get(f"/periods/rules/{LARGE}/"))
    assert "最近的试算" not in page(client.get("/periods/definitions/"))
    page(proposal(client), 403)
    page(client.get(f"/periods/trials/{trial.pk}/"), 403 if at == "district" else 404)
    page(client.post(f"/periods/trials/{trial.pk}/publish/"), 403 if at == "district" else 404)


def test_another_district_s_trial_is_not_found(enter, district):
    trial = tried(district)
    client = enter("statistics", make.district("110106", "丰台区总工会"))

    page(client.get(f"/periods/trials/{trial.pk}/"), 404)


def test_a_rule_no_figure_rests_on_has_no_page(enter, district):
    client = enter("statistics", district)

    for code in ("report_due_day", "login_lock", "nothing"):
        page(client.get(f"/periods/rules/{code}/"), 404)
        page(proposal(client, code), 404)


def test_a_failed_trial_says_why_and_cannot_be_published(enter, district):
    trial = proposed(district)
    Job.objects.filter(kind="rules.trial").update(state=Job.State.FAILED, error="没有生效的取值")
    client = enter("officer", district)

    assert "试算没有办成：没有生效的取值" in page(client.get(f"/periods/trials/{trial.pk}/"))
    html = page(client.post(f"/periods/trials/{trial.pk}/publish/"), 409)
    assert "没有发布：试算还没有完成，完成后才能发布" in html
