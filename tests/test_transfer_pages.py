"""The screens of transfers: two sides, one tap, many at once (S16)."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Membership, Transfer
from tests import make
from tests.make.joining import transfer

DAY = dt.date(2015, 6, 1)


@pytest.fixture
def here(yinghai):
    return make.union(yinghai)


@pytest.fixture
def there(caiyu):
    return make.union(caiyu)


@pytest.fixture
def asked(here, there):
    return transfer(here.org, member=member_of(here), to_union=there)


def member_of(union):
    return make.membership(make.member(union.org), union).member


def stored(row):
    return Transfer.objects.get(pk=row.pk)


def inbox(client, **query):
    return client.get(f"{reverse('transfer-inbox')}?{urlencode(query)}").content.decode()


def test_each_side_sees_its_own_tab_and_strangers_nothing(enter, here, asked, district):
    other = make.township(district, "003", "黄村镇总工会")
    shown = {}
    for name, unit in (("sender", here.org), ("receiver", asked.to_union.org), ("stranger", other)):
        client = enter("clerk", unit)
        shown[name] = [asked.member.number in inbox(client, show=tab) for tab in ("in", "out", "late")]

    assert shown == {
        "sender": [False, True, True],
        "receiver": [True, False, True],
        "stranger": [False, False, False],
    }


def test_one_tap_accepts_one_and_ticks_accept_several(enter, here, there):
    rows = [transfer(here.org, member=member_of(here), to_union=there) for _ in range(4)]
    client = enter("clerk", there.org)

    client.post(reverse("transfer-inbox"), {"do": f"accept:{rows[0].pk}"})
    client.post(reverse("transfer-inbox"), {"do": "accept", "row": [rows[1].pk, rows[2].pk]})

    assert [stored(row).state for row in rows] == ["accepted", "accepted", "accepted", "waiting"]
    assert {stored(row).accepted_on for row in rows[:3]} == {timezone.localdate()}


def test_all_that_wait_are_accepted_at_once_in_a_fixed_number_of_queries(
    enter, here, there, django_assert_max_num_queries
):
    for _ in range(30):
        transfer(here.org, member=member_of(here), to_union=there)
    client = enter("clerk", there.org)

    with django_assert_max_num_queries(25):
        client.post(reverse("transfer-inbox"), {"do": "accept", "every": "1"})

    assert Membership.objects.filter(union=there, until=None).count() == 30


def test_the_page_asks_no_query_a_row(enter, here, there, django_assert_max_num_queries):
    for _ in range(30):
        transfer(here.org, member=member_of(here), to_union=there)
    client = enter("clerk", there.org)
    inbox(client)

    with django_assert_max_num_queries(24):
        assert inbox(client).count("已等") == 30


def test_a_sender_cannot_accept_through_the_page(enter, here, asked):
    client = enter("clerk", here.org)

    answer = client.post(reverse("transfer-inbox"), {"do": f"accept:{asked.pk}"}, follow=True)

    assert "没有接收" in answer.content.decode()
    assert stored(asked).state == "waiting"


def test_a_member_is_sent_from_her_page_to_a_union_of_any_township(enter, here, there):
    who, client = member_of(here), enter("clerk", here.org)
    address = reverse("transfer-send", args=[who.pk])

    found = client.get(f"{address}?{urlencode({'q': f'采育 {there.name}'})}").content.decode()
    sent = client.post(address, {"to_union": there.pk, "requested_on": "2015-06-01", "note": "调动"})

    assert there.name in found
    assert sent.url == reverse("member-detail", args=[who.pk])
    assert Transfer.objects.values_list("member", "to_union", "note").get() == (who.pk, there.pk, "调动")


def test_a_refusal_is_read_on_the_page_and_nothing_is_sent(enter, here, caiyu):
    who, gone = member_of(here), make.union(caiyu, dissolved_on=DAY, dissolve_reason="ended")
    joint = make.union(caiyu, name="采育镇联合工会", kind="joint")
    client, address = enter("clerk", here.org), reverse("transfer-send", args=[who.pk])

    found = client.get(f"{address}?{urlencode({'q': gone.name})}").content.decode()
    answer = client.post(address, {"to_union": gone.pk, "requested_on": "2015-06-02"})

    assert (f'可转入<a href="?q={urlencode({"": joint.name})[1:]}">{joint}</a>' in found) is True
    assert (answer.status_code, "可转入“采育镇联合工会”" in answer.content.decode()) == (422, True)
    assert Transfer.objects.count() == 0


def test_nobody_sends_a_member_of_another_township(enter, here, there):
    client = enter("clerk", there.org)
    assert client.get(reverse("transfer-send", args=[member_of(here).pk])).status_code == 404
