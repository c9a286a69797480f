"""As-of figures found from dated rows equal those of a memory that replays the events in order."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises import rules
from enterprises.models import Affiliation, Enterprise, GrassrootsUnion, Term
from tests import make
from tests.replayed import ACTIONS, SPELLS, START, District, Event, Memory, Reckoning
from union_portal import periods
from union_portal.reporting.compute import compute

ROOT = "/110115/"


def history(seed: int, length: int) -> list[Event]:
    """Evenly random, so that long chains (a case, a claim, a union, its end) come about."""
    rng = random.Random(seed)
    return [
        (rng.choice((0, 0, 1, rng.randrange(120))), rng.choice(ACTIONS), rng.randrange(12), rng.randrange(12))
        for _ in range(length)
    ]


EVENTS = st.builds(history, st.integers(0, 2**32), st.integers(50, 90))
MOMENTS = st.integers(0, 2**32)


@pytest.fixture
def places(yinghai, caiyu):
    towns = [yinghai, caiyu]
    firms = [make.enterprise(towns[number % 2], opened_on=START) for number in range(4)]
    return towns, firms, [make.user("worker", town) for town in towns]


def replayed(places, events) -> District:
    towns, firms, users = places
    fresh = [Enterprise.objects.get(pk=firm.pk) for firm in firms]
    district = District(towns, fresh, users)
    district.replay(events)
    return district


def chosen(district: District, moments: int) -> list[dt.date]:
    """The day before, of or after an event, and days on which nothing happened."""
    rng = random.Random(moments)
    whens = [when for when, _ in district.past]
    return [rng.choice(whens) + dt.timedelta(days=rng.choice((-1, 0, 1, 40, 1200))) for _ in range(3)]


def spells(day: dt.date) -> dict[str, dict]:
    return {name: spell.on(day) for name, spell in SPELLS.items()}


def firms_that(condition) -> set[int]:
    return set(Enterprise.objects.filter(condition).values_list("pk", flat=True))


def known(day: dt.date) -> dict[str, set[int]]:
    """Which firms and unions the portal's own conditions choose."""
    return {
        "standing": set(GrassrootsUnion.objects.standing(day).values_list("pk", flat=True)),
        "covered": firms_that(rules.unionized(day)),
        "hundred": firms_that(rules.employing(day, employees__gte=100)),
        "small": firms_that(rules.small_micro(day)),
        "closed": firms_that(~rules.open_on(day)),
        "covering": set(Affiliation.objects.covering(day).values_list("union_id", flat=True)),
        "overdue": set(Term.objects.current(day).filter(due__lt=day).values_list("union_id", flat=True)),
        **{kind: firms_that(rules.eligible(kind, day)) for kind in KINDS},
    }


KINDS = ("unionize", "bargain", "operating", "above_size")


def remembered(memory: Memory, staff: dict[int, int], day: dt.date) -> dict[str, set[int]]:
    held = memory.held
    return {
        "standing": memory.standing,
        "covered": memory.covered(),
        "hundred": {firm for firm, employees in staff.items() if employees >= 100},
        "small": memory.small(),
        "closed": memory.closed,
        "covering": set(held["cover"].values()) & memory.standing,
        "overdue": memory.overdue(day),
        **{kind: memory.eligible(kind) for kind in KINDS},
    }


@pytest.fixture
def undone():
    """Every example leaves nothing behind."""

    def one(check):
        with transaction.atomic():
            check()
            transaction.set_rollback(True)

    return one


EXAMPLES = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@EXAMPLES
@given(events=EVENTS, moments=MOMENTS)
def test_what_holds_on_a_day_is_what_events_up_to_it_left(places, undone, events, moments):
    def check():
        district = replayed(places, events)
        for day in chosen(district, moments):
            memory = district.as_of(day)
            assert spells(day) == memory.held
            assert known(day) == remembered(memory, district.staff(day), day)

    undone(check)


@EXAMPLES
@given(events=EVENTS, moments=MOMENTS)
def test_indicators_of_a_period_count_what_its_events_left(places, undone, events, moments):
    """In each township and in the district; a rate by its two parts."""
    towns, firms, _ = places

    def check():
        district = replayed(places, events)
        start, *_, end = sorted(chosen(district, moments))
        expected = Reckoning(district, start, end).figures()
        figures = compute(periods.custom(start, end), list(expected))
        for unit, ours in [*((town.path, {town.pk}) for town in towns), (ROOT, {town.pk for town in towns})]:
            found = {code: parts(figures[unit][code]) for code in expected}
            assert found == {code: summed(parts, ours) for code, parts in expected.items()}

    undone(check)


def parts(value) -> tuple:
    return (value.value,) if value.denominator is None else (value.numerator, value.denominator)


def summed(parts: tuple[Counter, ...], towns: set[int]) -> tuple:
    return tuple(sum(part[town] for town in towns) for part in parts)
