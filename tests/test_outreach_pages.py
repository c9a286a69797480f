"""双沟通: which contact day was kept, what a meeting's record lacks, who spoke, what came of it."""

import datetime as dt

import pytest

from enterprises.models import ContactDayMove, Presentation
from tests import make
from tests.make import organising
from tests.registers import page
from union_portal import periods
from union_portal.reporting.compute import compute

CALENDAR = "/enterprises/outreach/calendar/?year=2020"
THURSDAY = dt.date(2020, 5, 14)
NATIONAL_DAY = dt.date(2020, 10, 8)


def figure(code, unit, year):
    return compute(periods.year(year), [code])[unit.path][code]


def marks(client, address=CALENDAR):
    """The states of each township's months."""
    return {
        unit.code: [code for code, *_ in cells] for unit, cells, *_ in client.get(address).context["lines"]
    }


def contact_meeting(org, on, **fields):
    return organising.outreach_meeting(org, held_on=on, contact_day=True, **fields)


# --- the calendar


def test_a_year_has_twelve_second_thursdays_and_a_day_off_is_offered_another(enter, yinghai):
    days = enter("chair", yinghai).get(CALENDAR).context["days"]

    assert [day.due.month for day in days] == list(range(1, 13))
    assert {day.due.isoweekday() for day in days} == {4}
    assert [(day.due, day.planned) for day in days if day.proposed] == [(NATIONAL_DAY, dt.date(2020, 10, 9))]


def test_a_day_is_kept_on_the_day_and_otherwise_missed_or_on_another(enter, yinghai):
    kept = contact_meeting(yinghai, THURSDAY)
    contact_meeting(yinghai, dt.date(2020, 6, 12))
    client = enter("chair", yinghai)

    found = marks(client)[yinghai.code]

    assert (found[4], found[5], found[6]) == ("kept", "other", "missed")
    assert f"/enterprises/outreach/{kept.pk}/" in page(client.get(CALENDAR))


def test_a_day_that_is_still_to_come_is_not_missed(enter, yinghai):
    year = dt.date.today().year + 1

    assert set(
        marks(enter("chair", yinghai), f"/enterprises/outreach/calendar/?year={year}")[yinghai.code]
    ) == {"due"}


def test_a_moved_day_is_kept_on_the_day_it_was_moved_to(enter, district, yinghai, caiyu):
    organising.contact_day_move(yinghai, due_on=THURSDAY, moved_to=dt.date(2020, 5, 21))
    for org in (yinghai, caiyu):
        contact_meeting(org, dt.date(2020, 5, 21))

    found = marks(enter("organisation", district))

    assert (found[yinghai.code][4], found[caiyu.code][4]) == ("kept", "other")


def test_the_district_moves_a_day_off_for_every_township(enter, district, yinghai):
    sent = {"due_on": "2020-10-08", "moved_to": "2020-10-15", "reason": "国庆假期"}
    client = enter("organisation", district)

    page(client.post(CALENDAR, sent), 302)
    contact_meeting(yinghai, dt.date(2020, 10, 15))

    assert ContactDayMove.objects.get().org == district
    assert marks(client)[yinghai.code][9] == "kept"
    assert figure("COM06", district, 2020).numerator == 1


@pytest.mark.parametrize(
    ("moved_to", "words"), [("2020-10-08", "改期后的日期应与原定日期不同"), ("", "改为")]
)
def test_a_move_that_says_nothing_is_refused_in_words(enter, district, yinghai, moved_to, words):
    sent = {"due_on": "2020-10-08", "moved_to": moved_to, "reason": "国庆假期"}

    assert words in page(enter("organisation", district).post(CALENDAR, sent), 422)


def test_the_calendar_and_the_indicator_count_the_same_days(enter, district, yinghai, caiyu):
    for month, day in ((1, 9), (5, 14), (9, 10)):
        contact_meeting(yinghai, dt.date(2020, month, day))
    contact_meeting(caiyu, dt.date(2020, 10, 9))

    context = enter("organisation", district).get(CALENDAR).context

    rate = figure("COM06", district, 2020)
    assert (context["kept"], context["due"]) == (rate.numerator, rate.denominator) == (4, 24)


def test_before_the_rule_there_were_no_contact_days(enter, yinghai):
    html = page(enter("chair", yinghai).get("/enterprises/outreach/calendar/?year=2015"))

    assert "2015年还没有职工沟通日的规定" in html


# --- records, presenters, results


def test_a_record_is_whole_with_its_three_parts_and_each_gap_is_a_list(enter, yinghai):
    whole = {"before": "备课", "record": "记录", "review": "点评"}
    organising.outreach_meeting(yinghai, **whole)
    lacking = organising.outreach_meeting(yinghai, **whole | {"review": ""})
    organising.outreach_meeting(yinghai, kind="study")
    client = enter("chair", yinghai)

    context = client.get("/enterprises/outreach/records/?year=2015&missing=review").context

    assert [(name, number) for name, _, number in context["tabs"]] == [
        ("", 2), ("any", 1), ("before", 0), ("record", 0), ("review", 1),
    ]  # fmt: skip
    assert list(context["page"]) == [lacking]
    rate = figure("COM08", yinghai, 2015)
    assert (context["whole"], context["all"]) == (rate.numerator, rate.denominator) == (1, 2)


def test_a_presenter_has_the_meetings_of_the_year_and_their_mean_rating(enter, yinghai):
    who = organising.presenter(yinghai, name="讲测试")
    for rating, on in ((5, "2015-03-01"), (4, "2015-04-01"), (None, "2015-05-01"), (1, "2014-05-01")):
        held = organising.outreach_meeting(yinghai, held_on=dt.date.fromisoformat(on))
        Presentation.objects.create(org=yinghai, meeting=held, presenter=who, rating=rating)

    (row,) = enter("chair", yinghai).get("/enterprises/outreach/presenters/?year=2015").context["page"]

    assert (row.times, row.rated, row.mean, row.last) == (3, 2, 4.5, dt.date(2015, 5, 1))


@pytest.mark.parametrize(
    ("talked", "found"), [("2015-03-03", True), ("2015-03-02", False), ("2015-06-02", False)]
)
def test_a_union_within_ninety_days_of_a_meeting_is_put_down_to_it(enter, yinghai, talked, found):
    firm = make.enterprise(yinghai, unionized_on=dt.date(2015, 6, 1))
    organising.outreach_meeting(
        yinghai, kind="employer", enterprise=firm, held_on=dt.date.fromisoformat(talked)
    )

    rows = list(enter("chair", yinghai).get("/enterprises/outreach/attribution/?year=2015").context["page"])

    assert [row.enterprise for row in rows] == ([firm] if found else [])
    assert len(rows) == figure("COM05", yinghai, 2015).value


def test_of_two_meetings_the_latest_before_the_founding_is_named(enter, yinghai):
    firm = make.enterprise(yinghai, unionized_on=dt.date(2015, 6, 1))
    for on in ("2015-04-01", "2015-05-02"):
        organising.outreach_meeting(
            yinghai, kind="employer", enterprise=firm, held_on=dt.date.fromisoformat(on)
        )

    (row,) = enter("chair", yinghai).get("/enterprises/outreach/attribution/?year=2015").context["page"]

    assert (row.talked, row.days) == (dt.date(2015, 5, 2), 30)


def test_those_who_joined_on_the_spot_stand_on_the_meeting_s_page(enter, yinghai):
    firm, union = make.enterprise(yinghai), make.union(yinghai)
    held = organising.outreach_meeting(yinghai, enterprise=firm)
    for fields in ({"channel": "meeting"}, {"channel": "counter"}, {"channel": "meeting", "employer": None}):
        fields = {"employer": firm} | fields
        make.membership(make.member(yinghai), union, since=held.held_on, **fields)

    panels = enter("chair", yinghai).get(f"/enterprises/outreach/{held.pk}/").context["panels"]

    assert {panel["title"]: panel["count"] for panel in panels}["现场入会"] == 1


PAGES = ["calendar", "records", "presenters", "attribution"]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_keeps_to_the_reader_s_units_and_asks_for_the_right(enter, yinghai, caiyu, name):
    contact_meeting(caiyu, THURSDAY, place="采育会议室")
    organising.presenter(caiyu, name="采育讲解")
    address = f"/enterprises/outreach/{name}/?year=2020"

    html = page(enter("chair", yinghai).get(address))

    assert "采育" not in html
    page(enter("auditor", yinghai).get(address), 403)
    page(enter("chair", yinghai).get(f"/enterprises/outreach/{name}/?year=x"), 404)


def test_a_move_needs_the_right(enter, yinghai):
    page(enter("leader", yinghai).post(CALENDAR, {"due_on": "2020-10-08"}), 403)
