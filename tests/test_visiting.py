"""记走访: one sheet keeps the visit, the reason and the next step, and opens the road."""

import datetime as dt

import pytest

from enterprises.models import Obstacle, Visit
from tests import make
from tests.make import organising
from tests.registers import page

TODAY = dt.date.today()
TYPED = {"quick": "place", "result": "负责人同意了解建会政策", "on": str(TODAY)}


@pytest.fixture
def firm(yinghai):
    return make.enterprise(
        yinghai, name="新星食品厂", employees=99, phone="010-69241234", address="育英街1号"
    )


def address(firm):
    return f"/enterprises/{firm.pk}/visit/"


def reasons():
    return list(Obstacle.objects.order_by("since", "pk").values_list("reason", "since", "until", "next_step"))


def test_a_visit_is_kept_with_who_made_it_and_opens_the_road(client, enter, yinghai, firm):
    case, later = organising.unionization_case(firm), str(TODAY + dt.timedelta(days=9))
    client = enter("clerk", yinghai)

    response = client.post(
        address(firm), TYPED | {"next_step": "送申请书样本", "next_on": later}, follow=True
    )

    visit = Visit.objects.get()
    assert "已记走访：新星食品厂" in page(response)
    assert (visit.visitor, visit.org, visit.method) == (response.context["user"], yinghai, "place")
    assert (visit.result, visit.next_step, str(visit.next_on)) == (TYPED["result"], "送申请书样本", later)
    case.refresh_from_db()
    assert (case.state, case.state_since) == ("surveyed", TODAY)


def test_whoever_met_nobody_has_surveyed_nothing(enter, yinghai, firm):
    case = organising.unionization_case(firm)

    page(enter("clerk", yinghai).post(address(firm), TYPED | {"quick": "missed", "result": ""}), 302)

    case.refresh_from_db()
    assert (Visit.objects.get().result, case.state) == ("上门未遇负责人", "new")


def test_a_case_further_on_stays_where_it_is(enter, yinghai, firm):
    case = organising.unionization_case(firm, state="preparing")

    page(enter("clerk", yinghai).post(address(firm), TYPED), 302)

    case.refresh_from_db()
    assert case.state == "preparing"


def test_another_reason_ends_the_one_before_on_the_day_of_the_visit(enter, yinghai, firm):
    organising.obstacle(firm, reason="unwilling")
    sent = TYPED | {"reason": "turnover", "next_step": "联系人事主管"}

    page(enter("clerk", yinghai).post(address(firm), sent), 302)

    assert reasons() == [
        ("unwilling", organising.SPRING, TODAY, ""),
        ("turnover", TODAY, None, "联系人事主管"),
    ]


def test_the_same_reason_stays_and_takes_the_newer_next_step(enter, yinghai, firm):
    organising.obstacle(firm, reason="unwilling", next_step="再约")
    client = enter("clerk", yinghai)
    form = client.get(address(firm)).context["form"]

    page(client.post(address(firm), TYPED | {"reason": "unwilling", "next_step": "请街道领导约谈"}), 302)

    assert (form["reason"].value(), form["next_step"].value()) == ("unwilling", "再约")
    assert reasons() == [("unwilling", organising.SPRING, None, "请街道领导约谈")]


def test_a_reason_done_away_with_is_closed(enter, yinghai, firm):
    organising.obstacle(firm)

    page(enter("clerk", yinghai).post(address(firm), TYPED | {"reason": ""}), 302)

    assert reasons() == [("unwilling", organising.SPRING, TODAY, "")]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"result": ""}, "情况：应写明了解到的情况"),
        ({"on": str(TODAY + dt.timedelta(days=1))}, "日期：不能晚于今天"),
        ({"next_on": "2015-01-01"}, f"下次联系日期：不能早于走访日期{TODAY}，填写的是2015-01-01"),
        ({"on": "2015-02-01", "reason": "new"}, "现有原因自2015-03-01起登记"),
    ],
)
def test_a_visit_filled_wrongly_says_where_and_keeps_nothing(enter, yinghai, firm, changed, words):
    organising.obstacle(firm)

    assert words in page(enter("clerk", yinghai).post(address(firm), TYPED | changed), 422)
    assert not Visit.objects.exists()
    assert reasons() == [("unwilling", organising.SPRING, None, "")]


@pytest.mark.parametrize(
    ("state", "quick", "kept"),
    [
        ("new", "place", False),
        ("mobilised", "phone", False),
        ("new", "missed", True),
        ("applied", "place", True),
    ],
)
def test_of_a_large_firm_not_yet_on_its_way_the_reason_is_asked(enter, yinghai, state, quick, kept):
    large = make.enterprise(yinghai, employees=100)
    organising.unionization_case(large, state=state)
    client = enter("clerk", yinghai)

    answer = client.post(address(large), TYPED | {"quick": quick})
    told = client.post(address(large), TYPED | {"quick": quick, "reason": "other"})

    assert (answer.status_code, told.status_code) == (302 if kept else 422, 302)
    assert kept or "未建会原因：百人以上未建会的单位，应写明原因" in page(answer, 422)


def test_the_sheet_sent_twice_is_one_visit(enter, yinghai, firm):
    client = enter("clerk", yinghai)
    sent = TYPED | {"form_key": str(client.get(address(firm)).context["form"]["form_key"].value())}

    for _ in range(2):
        page(client.post(address(firm), sent), 302)

    assert Visit.objects.count() == 1


def test_the_sheet_shows_whom_to_call_the_last_visit_and_the_deadline(enter, yinghai, firm):
    organising.visit(firm, result="老板出差", next_step="周五再来")
    organising.claim(organising.unionization_case(firm), due_on=dt.date(2015, 6, 1))

    html = page(enter("clerk", yinghai).get(address(firm)))

    assert '<a class="btn" href="tel:010-69241234">' in html
    assert "上次 2015年3月1日 实地：老板出差" in html.replace("2015-03-01", "2015年3月1日")
    assert "下一步：周五再来" in html and "职工 99 人" in html


def test_a_reader_is_refused_and_a_stranger_finds_nothing(enter, district, yinghai, caiyu, firm):
    assert "没有记走访的权限" in page(enter("worker", yinghai).get(address(firm)), 403)
    assert page(enter("chair", caiyu).get(address(firm)), 404)
