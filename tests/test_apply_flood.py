"""A thousand applications from one address: some are received, the rest answered politely, none twice."""

import datetime as dt
import itertools
import os
import re
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from members.applying.sealing import seal
from members.models import MembershipApplication
from tests import make
from tests.make import identity_number, joining
from tests.registers import page
from union_portal import parameters
from union_portal.parameters.models import RuleParameter

ADDRESSES = (f"10.{os.getpid() % 250}.{n // 250}.{n % 250}" for n in itertools.count(1))
"""Counted by nobody before: Valkey outlives a test."""
ASKED, THREADS, PEOPLE = 1000, 8, 150
ANSWERS = {"name": "周测试", "document_type": "RIC", "mobile": "13800138000", "category": "staff"}


@pytest.fixture
def door(request):
    request.getfixturevalue("db" if "committed" not in request.fixturenames else "committed")
    township = make.township(make.district(), "001", "瀛海街道总工会")
    make.station(township, name="瀛海工会服务站", address="瀛海街道1号")
    door = joining.door(township, since=dt.date.today())
    door.refresh_from_db()
    return door


def sending(door, person: int) -> dict:
    answers = ANSWERS | {"document": identity_number(1000 + person), "key": str(uuid.uuid4())}
    return {"do": "send", "sealed": seal(answers, str(door.token))}


def send(door, person: int, address: str):
    return Client(REMOTE_ADDR=address).post(f"/join/{door.token}/", sending(door, person))


def limited(code: str, posts: int) -> None:
    RuleParameter.objects.filter(code=code).update(value={"posts": posts, "minutes": 10})
    parameters.forget()


def test_of_a_thousand_from_one_address_the_limit_s_number_is_received_and_nobody_twice(committed, door):
    posts = parameters.value("public_form_address", dt.date.today())["posts"]
    address = next(ADDRESSES)

    def ask(numbers) -> list[tuple[int, int]]:
        try:
            return [(send(door, number % PEOPLE, address).status_code, number % PEOPLE) for number in numbers]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        shares = [range(first, ASKED, THREADS) for first in range(THREADS)]
        answers = [answer for share in threads.map(ask, shares) for answer in share]

    assert Counter(status for status, _ in answers) == {302: posts, 429: ASKED - posts}
    received = {person for status, person in answers if status == 302}
    indexes = list(MembershipApplication.objects.values_list("document_index", flat=True))
    assert len(indexes) == len(set(indexes)) == len(received)
    assert send(door, PEOPLE + 1, next(ADDRESSES)).status_code == 302


def test_who_is_refused_is_told_when_to_come_back_and_where_else_to_go_and_loses_nothing(door):
    limited("public_form_address", 1)
    address = next(ADDRESSES)
    send(door, 1, address)

    refused = send(door, 2, address)

    html = page(refused, 429)
    assert re.search(r"请在 \d\d:\d\d 之后再次提交", html)
    assert "瀛海工会服务站<" in html and "瀛海街道1号" in html
    assert 1 <= int(refused["Retry-After"]) <= 600
    kept = re.search(r'name="sealed" value="([^"]+)"', html)[1]
    again = Client(REMOTE_ADDR=next(ADDRESSES)).post(f"/join/{door.token}/", {"do": "send", "sealed": kept})
    assert again.status_code == 302
    assert MembershipApplication.objects.count() == 2


def test_a_door_has_a_limit_of_its_own_which_refused_attempts_do_not_use_up(door):
    limited("public_form_address", 2)
    limited("public_form_door", 3)
    flood = next(ADDRESSES)

    assert [send(door, person, flood).status_code for person in range(6)] == [302, 302] + [429] * 4
    assert send(door, 6, next(ADDRESSES)).status_code == 302
    assert send(door, 7, next(ADDRESSES)).status_code == 429


def test_the_page_itself_is_never_counted(door):
    limited("public_form_address", 1)
    client = Client(REMOTE_ADDR=next(ADDRESSES))

    assert [client.get(f"/join/{door.token}/").status_code for _ in range(5)] == [200] * 5


def test_without_the_counter_nobody_is_refused(door, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/no-such-socket"
    limited("public_form_address", 1)
    address = next(ADDRESSES)

    assert [send(door, person, address).status_code for person in range(3)] == [302] * 3
