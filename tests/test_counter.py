"""窗口: the box says who it is, units are suggested, and no page, log or browser keeps a number."""

import datetime as dt
import logging
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Member, Registration
from tests import make
from tests.make import joining
from tests.registers import page
from union_portal.audit.models import AuditRequest
from union_portal.fields import check_character

COUNTER, LOOK = "/members/counter/", "/members/counter/look/"
TODAY = dt.date.today()
NUMBER = "110115199003079989"
MOST_QUERIES = 20


def typed(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "typed": NUMBER,
        "document_type": "RIC",
        "name": "王芳",
        "mobile": "13800138000",
        "employer": "瑞康食品厂",
        "category": "staff",
        "card": "new",
    } | fields


def born(years, days=0):
    """A number of somebody who is so old today, less `days`."""
    day = TODAY.replace(year=TODAY.year - years) + dt.timedelta(days=days)
    body = f"110115{day:%Y%m%d}991"
    return body + check_character(body)


@pytest.fixture
def worker(enter, yinghai, food):
    return enter("worker", yinghai)


def state(response):
    return response.context["answer"].state


# --- the box


def test_a_number_nobody_has_may_join(worker):
    response = worker.post(LOOK, {"typed": " １１0115-19900307-9989"})

    assert state(response) == "new"
    assert "可以登记" in page(response)
    assert (response.context["answer"].facts.sex, response.context["answer"].facts.birth) == (
        "F",
        dt.date(1990, 3, 7),
    )


def test_a_member_of_the_township_is_shown_with_union_and_card(worker, yinghai):
    who = make.member(yinghai, document=NUMBER, name="王芳")
    union = make.union(yinghai, name="新城联合工会")
    make.membership(who, union)
    make.card(who)

    response = worker.post(LOOK, {"typed": NUMBER})

    html = page(response)
    assert state(response) == "here"
    assert "新城联合工会" in html and who.number in html
    assert response.context["form"].card_choices == [
        ("lost", "补办（挂失）"),
        ("damaged", "换卡（损坏）"),
        ("expired", "换卡（到期）"),
        ("none", "不办"),
    ]


def test_a_member_elsewhere_is_known_but_the_union_is_not_named(worker, caiyu):
    who = make.member(caiyu, document=NUMBER, name="王芳芳")
    make.membership(who, make.union(caiyu, name="采育纺织工会"))

    response = worker.post(LOOK, {"typed": NUMBER})

    html = page(response)
    assert state(response) == "away"
    assert [word for word in ("采育", "王芳芳", who.number) if word in html] == []
    assert "请求接转" in html


def test_who_left_may_come_back(worker, yinghai):
    who = make.member(yinghai, document=NUMBER)
    make.membership(who, make.union(yinghai), until=dt.date(2020, 1, 1), end="withdrawn")

    assert state(worker.post(LOOK, {"typed": NUMBER})) == "left"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("110115199003079980", "身份证号码校验位不正确，请核对"),
        ("11011519900307998", "身份证号码应为18位，现为17位，少1位"),
        ("11O115199003079989", "第3位“O”应为数字（只有末位可为X）"),
        ("110113199113019992", "第11、12位（月份）填的是13，不能是这个值"),
    ],
)
def test_a_wrong_number_is_told_where(worker, number, told):
    response = worker.post(LOOK, {"typed": number})

    assert state(response) == "wrong"
    assert told in page(response)


def test_the_digit_that_would_repair_it_stands_below_the_wrong_one(worker):
    html = page(worker.post(LOOK, {"typed": "110115199003079980"}))

    assert '<span class="vh">第18位</span><b>0</b><i>9</i>' in html


def test_somebody_under_sixteen_is_refused_with_the_day_he_may_join(worker):
    number = born(16, days=1)

    response = worker.post(LOOK, {"typed": number})
    saved = worker.post(COUNTER, typed(typed=number))

    assert state(response) == "young"
    assert f"{TODAY + dt.timedelta(days=1)}年满16周岁" in page(response)
    assert "年满16周岁方可作为职工入会" in page(saved, 422)
    assert not Member.objects.exists()


def test_on_the_sixteenth_birthday_he_may_join(worker):
    assert state(worker.post(LOOK, {"typed": born(16)})) == "new"


def test_whoever_is_past_retirement_is_saved_with_a_reason_that_the_trail_keeps(worker):
    old = typed(typed=born(66))

    assert "写明情况后可以保存" in page(worker.post(COUNTER, old), 422)
    page(worker.post(COUNTER, old | {"audit_reason": "返聘在岗"}), 302)

    assert AuditRequest.objects.filter(reason="返聘在岗").count() == 1


def test_members_are_found_by_initials_and_one_is_picked(worker, yinghai, caiyu):
    union = make.union(yinghai)
    first, second = (make.member(yinghai, name=name) for name in ("王芳", "王方"))
    make.member(caiyu, name="王防")
    for who in (first, second):
        make.membership(who, union)

    response = worker.post(LOOK, {"typed": "wf"})
    picked = worker.post(LOOK, {"typed": "wf", "member": second.pk})

    assert (state(response), set(response.context["answer"].people)) == ("people", {first, second})
    assert (state(picked), picked.context["answer"].member) == ("here", second)


def test_one_name_one_number_or_one_phone_is_enough(worker, yinghai):
    who = make.member(yinghai, name="欧阳测试", mobile="13900139000")
    make.membership(who, make.union(yinghai))

    for text in ("oycs", "欧阳测试", who.number, "13900139000"):
        assert worker.post(LOOK, {"typed": text}).context["answer"].member == who


def test_a_picked_member_does_not_outlive_the_number_typed_after(worker, yinghai):
    who = make.member(yinghai, name="王芳")
    make.membership(who, make.union(yinghai))

    assert state(worker.post(LOOK, {"typed": NUMBER, "member": who.pk})) == "new"


def test_looking_judges_nothing_else_and_loses_nothing(worker):
    response = worker.post(LOOK, typed(mobile="139", employer=""))

    assert response.context["form"].errors == {}
    assert 'value="139"' in page(response)


def test_a_waiting_application_is_pointed_out(worker, yinghai):
    asked = joining.application(yinghai, document=NUMBER)

    assert f"/members/applications/{asked.pk}/" in page(worker.post(LOOK, {"typed": NUMBER}))


# --- suggestions


def test_the_last_used_unit_is_suggested_first(worker, yinghai, food):
    other = make.enterprise(yinghai, name="瑞昌食品厂", unionized_on=dt.date(2016, 1, 1))
    before = worker.get("/members/counter/suggest/firms/", {"q": "r"}).json()["rows"]
    page(worker.post(COUNTER, typed(employer="瑞康食品厂")), 302)
    after = worker.get("/members/counter/suggest/firms/", {"q": "r"}).json()["rows"]
    at_once = worker.get("/members/counter/suggest/firms/").json()["rows"]

    assert [row["key"] for row in before] == [other.pk, food.pk]
    assert [row["key"] for row in after] == [food.pk, other.pk]
    assert at_once == after[:1]
    assert (after[0]["union"], after[0]["source"]) == (str(food.affiliations.get().union), "已建会单位")


def test_units_and_unions_of_other_townships_are_not_suggested(worker, caiyu):
    make.enterprise(caiyu, name="瑞丰纺织厂")
    make.union(caiyu, kind="joint", name="瑞丰联合工会")

    firms, unions = (
        worker.get(f"/members/counter/suggest/{what}/", {"q": "rf"}).json()["rows"]
        for what in ("firms", "unions")
    )

    assert (firms, unions) == ([], [])


# --- the page


def test_thirty_registrations_are_listed_with_the_queries_of_one(worker, yinghai):
    user = worker.get(COUNTER).wsgi_request.user

    def queries(count):
        for _ in range(count):
            who = make.member(yinghai)
            spell = make.membership(who, make.union(yinghai))
            Registration.objects.create(
                org=yinghai, worker=user, on=TODAY, form_key=uuid.uuid4(), kind="joined", member=who,
                membership=spell, card=make.card(who, issued_on=None),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            shown = len(worker.get(COUNTER).context["made"])
        return shown, len(asked)

    (few, first), (many, second) = queries(1), queries(29)

    assert (few, many) == (1, 30)
    assert first == second
    assert first <= MOST_QUERIES


def test_no_browser_keeps_the_page_and_no_log_holds_the_number(worker, caplog):
    with caplog.at_level(logging.DEBUG):
        answers = [worker.post(LOOK, {"typed": NUMBER}), worker.post(COUNTER, typed())]

    assert {answer["Cache-Control"] for answer in answers} == {"no-store, private"}
    told = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in told if NUMBER in line] == []
    assert NUMBER not in answers[1].url


def test_the_draft_key_is_the_worker_s_own(enter, yinghai, food):
    keys = {enter("worker", yinghai).get(COUNTER).context["drafts_key"] for _ in range(2)}

    assert len(keys) == 2


def test_only_whoever_may_register_members_comes_to_the_counter(enter, district, yinghai):
    assert "没有窗口登记的权限" in page(enter("rights", district).get(COUNTER), 403)
    assert "窗口登记" in page(enter("chair", yinghai).get("/"))


def test_a_receipt_of_another_township_is_no_receipt(enter, worker, caiyu):
    made = worker.post(COUNTER, typed()).url.rpartition("=")[2]

    assert "入会办卡回执" in page(worker.get(f"/members/counter/{made}/receipt/"))
    page(enter("worker", caiyu).get(f"/members/counter/{made}/receipt/"), 404)
