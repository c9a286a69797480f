"""The screens of a membership's life: changes, people about to retire, records side by side."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from members.jobs import nightly
from members.models import DuplicatePair, Membership
from tests import make
from tests.make import FOUNDED
from tests.make.joining import pair
from union_portal.calendars import add_months
from union_portal.jobs.models import Job

DAY = dt.date(2015, 6, 1)


@pytest.fixture
def union(yinghai):
    return make.union(yinghai)


def member_of(union, **fields):
    person = {name: fields.pop(name) for name in ("born_on", "sex", "retirement") if name in fields}
    return make.membership(make.member(union.org, **person), union, **fields).member


def address(member, do=""):
    return reverse("membership-changes", args=[member.pk]) + (f"?do={do}" if do else "")


def offered(client, member):
    return re.findall(r'href="\?do=(\w+)"', client.get(address(member)).content.decode())


def test_the_page_offers_what_the_standing_allows(enter, union):
    client = enter("clerk", union.org)

    assert offered(client, member_of(union)) == [
        "retain",
        "withdraw",
        "lapse",
        "expel",
        "move",
        "decease",
    ]
    assert offered(client, member_of(union, standing="retained")) == [
        "restore",
        "withdraw",
        "expel",
        "move",
        "decease",
    ]
    assert offered(client, member_of(union, until=DAY, end="withdrawn")) == ["rejoin"]


@pytest.mark.parametrize(
    ("do", "told", "end"),
    [
        ("retain", {"retained_for": "unemployed"}, "retained"),
        ("withdraw", {}, "withdrawn"),
        (
            "lapse",
            {"fee_unpaid_since": "2014-10-01", "urged_on": "2015-03-01", "decision_no": "一号"},
            "lapsed",
        ),
        ("expel", {"decision_no": "二号"}, "expelled"),
        ("move", {}, "moved"),
        ("decease", {}, "deceased"),
    ],
)
def test_a_change_is_made_on_the_member_s_page(enter, union, do, told, end):
    who, client = member_of(union), enter("clerk", union.org)

    answer = client.post(address(who, do), {"on": "2015-06-01"} | told)

    assert answer.url == reverse("member-detail", args=[who.pk])
    assert Membership.objects.filter(member=who).order_by("pk").values_list("until", "end")[0] == (DAY, end)


def test_a_refusal_stands_on_the_page_and_changes_nothing(enter, union):
    who, client = member_of(union), enter("clerk", union.org)

    missing = client.post(address(who, "expel"), {"on": "2015-06-01", "decision_no": ""})
    early = client.post(address(who, "withdraw"), {"on": "2009-06-01"})

    assert [missing.status_code, early.status_code] == [422, 422]
    assert "应填写，不能为空" in missing.content.decode()
    assert "早于张测试现会籍的起始日期2010-03-01" in early.content.decode()
    assert Membership.objects.get().until is None


def test_somebody_who_left_joins_again_on_the_page(enter, union):
    who, client = member_of(union, until=DAY, end="withdrawn"), enter("clerk", union.org)

    client.post(
        address(who, "rejoin"),
        {"union": union.name, "on": "2016-01-01", "source": "existing", "channel": "counter"},
    )

    assert Membership.objects.filter(member=who, until=None).values_list("start", "since").get() == (
        "admission",
        dt.date(2016, 1, 1),
    )


def test_a_stranger_s_member_is_not_found_and_readers_may_not_change(enter, union, caiyu):
    who = member_of(union)
    assert enter("clerk", caiyu).get(address(who)).status_code == 404
    assert enter("rights", union.org).get(address(who)).status_code == 403


# --- retiring


def test_those_ticked_become_retained_for_retirement_on_the_real_day(enter, union):
    today = timezone.localdate()
    born = add_months(today + dt.timedelta(20), -12 * 60 - 12)
    soon = [member_of(union, born_on=born, sex="M", retirement="M60") for _ in range(3)]
    client, page = enter("clerk", union.org), reverse("members-retiring")
    listed = [client.get(page).content.decode().count(who.number) for who in soon]
    keys = Membership.objects.filter(member__in=soon[:2]).values_list("pk", flat=True)

    client.post(page, {"row": list(keys), "on": f"{today}"})

    assert listed in ([1, 1, 1], [0, 0, 0])
    retained = Membership.objects.filter(until=None, standing="retained")
    assert set(retained.values_list("member", "retained_for", "since")) == {
        (who.pk, "retired", today) for who in soon[:2]
    }


def test_a_day_that_is_none_is_told_in_one_sentence(enter, union):
    key = Membership.objects.get(member=member_of(union)).pk

    answer = enter("clerk", union.org).post(
        reverse("members-retiring"), {"row": [key], "on": "2015-13-40"}, follow=True
    )

    assert [str(told) for told in answer.context["messages"]] == ["没有办理：日期应写成 2026-11-21"]


def test_the_list_of_the_retiring_asks_no_query_a_row(enter, union, django_assert_max_num_queries):
    for _ in range(25):
        member_of(union, born_on=dt.date(1950, 1, 1), sex="M")
    client, page = enter("clerk", union.org), f"{reverse('members-retiring')}?show=past"
    client.get(page)

    with django_assert_max_num_queries(22):
        assert client.get(page).content.decode().count("单独办理") == 25


# --- records side by side


def queue(client, **query):
    return client.get(reverse("duplicate-queue"), query).content.decode()


def decide(client, found, do):
    return client.post(reverse("duplicate-queue"), {"pair": found.pk, "do": do}, follow=True)


@pytest.mark.parametrize(("do", "kept"), [("one", 0), ("other", 1)])
def test_a_key_merges_and_a_click_takes_it_back(enter, union, do, kept):
    found, client = pair(union.org), enter("clerk", union.org)
    people = [found.one, found.other]

    answer = decide(client, found, do)

    gone = people[1 - kept]
    gone.refresh_from_db()
    assert gone.merged_into == people[kept]
    assert 'value="undo"' in answer.content.decode()
    decide(client, found, "undo")
    gone.refresh_from_db()
    assert (gone.merged_into, DuplicatePair.objects.get().state) == (None, "open")


def test_two_people_are_told_apart_and_not_asked_about_again(enter, union):
    found, client = pair(union.org), enter("clerk", union.org)

    answer = decide(client, found, "differ")

    assert DuplicatePair.objects.get().state == "different"
    assert "没有待判断的重复登记" in answer.content.decode()


def test_differences_are_marked_and_numbers_masked(enter, union):
    found, client = pair(union.org), enter("clerk", union.org)

    html = queue(client)

    assert found.one.document.reveal() not in html
    assert found.other.document.reveal() not in html
    rows = dict(re.findall(r'<th scope="row">(\S+?)</th>.*?>(相同|不同)<', html))
    assert (rows["会员号"], rows["姓名"], rows["所属镇街"]) == ("不同", "相同", "相同")


def test_a_pair_of_another_township_cannot_be_decided(enter, union, caiyu):
    found = pair(union.org)
    assert decide(enter("clerk", caiyu), found, "one").status_code == 404
    assert decide(enter("rights", union.org), found, "one").status_code == 403
    assert DuplicatePair.objects.get().state == "open"


def test_the_night_looks_for_duplicates_late_transfers_and_leavers_cards(union):
    nightly(FOUNDED)
    nightly(FOUNDED)

    kinds = sorted(Job.objects.values_list("kind", flat=True))
    assert kinds == ["cards.leaving", "doubles.find", "transfers.remind"]
