"""When members retire: the staged rule of 2025, one person or the whole register (CA-20, MB-39)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.life.retirement import past_retirement, retiring, with_retirement
from members.models import Member, Membership
from tests import make
from union_portal.calendars import add_months, retirement_date

CLASSES = {"M60": (60, 36), "F55": (55, 36), "F50": (50, 60)}
BIRTHS = st.dates(dt.date(1930, 1, 1), dt.date(2010, 12, 31))
DAY = dt.timedelta(1)
TODAY = dt.date(2026, 11, 21)
VECTORS = [
    ("M60", "1964-12-31", "2024-12-31"),
    ("M60", "1965-01-01", "2025-02-01"),
    ("M60", "1965-05-10", "2025-07-10"),
    ("M60", "1976-09-01", "2039-09-01"),
    ("F55", "1970-01-15", "2025-02-15"),
    ("F50", "1975-03-01", "2025-05-01"),
    ("F50", "1984-11-01", "2039-11-01"),
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def union(yinghai):
    return make.union(yinghai)


def member(union, born_on, kind="M60", **fields):
    female = kind[0] == "F"
    number = make.identity_number(5 * (born_on.toordinal() % 3), born=born_on, female=female)
    told = {"document": number, "born_on": born_on, "retirement": kind, "sex": "F" if female else "M"}
    return make.membership(make.member(union.org, **told | fields), union).member


@pytest.mark.parametrize(("kind", "born", "retires"), VECTORS)
def test_the_published_dates_come_out(kind, born, retires):
    assert retirement_date(dt.date.fromisoformat(born), kind) == dt.date.fromisoformat(retires)


@pytest.mark.parametrize("kind", CLASSES)
def test_never_before_the_old_age_nor_beyond_the_longest_delay_and_never_sooner_for_the_younger(kind):
    age, longest = CLASSES[kind]

    @given(BIRTHS, st.integers(0, 400))
    def holds(born, days):
        retires, younger = retirement_date(born, kind), retirement_date(born + days * DAY, kind)
        assert add_months(born, 12 * age) <= retires <= add_months(born, 12 * age + longest)
        assert retires <= younger

    holds()


def test_the_database_counts_the_same_dates_as_the_function(yinghai):
    births = [dt.date(1964, 12, 1) + n * 97 * DAY for n in range(90)] + [
        dt.date(1972, 2, 29),
        dt.date(1976, 8, 31),
    ]
    for number, born in enumerate(births):
        kind = [*CLASSES][number % 3]
        told = {"document": make.identity_number(3 + 5 * number), "born_on": born, "retirement": kind}
        make.member(yinghai, **told, sex="M" if kind == "M60" else "F")

    found = with_retirement(Member.objects.all(), TODAY).values_list("born_on", "kind", "retires_on")

    assert [*found] == [(born, kind, retirement_date(born, kind)) for born, kind, _ in found]


def test_before_the_reform_nobody_is_delayed(yinghai):
    make.member(yinghai, retirement="M60", born_on=dt.date(1965, 6, 1), sex="M")

    row = with_retirement(Member.objects.all(), dt.date(2015, 1, 1)).get()

    assert row.retires_on == dt.date(2025, 6, 1)


def test_those_who_pass_the_date_in_three_months_are_listed(union):
    soon, last = dt.date(1964, 3, 20), dt.date(1964, 6, 30)
    today = dt.date(2024, 3, 20)
    listed = member(union, soon)
    member(union, soon - DAY)
    member(union, last)
    gone = member(union, soon + DAY)
    Membership.objects.filter(member=gone).update(until=dt.date(2020, 1, 1), end="withdrawn")
    kept = member(union, soon + 2 * DAY)
    Membership.objects.filter(member=kept).update(standing="retained", retained_for="retired")

    found = retiring(Membership.objects.all(), today, 3)

    assert [spell.member for spell in found] == [listed]


def test_a_woman_whose_class_is_not_recorded_is_listed_by_the_earlier_one_but_not_held_to_be_past_it(union):
    today = dt.date(2015, 6, 1)
    unsure = member(union, dt.date(1965, 7, 1), "F50", retirement="")
    past = member(union, dt.date(1965, 5, 1), "F50")
    member(union, dt.date(1965, 5, 2), "F50", retirement="")

    assert [s.member for s in retiring(Membership.objects.all(), today, 3)] == [unsure]
    assert [s.member for s in past_retirement(Membership.objects.all(), today)] == [past]
