"""Figures of cards, applications, updates and elected bodies where a day or a second row decides."""

import datetime as dt

import pytest

from members.models import Member
from tests import make
from tests.cases.members import applied, transferred
from tests.cases.scenes import SPRING, spell
from tests.make import FOUNDED
from tests.test_indicators_members import ended, parts, told, value
from union_portal import periods

YEAR = periods.year(2015)
FIRST, LAST = YEAR.start, YEAR.last_day
DAY = dt.timedelta(days=1)
AUTUMN = dt.date(2015, 10, 1)


# --- cards


def test_replacements_make_no_new_holder(yinghai):
    who = make.member(yinghai)
    first = make.card(who, issued_on=SPRING, ended_on=AUTUMN, end="lost")
    make.card(who, applied_on=AUTUMN, issued_on=LAST, replaces=first)

    assert [value(code, yinghai) for code in ("MEM22", "MEM23")] == [1, 1]
    assert value("MEM23", yinghai, periods.month(2015, 12)) == 0


def test_a_card_after_one_that_was_never_given_out_is_the_holder_s_first(yinghai):
    who = make.member(yinghai)
    spell(yinghai, who=who)
    make.card(who, applied_on=FOUNDED, issued_on=None, ended_on=SPRING, end="cancelled")
    make.card(who, applied_on=SPRING, issued_on=AUTUMN)

    assert [value(code, yinghai) for code in ("MEM22", "MEM23", "MEM25")] == [1, 1, 0]


def test_cancelling_a_card_takes_nobody_from_the_holders_ever(yinghai):
    make.card(make.member(yinghai), issued_on=FOUNDED, ended_on=SPRING, end="cancelled")
    assert value("MEM22", yinghai) == 1


STAGES = {
    "applied": {},
    "sent": {"sent_on": SPRING},
    "produced": {"sent_on": SPRING, "produced_on": SPRING + DAY},
    "delivered": {"sent_on": SPRING, "produced_on": SPRING + DAY, "delivered_on": SPRING + 2 * DAY},
}


def on_the_way(org, **dates):
    who = make.member(org)
    spell(org, who=who)
    return make.card(who, applied_on=FOUNDED, **{"issued_on": None} | dates)


def test_cards_in_production_are_told_apart_by_where_they_stand(yinghai):
    for dates in STAGES.values():
        on_the_way(yinghai, **dates)

    assert value("MEM25", yinghai) == 4
    assert told("MEM25", yinghai) == dict.fromkeys(STAGES, 1)


def test_the_stage_is_that_of_the_last_day_whatever_came_since(yinghai):
    on_the_way(yinghai, **STAGES["delivered"], issued_on=AUTUMN)

    found = [
        told("MEM25", yinghai, periods.custom(FIRST, day))
        for day in (SPRING - DAY, SPRING, SPRING + DAY, SPRING + 2 * DAY, AUTUMN)
    ]

    assert found == [{"applied": 1}, {"sent": 1}, {"produced": 1}, {"delivered": 1}, {}]


# --- applications, updates, elected bodies


def test_the_page_of_approved_applications_says_the_median_wait(enter, yinghai):
    for _ in range(3):
        applied(yinghai, SPRING)

    page = enter("clerk", yinghai).get("/indicators/MEM18/", {"period": "2015"})

    assert value("MEM18", yinghai) == 3
    assert list(page.context["besides"].values()) == ["10天"]


def test_only_applications_made_online_count(yinghai):
    applied(yinghai, SPRING, channel="meeting")
    assert value("MEM18", yinghai) == 0


def test_every_change_of_what_the_form_asks_is_one_update(yinghai):
    who = make.member(yinghai)
    who.education, who.mobile = "college", "13800138000"
    who.save()
    Member.objects.filter(pk=who.pk).update(position="班组长")

    today = dt.date.today()
    found = [update.what for update in who.updates.order_by("id")]

    assert found == ["手机号码、学历", "职务岗位"]
    assert value("MEM17", yinghai, periods.custom(today, today)) == 2


def test_a_save_that_changes_nothing_and_a_move_are_no_updates(yinghai, caiyu):
    who = make.member(yinghai)
    who.save()
    Member.objects.filter(pk=who.pk).update(org=caiyu, collected_on=None)

    assert who.updates.count() == 0


def test_the_share_of_front_line_workers_is_said_of_each_body(enter, yinghai):
    for body, frontline in (("committee", True), ("committee", False), ("standing", True)):
        make.delegate(yinghai, elected_on=FOUNDED, body=body, frontline=frontline)

    page = enter("clerk", yinghai).get("/indicators/GOV01/", {"period": "2015"})

    assert parts("GOV01", yinghai) == (2, 3)
    assert page.context["besides"] == {"委员会委员": "1 ÷ 2 ＝ 50.0%", "常委会委员": "1 ÷ 1 ＝ 100.0%"}


@pytest.mark.parametrize(("until", "counts"), [(LAST + DAY, 1), (LAST, 0)])
def test_whoever_left_a_body_by_the_last_day_is_no_part_of_it(yinghai, until, counts):
    make.delegate(yinghai, elected_on=FOUNDED, body="committee", until=until)
    assert parts("GOV01", yinghai) == (0, counts)


def test_the_page_of_losses_opens_each_reason(enter, yinghai):
    ended(yinghai, SPRING, "retired")
    ended(yinghai, SPRING, "transfer")

    page = enter("clerk", yinghai).get("/indicators/MEM13/", {"period": "2015", "part": "transfer"})

    counts = {name: count for name, _, count in page.context["tabs"]}
    assert (counts["num"], counts["transfer"], counts["retired"], counts["withdrawn"]) == (2, 1, 1, 0)
    assert [row.end for row in page.context["page"]] == ["transfer"]


def test_transfers_are_answered_or_not_by_the_last_day(yinghai):
    transferred(yinghai, LAST + DAY)
    transferred(yinghai, LAST)
    assert parts("MEM20", yinghai) == (1, 2)
