"""The committee's queue on the screen, batches by Excel, and who may review what."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from members.applying.checks import look, waiting
from members.applying.deciding import admit
from members.models import Member, Membership, MembershipApplication
from tests import make
from tests.make import identity_number, joining, serial
from tests.registers import page
from tests.rosters import imported, told, workbook
from tests.test_deciding import DAY, QUEUE, asked
from union_portal.audit.context import acting


@pytest.fixture
def chair(yinghai):
    return make.user("chair", yinghai)


@pytest.fixture
def union(yinghai):
    return make.union(yinghai)


# --- batches


def roster(union, count) -> bytes:
    headings = ["姓名", "证件号码", "手机号码", "申请加入的工会", "申请日期", "所属镇街"]
    people = [
        [
            "赵测试",
            identity_number(next(serial)),
            f"138{number:08d}",
            union.name,
            "2026-03-01",
            union.org.name,
        ]
        for number in range(count)
    ]
    return workbook([headings, *people])


def test_a_roster_of_two_hundred_comes_in_by_excel_and_is_approved_in_one_go(
    enter, yinghai, chair, union, tmp_path
):
    with acting(make.user("clerk", yinghai), route="job sheets.save") as stamp:
        batch = imported(roster(union, 200), "membershipapplication", chair, tmp_path)
    assert told(batch) == {"read": 200, "created": 200, "updated": 0, "unchanged": 0, "rejected": 0}
    waits = MembershipApplication.objects.values_list("channel", "entered_with", "state")
    assert {(channel, str(key), state) for channel, key, state in waits} == {
        ("batch", stamp["id"], "submitted")
    }

    sent = {"do": "admit", "every": "1", "decided_on": DAY.isoformat()}
    html = page(enter("chair", yinghai).post(QUEUE, sent, follow=True))

    assert "等 200 人，自2026-03-02起为会员" in html
    assert (Member.objects.count(), waiting(chair).count()) == (200, 0)
    spells = Membership.objects.values_list("channel", "source", "admitted_on")
    assert set(spells) == {("batch", "individual", DAY)}


def entered(union, user, count):
    with acting(user, route="job sheets.save"):
        return [asked(union, channel="batch").pk for _ in range(count)]


def test_who_entered_a_large_batch_does_not_review_it_and_the_database_agrees(yinghai, chair, union):
    pks = entered(union, chair, 51)
    other = make.user("chair", yinghai)

    outcome = admit(pks, chair, DAY)
    assert {one.against for one in outcome.refused} == {"一批超过50人的申请，审核人不能是录入人"}
    with pytest.raises(IntegrityError, match="审核人不能是录入人"), transaction.atomic():
        MembershipApplication.objects.filter(pk=pks[0]).update(
            verdict="approved", decided_on=DAY, decided_by=chair
        )

    assert len(admit(pks, other, DAY).admitted) == 51


def test_a_batch_of_fifty_may_be_reviewed_by_whoever_entered_it(chair, union):
    assert len(admit(entered(union, chair, 50), chair, DAY).admitted) == 50


def test_what_staff_enter_by_hand_is_of_the_counter_and_a_channel_never_changes(chair, union):
    with acting(chair, route="POST /members/applications/new/"):
        row = asked(union)
    row.refresh_from_db()
    assert (row.channel, row.entered_by) == ("counter", chair)

    MembershipApplication.objects.update(channel="online")
    row.refresh_from_db()
    assert row.channel == "counter"


def test_in_a_set_the_fit_are_approved_and_the_others_stay_with_their_reasons(enter, yinghai, union):
    rows = [asked(union), asked(union, category="new_form", name="王骑手")]
    client = enter("chair", yinghai)

    html = page(
        client.post(
            QUEUE,
            {"do": "admit", "application": [row.pk for row in rows], "decided_on": DAY.isoformat()},
            follow=True,
        )
    )

    assert "1 人没有通过，仍在队列中：王骑手新就业形态劳动者须填写所属平台或用工合作企业" in html
    assert [row.name for row in MembershipApplication.objects.filter(verdict="")] == ["王骑手"]


# --- scope


def test_only_the_committee_decides_and_only_in_its_scope(enter, yinghai, caiyu, union):
    own, strange = asked(union), joining.application(caiyu)
    sent = {"do": "admit", "application": [own.pk, strange.pk], "decided_on": DAY.isoformat()}

    assert enter("clerk", yinghai).post(QUEUE, sent).status_code == 403
    assert MembershipApplication.objects.filter(verdict="").count() == 2

    enter("chair", yinghai).post(QUEUE, sent)
    assert MembershipApplication.objects.get(verdict="").pk == strange.pk


def test_the_queue_finds_an_applicant_by_her_reference(enter, yinghai, union):
    rows = [asked(union, name=name) for name in ("周小雨", "王小雪")]
    client = enter("chair", yinghai)
    (one, _) = look(
        list(waiting(make.user("chair", yinghai)).order_by("pk")), make.user("chair", yinghai), DAY
    )

    shown = client.get(QUEUE, {"q": one.reference.lower()})

    assert [each.application for each in shown.context["people"]] == rows[:1]


def test_the_queue_asks_as_much_for_fifty_as_for_one(enter, yinghai, union):
    client = enter("chair", yinghai)

    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client.get(QUEUE))
        return len(queries)

    asked(union, employer=make.enterprise(yinghai))
    questions()
    few = questions()
    for _ in range(49):
        asked(union, employer=make.enterprise(yinghai))

    assert questions() == few


def test_a_poster_draws_the_code_of_its_door(enter, yinghai):
    door = joining.door(yinghai)
    door.refresh_from_db()

    html = page(enter("clerk", yinghai).get(f"/members/doors/{door.pk}/poster/"))

    assert f"http://testserver/join/{door.token}/" in html
    assert "<svg" in html and "style=" not in html
