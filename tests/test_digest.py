"""The daily digest: how much waits, to whoever wants it, once a day however often it is tried."""

import datetime as dt

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from tests import make
from tests.make import FOUNDED
from tests.registers import page
from union_portal.notices.digest import send, send_due
from union_portal.notices.models import Digest, MailAddress, Notice

DAY = dt.date(2024, 5, 15)
PAGE = "/notices/"


class Dying(locmem.EmailBackend):
    """The mail goes out, and its sender is killed before it can tell."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise SystemExit


class Refusing(locmem.EmailBackend):
    """A server that takes nothing."""

    def send_messages(self, messages):
        raise ConnectionResetError


class Closed(locmem.EmailBackend):
    """A server that is not there."""

    def open(self):
        raise ConnectionRefusedError


@pytest.fixture
def backend(settings):
    def use(kind):
        settings.EMAIL_BACKEND = f"{__name__}.{kind.__name__}"

    return use


@pytest.fixture
def chair(yinghai):
    """Has an unread message, and wants the digest."""
    return reader(yinghai)


def reader(org, role="chair", wants=True, **fields):
    user = make.user(role, org)
    user.since = FOUNDED
    user.save()
    Notice.objects.create(
        user=user, key="1", title="张测试的会籍接转被退回", body="110115199003079989", **fields
    )
    MailAddress.objects.create(user=user, email=f"{user.username}@example.com", digest=wants)
    return user


def late(org):
    """A contract that should have been filed."""
    return make.contract(make.enterprise(org), signed_on=dt.date(2024, 4, 1), effective_on=None)


def test_the_digest_tells_numbers_and_pages_and_nothing_about_anybody(chair, yinghai, settings):
    settings.PORTAL_URL = "http://testserver"
    late(yinghai), late(yinghai)
    Notice.objects.create(user=chair, key="2", title="请办理", due_on=dt.date(2024, 5, 20))

    send(DAY)

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        [f"{chair.username}@example.com"],
        "工会门户05月15日：待办2件，未读消息2条",
    )
    assert [line for line in sent.body.split("\n") if line.strip()] == [
        "你好：",
        "截至2024年5月15日，工会门户中有下列事项等你办理。",
        "集体协商已过期限：2件",
        "  http://testserver/bargaining/contracts/worklist/?show=late",
        "未读消息：2条，最早的期限是2024-05-20",
        "  http://testserver/notices/",
        "详情请登录工会门户查看。不想再收到这封邮件的，可在门户的“消息”页关闭。",
    ]


def test_it_is_sent_once_a_day(chair):
    assert [send(DAY), send(DAY), send(DAY + dt.timedelta(1))] == [1, 0, 1]
    assert len(mail.outbox) == 2


def test_a_sender_killed_after_the_mail_left_sends_no_second_one(chair, backend):
    backend(Dying)
    with pytest.raises(SystemExit):
        send(DAY)

    assert send(DAY) == 0
    assert len(mail.outbox) == 1
    assert list(Digest.objects.values_list("sent_at", "error")) == [(None, "")]


def test_one_refused_mail_does_not_keep_the_others_back(yinghai, caiyu, backend):
    reader(yinghai), reader(caiyu)
    backend(Refusing)

    assert send(DAY) == 0
    assert list(Digest.objects.values_list("error", flat=True)) == ["ConnectionResetError"] * 2


def test_without_a_server_nothing_is_claimed_and_the_next_run_sends(chair, backend, settings):
    usual = settings.EMAIL_BACKEND
    backend(Closed)
    assert (send(DAY), Digest.objects.count()) == (0, 0)

    settings.EMAIL_BACKEND = usual

    assert send(DAY) == 1


def test_who_has_nothing_waiting_or_does_not_want_it_or_has_left_gets_none(yinghai):
    reader(yinghai, wants=False)
    Notice.objects.filter(user=reader(yinghai)).update(read_at=dt.datetime(2024, 5, 1, tzinfo=dt.UTC))
    gone = reader(yinghai)
    gone.until = DAY
    gone.save()

    assert (send(DAY), len(mail.outbox)) == (0, 0)


def test_clocks_of_another_township_or_of_who_only_reads_do_not_count(yinghai, caiyu, district):
    late(caiyu)
    for role, org in (("chair", yinghai), ("leader", district)):
        reader(org, role)

    send(DAY)

    assert [sent.body.count("集体协商") for sent in mail.outbox] == [0, 0]


@pytest.mark.parametrize(
    ("at", "sent"),
    [("2024-05-15 07:59", 0), ("2024-05-15 08:00", 1), ("2024-05-18 09:00", 0)],
)
def test_it_goes_from_eight_o_clock_on_working_days(chair, at, sent):
    assert send_due(dt.datetime.fromisoformat(at)) == sent


def test_where_no_server_is_named_nothing_is_sent(chair, settings):
    settings.EMAIL_URL = ""

    assert (send_due(dt.datetime(2024, 5, 15, 9)), Digest.objects.count()) == (0, 0)


def test_a_reader_sets_changes_and_forgets_the_address(client, yinghai):
    user = make.user("chair", yinghai)
    client.force_login(user, "union_portal.organization.backends.PostBackend")
    held = lambda: list(MailAddress.objects.values_list("user", "email", "digest"))  # noqa: E731

    client.post(f"{PAGE}mail/", {"email": "chair@example.com", "digest": "on"})
    assert held() == [(user.pk, "chair@example.com", True)]
    client.post(f"{PAGE}mail/", {"email": "chair@example.com"})
    assert held() == [(user.pk, "chair@example.com", False)]
    client.post(f"{PAGE}mail/", {"email": ""})
    assert held() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "chair", "digest": "on"}, "邮箱应写成 name@example.com 的样子"),
        ({"email": "", "digest": "on"}, "要收摘要的，应填写邮箱"),
        ({"email": "a@b.cn\nBcc: c@d.cn", "digest": "on"}, "邮箱应写成 name@example.com 的样子"),
    ],
)
def test_an_address_that_is_none_is_refused(enter, yinghai, typed, said):
    assert said in page(enter("chair", yinghai).post(f"{PAGE}mail/", typed), 422)
    assert MailAddress.objects.count() == 0
