"""A built district bargains to this day: talks in every step, clocks that ran out, contracts that soon do."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Count, Q

from bargaining import quality
from bargaining.models import Contract, ContractCoverage, Filing, PerformanceReport, Talks
from bargaining.pages.expiry import bands
from tests.published import published
from union_portal import periods
from union_portal.calendars import effective_on
from union_portal.district.build import build, scaled
from union_portal.organization.models import OrgUnit
from union_portal.reporting.compute import compute

TODAY = dt.date.today()


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """A fifth of Daxing, built once for the module and undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(scaled(published(), Decimal("0.2")), seed=3)
        transaction.set_rollback(True)


def test_talks_stand_in_every_step_there_is(town):
    standing = Counter(Talks.objects.values_list("state", flat=True))

    assert set(standing) == set(Talks.State.values)
    assert min(standing.values()) >= 1


def test_both_sides_are_equal_with_a_chief_each_and_few_from_outside(town):
    sides = Talks.objects.filter(reps_published_on__isnull=False).values("pk", "representatives__side")
    counted = sides.annotate(
        all=Count("representatives"),
        chiefs=Count("representatives", filter=Q(representatives__chief=True)),
        outside=Count("representatives", filter=Q(representatives__external=True)),
    ).order_by("pk")
    by_talks: dict[int, list] = {}
    for row in counted:
        by_talks.setdefault(row["pk"], []).append((row["all"], row["chiefs"]))

    assert {len(both) for both in by_talks.values()} == {2}
    assert [both for both in by_talks.values() if both[0] != both[1] or both[0][1] != 1] == []
    assert [row for row in counted if row["outside"] * 3 > row["all"] or not 3 <= row["all"] <= 10] == []


def test_every_clock_of_contracts_has_run_out_somewhere(town):
    late = ("lapsed_on", "unfiled", "below_the_line", "unreported")
    found = {name: Contract.objects.filter(getattr(quality, name)(TODAY)).exists() for name in late}
    found |= {
        "unanswered": Talks.objects.filter(quality.unanswered(TODAY)).exists(),
        "beyond": ContractCoverage.objects.filter(quality.beyond(TODAY)).exists(),
        "paused": Talks.objects.filter(state="suspended", pauses__limit__lt=TODAY).exists(),
    }

    assert [name for name, there in found.items() if not there] == []


def test_contracts_run_out_within_30_60_and_90_days(town):
    assert [name for name, (_, q) in bands(TODAY).items() if not Contract.objects.filter(q).exists()] == []


def test_most_contracts_of_the_period_go_on_to_this_day(town):
    bound = {
        c.enterprise_id for c in Contract.objects.in_force(town.last).filter(kind="wage", scope="enterprise")
    }
    still = {
        c.enterprise_id for c in Contract.objects.in_force(TODAY).filter(kind="wage", scope="enterprise")
    }

    assert still <= bound
    assert len(still) * 10 >= len(bound) * 8


def test_a_successor_begins_where_its_predecessor_ends(town):
    chains = Contract.objects.filter(renews__isnull=False, effective_on__gt=town.last, filings=None)

    apart = [
        c for c in chains.select_related("renews") if c.effective_on - c.renews.expires_on != dt.timedelta(1)
    ]

    assert chains.exists()
    assert apart == []


def test_a_filing_puts_its_contract_in_force_on_the_lawful_day(town):
    rounds = Filing.objects.filter(objected_on=None, received_on__isnull=False).select_related("contract")

    wrong = [f for f in rounds if f.contract.effective_on != effective_on(f.received_on, 15)]

    assert rounds.exists()
    assert wrong == []


def test_reports_fall_within_their_contract(town):
    reports = PerformanceReport.objects.select_related("contract")

    assert [r for r in reports if not r.contract.effective_on <= r.on <= r.contract.expires_on] == []


def test_the_year_s_own_clocks_have_something_to_say(town):
    period = periods.year(2015)
    codes = ["BAR23", "BAR25", "BAR26", "BAR27", "BAR28", "BAR30", "BAR31", "BAR32", "BAR33", "BAR34"]
    values = compute(period, codes)[OrgUnit.objects.root().path]

    assert [code for code in codes if not values[code].value] == []
