"""撤销: what the worker registered today is taken back while nothing has been built on it."""

import datetime as dt

import pytest

from members.models import Card, Member, Membership, Registration
from tests import make
from tests.registers import page
from tests.test_counter import COUNTER, NUMBER, typed
from union_portal.audit.models import AuditEntry

TODAY = dt.date.today()


@pytest.fixture
def worker(enter, yinghai, food):
    return enter("worker", yinghai)


def registered(worker, **fields):
    page(worker.post(COUNTER, typed(**fields)), 302)
    return Registration.objects.latest("id")


def undone(worker, made):
    return page(worker.post(f"{COUNTER}{made.pk}/undo/", follow=True))


def rows():
    return [model.objects.count() for model in (Registration, Member, Membership, Card)]


def test_a_registration_taken_back_leaves_nothing_but_its_trail(worker):
    made = registered(worker)

    html = undone(worker, made)

    assert "已撤销王芳的登记" in html
    assert rows() == [0, 0, 0, 0]
    gone = AuditEntry.objects.filter(action="D", table="members_member").get()
    assert (gone.row, gone.request.route) == (made.member_id, "POST /members/counter/<int:pk>/undo/")


def test_the_person_may_be_registered_again_at_once(worker):
    undone(worker, registered(worker))

    registered(worker)

    assert rows() == [1, 1, 1, 1]


def test_a_replaced_card_is_in_use_again(worker, yinghai):
    who = make.member(yinghai, document=NUMBER)
    make.membership(who, make.union(yinghai))
    old = make.card(who)

    undone(worker, registered(worker, card="damaged"))

    old.refresh_from_db()
    assert (Card.objects.count(), old.ended_on, old.end, old.state) == (1, None, "", "issued")
    assert Member.objects.get() == who


def test_who_had_left_has_left_again(worker, yinghai):
    who = make.member(yinghai, document=NUMBER)
    make.membership(who, make.union(yinghai), until=dt.date(2020, 1, 1), end="withdrawn")

    undone(worker, registered(worker))

    assert rows() == [0, 1, 1, 0]


def test_a_card_on_its_way_to_the_bank_is_not_taken_back(worker):
    made = registered(worker)
    Card.objects.update(sent_on=TODAY)

    assert "京卡申请已送银行，不能撤销" in undone(worker, made)
    assert rows() == [1, 1, 1, 1]


def test_what_somebody_changed_since_is_not_taken_back(worker):
    made = registered(worker)
    Member.objects.update(position="组长")

    assert "登记后又有人改过，不能撤销" in undone(worker, made)


def test_what_other_work_rests_on_is_not_taken_back(worker, yinghai):
    made = registered(worker)
    make.honour(yinghai, member=made.member)

    assert "已有其他业务" in undone(worker, made)
    assert rows() == [1, 1, 1, 1]


def test_a_colleague_s_registration_is_not_taken_back(worker, enter, yinghai):
    made = registered(worker)

    assert "只能撤销自己今天登记的最近5笔" in undone(enter("worker", yinghai), made)


def test_yesterday_s_registration_is_not_taken_back(worker):
    made = registered(worker)
    Registration.objects.update(on=TODAY - dt.timedelta(days=1))

    assert "只能撤销自己今天登记的最近5笔" in undone(worker, made)


def test_only_the_last_five_may_be_taken_back(worker):
    first = registered(worker)
    for _ in range(5):
        registered(worker, typed=make.identity_number())

    assert "只能撤销自己今天登记的最近5笔" in undone(worker, first)
    assert page(worker.get(COUNTER)).count("/undo/") == 5


def test_a_second_press_takes_nothing_else_back(worker):
    kept, made = registered(worker, typed=make.identity_number()), registered(worker)

    undone(worker, made)

    assert "只能撤销自己今天登记的最近5笔" in undone(worker, made)
    assert list(Registration.objects.all()) == [kept]
