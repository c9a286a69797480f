"""The receiving side asks for a member: the side that has the member answers, and nothing moves before."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.jobs import waiting_for
from members.life import asking, transfers
from members.life.reminding import remind
from members.models import Membership, Registration, Transfer, TransferRequest
from tests import make
from tests.make.joining import transfer
from tests.registers import page
from tests.test_counter import COUNTER, NUMBER, typed
from union_portal.notices.models import Notice

pytestmark = pytest.mark.django_db
PAGE = "/members/transfers/requests/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def here(caiyu):
    """The union that has the member."""
    return make.union(caiyu)


@pytest.fixture
def there(yinghai):
    return make.union(yinghai)


@pytest.fixture
def clerk(yinghai):
    return make.user("clerk", yinghai)


@pytest.fixture
def asked(here, there, clerk):
    return asking.ask(clerk, member_of(here), there, None)


def member_of(union):
    return make.membership(make.member(union.org), union).member


def state(request):
    request.refresh_from_db()
    return request.transfer is not None, bool(request.refused_on), bool(request.withdrawn_on)


def test_confirming_moves_the_member_at_once_and_makes_nobody_new(enter, caiyu, asked):
    sender = enter("clerk", caiyu)
    assert asked.member.number in page(sender.get(PAGE))

    sender.post(PAGE, {"do": f"confirm:{asked.pk}"})

    old, new = Membership.objects.filter(member=asked.member).order_by("since", "pk")
    assert (old.end, new.start, new.union, new.until) == ("transfer", "transfer", asked.to_union, None)
    assert new.admitted_on == old.admitted_on
    made = Transfer.objects.get()
    assert (made.state, made.request, state(asked)) == ("accepted", asked, (True, False, False))


def test_refusing_asks_for_a_reason_and_tells_who_asked(enter, caiyu, asked, clerk):
    sender = enter("clerk", caiyu)

    told = page(sender.post(PAGE, {"do": f"refuse:{asked.pk}"}, follow=True))
    assert "请写明不同意转出的理由" in told and state(asked) == (False, False, False)

    sender.post(PAGE, {"do": f"refuse:{asked.pk}", f"reason-{asked.pk}": "仍在本单位工作"})

    assert state(asked) == (False, True, False)
    assert Notice.objects.filter(user=clerk, key=f"transfer-request-refused:{asked.pk}").count() == 1
    assert "仍在本单位工作" in page(enter("clerk", asked.org).get(f"{PAGE}?show=mine"))
    assert Transfer.objects.count() == 0


def test_only_the_side_that_has_the_member_answers(enter, yinghai, district, asked):
    other = make.township(district, "003", "黄村镇总工会")
    for unit in (yinghai, other):
        client = enter("clerk", unit)
        assert asked.member.number not in page(client.get(PAGE))
        told = page(client.post(PAGE, {"do": f"confirm:{asked.pk}"}, follow=True))
        assert "没有办理" in told

    assert (state(asked), Transfer.objects.count()) == ((False, False, False), 0)


def test_the_asking_side_takes_its_request_back(enter, yinghai, caiyu, asked):
    enter("clerk", caiyu).post(PAGE, {"do": f"withdraw:{asked.pk}"})
    assert state(asked) == (False, False, False)

    enter("clerk", yinghai).post(PAGE, {"do": f"withdraw:{asked.pk}"})
    assert state(asked) == (False, False, True)


def test_a_member_is_asked_for_once_at_a_time(here, there, clerk, asked):
    with pytest.raises(ValidationError, match="已有待对方确认的接转请求"):
        asking.ask(clerk, asked.member, there, None)
    with pytest.raises(IntegrityError, match="transfer_request_one_open"), transaction.atomic():
        TransferRequest.objects.create(
            org=there.org, member=asked.member, to_union=there, asked_on=asked.asked_on, asked_by=clerk
        )

    asking.withdraw(asked)
    assert asking.ask(clerk, asked.member, there, None).pk


def test_whoever_is_on_the_way_already_is_not_asked_for(here, there, clerk):
    who = member_of(here)
    transfer(here.org, member=who, to_union=there)

    with pytest.raises(ValidationError, match="已有待接收的接转"):
        asking.ask(clerk, who, there, None)


def test_an_ordinary_transfer_to_the_union_that_asked_answers_the_request(asked):
    made = transfers.send(asked.member, asked.to_union, timezone.localdate())

    assert (made.state, state(asked)) == ("accepted", (True, False, False))


def test_a_transfer_elsewhere_leaves_the_request_to_whoever_has_the_member_then(
    enter, district, caiyu, asked
):
    huang = make.township(district, "003", "黄村镇总工会")
    made = transfers.send(asked.member, make.union(huang), timezone.localdate())
    transfers.accept(Transfer.objects.filter(pk=made.pk), timezone.localdate())

    shown = [asked.member.number in page(enter("clerk", unit).get(PAGE)) for unit in (caiyu, huang)]

    assert (shown, state(asked)) == ([False, True], (False, False, False))


def test_what_nobody_can_answer_any_more_is_withdrawn_at_night(here, there, clerk, asked):
    left = asking.ask(clerk, member_of(here), there, None)
    Membership.objects.filter(member=left.member).update(until=timezone.localdate(), end="withdrawn")

    assert asking.lapse(timezone.localdate()) == 1
    assert (state(left), state(asked)) == ((False, False, True), (False, False, False))


def test_the_side_that_does_not_answer_is_reminded_once_after_thirty_days(caiyu, asked):
    keeper = make.user("chair", caiyu)
    day = asked.asked_on + 30 * DAY

    assert [remind(day), remind(day + DAY), remind(day + 2 * DAY)] == [0, 1, 0]
    (told,) = Notice.objects.filter(user=keeper)
    assert (told.title, told.url) == ("接转请求已超过30日未答复", PAGE)


def test_a_request_made_at_the_counter_is_taken_back_there_until_it_is_answered(enter, yinghai, here, food):
    who = make.member(here.org, document=NUMBER)
    make.membership(who, here)
    worker = enter("worker", yinghai)
    page(worker.post(COUNTER, typed()), 302)
    made, request = Registration.objects.get(), TransferRequest.objects.get()

    page(worker.post(f"{COUNTER}{made.pk}/undo/", follow=True))
    assert (Registration.objects.count(), state(request)) == (0, (False, False, True))

    page(worker.post(COUNTER, typed()), 302)
    asking.confirm(TransferRequest.objects.waiting().get())
    told = page(worker.post(f"{COUNTER}{Registration.objects.get().pk}/undo/", follow=True))
    assert "对方已经答复，不能撤销" in told


def test_the_tabs_count_what_each_side_has_to_do(enter, yinghai, caiyu, asked):
    counted = {}
    for unit in (caiyu, yinghai):
        tabs = enter("clerk", unit).get("/members/transfers/inbox/").context["tabs"]
        counted[unit] = [number for _, label, number, _ in tabs if label in ("请我转出的", "我请求的")]

    assert counted == {caiyu: [1, 0], yinghai: [0, 1]}


def test_the_digest_counts_what_each_side_has_to_answer(yinghai, caiyu, asked):
    told = {unit: list(waiting_for(make.user("clerk", unit), asked.asked_on)) for unit in (caiyu, yinghai)}

    assert [(label, number) for label, number, _ in told[caiyu] if number] == [("请我转出的会员", 1)]
    assert [number for _, number, _ in told[yinghai]] == [0, 0, 0]


def test_thirty_requests_are_listed_with_the_queries_of_one(enter, caiyu, here, there, clerk):
    client = enter("clerk", caiyu)

    def queries(count):
        for _ in range(count):
            asking.ask(clerk, member_of(here), there, None)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            shown = len(client.get(PAGE).context["page"].object_list)
        return shown, len(asked)

    (few, first), (many, second) = queries(1), queries(29)
    assert (many, second) == (few * 30, first)
