"""/join/<token>/: somebody applies by phone, without an account; nothing is lost, leaked or stored twice."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.applying import limits
from members.applying.sealing import seal, unseal
from members.models import MembershipApplication
from tests import make
from tests.make import identity_number, joining
from tests.registers import page

TODAY = dt.date.today()
NUMBER = identity_number(1)
TYPED = {
    "name": "周小雨",
    "document_type": "RIC",
    "document": NUMBER,
    "mobile": "13800138000",
    "category": "staff",
    "consent": "on",
    "sensitive": "on",
    "do": "check",
}


@pytest.fixture
def door(yinghai):
    firm = make.enterprise(yinghai)
    return joining.door(yinghai, enterprise=firm, since=TODAY)


def address(door) -> str:
    return f"/join/{door.token}/"


def sealed_in(html: str) -> str:
    (sealed,) = set(re.findall(r'name="sealed" value="([^"]+)"', html))
    return sealed


def apply(client, door, **changes):
    """All the way: typed, checked, sent; the answer of the last page."""
    checked = client.post(address(door), TYPED | changes)
    return client.post(address(door), {"do": "send", "sealed": sealed_in(page(checked))})


def errors(client, door, **changes) -> dict:
    answer = client.post(address(door), TYPED | changes)
    assert answer.status_code == 422
    return answer.context["form"].errors


# --- the way through


def test_an_application_is_received_with_its_consents_and_its_door(client, door):
    door.refresh_from_db()
    page(client.get(address(door)))

    sent = apply(client, door)

    row = MembershipApplication.objects.get()
    assert (row.name, row.document, row.mobile, row.category) == ("周小雨", NUMBER, "13800138000", "staff")
    assert (row.org, row.union, row.employer, row.door) == (door.org, door.union, door.enterprise, door)
    assert (row.applied_on, row.consent_on, row.sensitive_on) == (TODAY, TODAY, TODAY)
    assert (row.channel, row.state, row.consent_version) == ("online", "submitted", "2026-1")
    assert "申请已收到" in page(client.get(sent.url))


def test_a_door_of_a_meeting_counts_its_applications_as_the_meeting_s(client, yinghai):
    meeting = make.organising.outreach_meeting(yinghai)
    door = joining.door(yinghai, meeting=meeting, since=TODAY)

    apply(client, door)

    assert MembershipApplication.objects.get().channel == "meeting"


def test_the_page_before_sending_reads_the_answers_back_and_stores_nothing(client, door):
    html = page(client.post(address(door), TYPED))

    assert f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}" in html
    assert MembershipApplication.objects.count() == 0


def test_going_back_finds_everything_typed_but_the_consents(client, door):
    checked = page(client.post(address(door), TYPED))

    form = client.post(address(door), {"do": "edit", "sealed": sealed_in(checked)}).context["form"]

    assert form["document"].value() == NUMBER
    assert form["name"].value() == "周小雨"
    assert not form["consent"].value()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, door):
    typed = TYPED | {"document": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"), "mobile": "1380013"}

    answer = client.post(address(door), typed)

    assert answer.context["form"].errors == {
        "document": ["身份证号码校验位不正确，请核对"],
        "mobile": ["手机号码应为11位有效号码"],
    }
    html = page(answer, 422)
    assert all(f'value="{typed[name]}"' in html for name in ("name", "document", "mobile"))


def test_neighbours_exchanged_are_told_by_their_places(client, door):
    swapped = f"{NUMBER[:9]}{NUMBER[10]}{NUMBER[9]}{NUMBER[11:]}"
    assert swapped != NUMBER

    (told,) = errors(client, door, document=swapped)["document"]

    assert "第10、11位" in told


def test_nobody_under_sixteen_joins(client, door):
    young = identity_number(1, born=TODAY - dt.timedelta(days=15 * 365))

    assert errors(client, door, document=young) == {"document": ["年满16周岁方可作为职工入会"]}


def test_each_consent_is_asked_by_itself(client, door):
    assert errors(client, door, consent="", sensitive="") == {
        "consent": ["勾选同意后才能申请；不同意的，可到窗口咨询"],
        "sensitive": ["处理敏感个人信息须取得单独同意"],
    }
    assert not re.search(r'type="checkbox"[^>]*checked', page(client.get(address(door))))


def test_a_new_form_worker_names_the_work_and_where_no_firm_is_known_the_platform(client, yinghai):
    door = joining.door(yinghai, since=TODAY)
    assert errors(client, door, category="new_form") == {
        "new_form": ["新就业形态劳动者请选择从事的工作"],
        "platform": ["新就业形态劳动者须填写所属平台或用工合作企业"],
    }

    apply(client, door, category="new_form", new_form="rider", platform="蜂群配送", workplace="蜂群站点")

    row = MembershipApplication.objects.get()
    assert (row.new_form, row.platform, row.workplace) == ("rider", "蜂群配送", "蜂群站点")


# --- doors


@pytest.mark.parametrize(
    ("since", "until", "status", "words"),
    [(1, None, 403, "还没有开放"), (-5, 0, 410, "已经关闭"), (-5, 1, 200, "申请加入工会")],
)
def test_a_door_is_open_from_its_first_day_to_the_day_before_its_last(
    client, yinghai, since, until, status, words
):
    days = [day is not None and TODAY + dt.timedelta(days=day) for day in (since, until)]
    door = joining.door(yinghai, since=days[0], until=days[1] or None)
    door.refresh_from_db()

    assert words in page(client.get(address(door)), status)
    if status != 200:
        page(client.post(address(door), TYPED), status)
        assert MembershipApplication.objects.count() == 0


def test_an_address_of_no_door_says_so(client, district):
    html = page(client.get("/join/00000000-0000-0000-0000-000000000000/"), 404)

    assert "二维码无效" in html


# --- privacy


def test_the_answer_is_the_same_for_a_stranger_an_applicant_and_a_member(client, door):
    known = make.member(door.org, document=identity_number(2))
    make.membership(known, door.union)

    def answer(number) -> str:
        sent = apply(client, door, document=number)
        html = page(client.get(sent.url))
        return re.sub(r"[A-Z2-7]{4}-[A-Z2-7]{4}", "受理编号", html)

    stranger = answer(NUMBER)

    assert answer(NUMBER) == stranger
    assert answer(known.document.reveal()) == stranger


def test_who_applies_again_while_one_waits_leaves_one_application_that_says_so(client, door):
    first = apply(client, door, mobile="13800138000")
    again = apply(client, door, mobile="13900139000")

    row = MembershipApplication.objects.get()
    assert (row.mobile, row.again_on) == ("13800138000", TODAY)
    assert again.url == first.url


def test_the_same_page_sent_twice_is_one_application_and_not_again(client, door):
    sealed = {"do": "send", "sealed": sealed_in(page(client.post(address(door), TYPED)))}

    urls = {client.post(address(door), sealed).url for _ in range(2)}

    assert len(urls) == 1
    assert [row.again_on for row in MembershipApplication.objects.all()] == [None]


def test_the_identity_number_enters_no_address_no_session_and_no_statement(client, door):
    with CaptureQueriesContext(connection) as asked:
        sent = apply(client, door)

    assert [each["sql"] for each in asked if NUMBER in each["sql"]] == []
    assert NUMBER not in sent.url
    assert "sessionid" not in client.cookies
    assert client.get(sent.url)["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_what_travels_between_the_pages_opens_at_its_own_door_only(client, door):
    told = seal({"document": NUMBER}, "one")

    assert NUMBER not in told
    assert (unseal(told, "one"), unseal(told, "other")) == ({"document": NUMBER}, None)
    assert [unseal(text, "one") for text in ("", "x", told[:-8], "甲")] == [None] * 4
    assert "页面停留太久" in page(client.post(address(door), {"do": "send", "sealed": told}), 422)


# --- who asks


@pytest.mark.parametrize(
    ("header", "told", "found"),
    [
        ("", "9.9.9.9", "127.0.0.1"),
        ("X-Forwarded-For", "9.9.9.9", "9.9.9.9"),
        ("X-Forwarded-For", "invented, 9.9.9.9", "9.9.9.9"),
        ("X-Forwarded-For", None, "127.0.0.1"),
    ],
)
def test_the_address_is_the_configured_proxy_s_word_and_nobody_else_s(rf, settings, header, told, found):
    settings.CLIENT_ADDRESS_HEADER = header
    request = rf.get("/", **({"HTTP_X_FORWARDED_FOR": told} if told else {}))

    assert limits.client_address(request) == found
