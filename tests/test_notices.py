"""Messages: counted beside the reader's name, opened by a click that leads on, and read by nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.registers import page
from union_portal.notices.models import Notice


@pytest.fixture
def chair(client, yinghai):
    user = make.user("chair", yinghai)
    client.force_login(user, "union_portal.organization.backends.PostBackend")
    return user


def told(user, key="transfer-1", **fields):
    return Notice.objects.create(user=user, key=key, **{"title": "请办理会籍转出"} | fields)


def test_unread_messages_are_counted_on_every_page(client, chair):
    told(chair)

    assert client.get("/").context["unread"] == 1
    assert '消息 <b class="tag r">1</b>' in page(client.get("/members/"))


def test_opening_a_message_reads_it_and_leads_on(client, chair):
    notice = told(chair, url="/members/")

    answer = client.post(f"/notices/{notice.pk}/")

    notice.refresh_from_db()
    assert (answer.status_code, answer.url, notice.read_at is not None) == (302, "/members/", True)
    assert client.get("/").context["unread"] == 0


def test_unread_messages_stand_first(client, chair):
    first, second = told(chair, "1"), told(chair, "2")
    client.post(f"/notices/{second.pk}/")

    assert list(client.get("/notices/").context["page"]) == [first, second]


def test_all_are_read_at_once(client, chair, caiyu):
    told(chair, "1"), told(chair, "2")
    other = told(make.user("chair", caiyu))

    client.post("/notices/read/")

    assert list(Notice.objects.filter(read_at=None)) == [other]


def test_another_one_s_message_is_not_found(client, chair, caiyu):
    other = told(make.user("chair", caiyu))

    page(client.post(f"/notices/{other.pk}/"), 404)

    other.refresh_from_db()
    assert other.read_at is None
    assert list(client.get("/notices/").context["page"]) == []


def test_thirty_messages_are_listed_with_the_queries_of_one(client, chair):
    def queries(count):
        for _ in range(count):
            told(chair, f"{Notice.objects.count()}")
        client.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            shown = len(client.get("/notices/").context["page"].object_list)
        return shown, len(asked)

    (few, first), (many, second) = queries(1), queries(29)

    assert (few, many, first) == (1, 30, second)
