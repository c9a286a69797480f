"""A member's own page: membership and card as they stand and went, numbers in clear for a reason alone."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from members.models import Card, Reveal
from tests import make
from tests.make import FOUNDED, cards
from tests.registers import page
from union_portal.audit.models import AuditEntry

MOBILE = "13812345678"


@pytest.fixture
def member(yinghai):
    who = cards.applicant(yinghai, mobile=MOBILE)
    make.card(who, issued_on=FOUNDED, ended_on=dt.date(2014, 5, 1), end="lost")
    return who


def address(member, tail=""):
    return f"/members/{member.pk}/{tail}"


def test_the_page_tells_spells_and_cards_newest_first(enter, yinghai, member):
    context = enter("worker", yinghai).get(address(member)).context

    told = [(event.on, event.kind) for event in context["timeline"]]
    assert told == sorted(told, key=lambda event: event[0], reverse=True)
    assert {kind for _, kind in told} == {"入会", "申请京卡", "京卡发放", "京卡挂失"}
    assert (context["spell"].member, context["card"], context["held"]) == (member, None, True)


def test_a_lost_card_is_replaced_from_the_page(enter, yinghai, member):
    worker = enter("worker", yinghai)
    assert "补办京卡" in page(worker.get(address(member)))

    worker.post(address(member, "apply-card/"))

    live = Card.objects.get(member=member, ended_on=None)
    assert (live.state, live.replaces.end) == ("applied", "lost")
    assert "补办京卡" not in page(worker.get(address(member)))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"collected_on": None}, "会员信息尚未采集成功，不能申办京卡"),
        ({}, "该会员已办理京卡，遗失请到银行补卡"),
    ],
)
def test_who_may_not_apply_is_told_why(enter, yinghai, changes, why):
    who = cards.applicant(yinghai, **changes)
    if not changes:
        make.card(who)

    answer = enter("worker", yinghai).post(address(who, "apply-card/"), follow=True)

    assert [str(message) for message in answer.context["messages"]] == [why]
    assert Card.objects.count() == (not changes)


# --- in clear


def test_numbers_are_masked_until_somebody_says_why(enter, yinghai, member):
    html = page(enter("worker", yinghai).get(address(member)))

    assert (MOBILE in html, member.document.reveal() in html, "138****5678" in html) == (False, False, True)


def test_numbers_in_clear_leave_who_and_why_in_the_trail(enter, yinghai, member):
    worker = enter("worker", yinghai)

    answer = worker.post(address(member, "reveal/"), {"audit_reason": "本人到站核对号码"})

    html = page(answer)
    assert (MOBILE in html, member.document.reveal() in html) == (True, True)
    assert answer["Cache-Control"] == "no-store"
    looked = Reveal.objects.get()
    assert (looked.member, looked.shown, looked.reason) == (member, "证件号码、手机号码", "本人到站核对号码")
    entries = AuditEntry.objects.filter(table=Reveal._meta.db_table)
    assert [entry.request.reason for entry in entries] == ["本人到站核对号码"]
    assert MOBILE not in str([entry.after for entry in entries])
    assert MOBILE not in page(worker.get(address(member)))


@pytest.mark.parametrize("reason", ["", "看看", "   "])
def test_without_a_reason_nothing_is_shown(enter, yinghai, member, reason):
    html = page(enter("worker", yinghai).post(address(member, "reveal/"), {"audit_reason": reason}), 422)

    assert (MOBILE in html, "应写明原因，至少4个字" in html) == (False, True)
    assert not Reveal.objects.exists()


def test_who_may_not_reveal_is_neither_offered_nor_shown_it(enter, yinghai, member):
    chair = enter("chair", yinghai)

    assert "查看原文" not in page(chair.get(address(member)))
    html = page(chair.post(address(member, "reveal/"), {"audit_reason": "本人到站核对号码"}), 403)
    assert MOBILE not in html
    assert not Reveal.objects.exists()


def test_a_stranger_is_nobody(enter, caiyu, member):
    worker = enter("worker", caiyu)

    page(worker.get(address(member)), 404)
    page(worker.post(address(member, "reveal/"), {"audit_reason": "本人到站核对号码"}), 404)
    page(worker.post(address(member, "apply-card/")), 404)
    assert not Reveal.objects.exists()


def test_the_database_keeps_no_look_without_a_reason(yinghai, member):
    with pytest.raises(IntegrityError, match="revealed_for_a_reason"), transaction.atomic():
        Reveal.objects.create(
            member=member, user=make.user("worker", yinghai), shown="手机号码", reason="  看 "
        )


# --- what others keep


def test_of_aid_who_does_not_keep_it_learns_only_that_there_is_some(enter, district, yinghai, member):
    make.aid(yinghai, member=member, number="助2015-7")

    keeper = page(enter("worker", yinghai).get(address(member)))
    other = page(enter("organisation", district).get(address(member)))

    assert ("助2015-7" in keeper, "助2015-7" in other) == (True, False)
    assert "有记录，由服务中心保管" in other


def test_activities_of_the_stations_stand_on_the_page(enter, yinghai, member):
    make.attendance(make.activity(yinghai, title="夏送清凉"), member=member)

    assert "夏送清凉" in page(enter("worker", yinghai).get(address(member)))


def test_training_stands_apart_from_other_activities(enter, yinghai, member):
    for kind, title in (("culture", "夏送清凉"), ("lecture", "安全讲堂"), ("contest", "钳工练兵")):
        make.attendance(make.activity(yinghai, title=title, kind=kind), member=member)

    panels = enter("chair", yinghai).get(f"/members/{member.pk}/").context["panels"]

    shown = [panel for panel in panels if panel["rows"]]
    told = {panel["title"]: {row.activity.title for row in panel["rows"]} for panel in shown}
    assert {title: told[title] for title in ("参加活动", "培训与练兵")} == {
        "参加活动": {"夏送清凉"},
        "培训与练兵": {"安全讲堂", "钳工练兵"},
    }


def test_the_page_asks_as_often_for_many_spells_as_for_one(enter, yinghai, member):
    worker = enter("worker", yinghai)
    counts = []
    for number in (1, 6):
        for month in range(number):
            since = dt.date(2001 + number, 1 + month, 1)
            until = since + dt.timedelta(days=10)
            make.membership(
                member, make.union(yinghai), since=since, until=until, end="withdrawn", admitted_on=since
            )
        worker.get(address(member))
        with CaptureQueriesContext(connection) as asked:
            worker.get(address(member))
        counts.append(len(asked))

    assert counts[0] == counts[1]
