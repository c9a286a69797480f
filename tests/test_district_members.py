"""The generated district has members' work going on, and none of it moves a figure the brief asked for."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import F

from members.faults import qualified
from members.models import (
    Card,
    DeclaredMembers,
    Delegate,
    DuplicatePair,
    HonourCare,
    Member,
    Membership,
    MembershipApplication,
    RecordUpdate,
    Studio,
    Transfer,
)
from members.moves import enrolled
from tests.published import published, root_values
from union_portal import periods
from union_portal.district.brief import Brief
from union_portal.district.build import build, scaled
from union_portal.organization.models import OrgUnit
from union_portal.reporting.identities import checked

TENTH = Decimal("0.1")
MONTH = periods.month(2026, 5)


def built(brief: Brief) -> Brief:
    build(brief, 1)
    return brief


@pytest.fixture
def daxing(db) -> Brief:
    return built(scaled(published(), TENTH))


def test_a_tenth_of_the_district_has_work_of_every_kind(daxing):
    states = {
        "transfers": set(Transfer.objects.values_list("state", flat=True)),
        "applications": set(MembershipApplication.objects.values_list("state", flat=True)),
        "cards": set(Card.objects.filter(issued_on=None).values_list("state", flat=True)),
    }
    assert states == {
        "transfers": {"accepted", "waiting"},
        "applications": {"approved", "submitted", "rejected"},
        "cards": {"applied", "sent", "produced", "delivered"},
    }
    made = [DuplicatePair, RecordUpdate, DeclaredMembers, HonourCare, Delegate]
    assert [model.__name__ for model in made if not model.objects.exists()] == []
    assert Membership.objects.filter(standing="retained", until=None).count() == 9859 // 300
    assert Studio.objects.count() == 0


def test_nearly_all_records_are_sound_and_nobody_joined_as_a_child(daxing):
    day = daxing.period.last_day
    spells = Membership.objects.filter(enrolled(day))
    sound = spells.filter(qualified(day)).count()

    assert 0.9 < sound / spells.count() < 1
    grown = F("member__born_on") + dt.timedelta(days=365 * 18)
    assert not Membership.objects.filter(admitted_on__lt=grown).exists()


def test_figures_balance_in_every_month_and_place(daxing):
    units = [OrgUnit.objects.root(), *OrgUnit.objects.townships()[:2]]
    spans = [daxing.period, *(periods.month(2015, number) for number in (1, 6, 12))]
    wrong = [
        (unit.code, span.code, one.fault)
        for unit in units
        for span in spans
        for one in checked(span, unit)
        if not one.holds and one.identity.code != "V04"
    ]
    assert wrong == []


def test_every_transfer_within_the_district_is_one_out_and_one_in(daxing):
    accepted = Transfer.objects.filter(state="accepted")
    period = daxing.period

    came = Membership.objects.filter(period.covers("since"), start="transfer")
    went = Membership.objects.filter(period.covers("until"), end="transfer")

    pairs = set(accepted.values_list("member", "accepted_on"))
    assert pairs == set(came.values_list("member", "since"))
    assert pairs <= set(went.values_list("member", "until"))
    assert not accepted.filter(from_union=F("to_union")).exists()


def test_every_approved_application_is_the_admission_it_led_to(daxing):
    approved = MembershipApplication.objects.filter(state="approved")

    assert approved.count() > 20
    assert not approved.exclude(membership__admitted_on=F("decided_on")).exists()
    names = approved.values_list(
        "name", "membership__member__name", "document", "membership__member__document"
    )
    assert all(mine == theirs and one == other for mine, theirs, one, other in names)


def test_a_twin_shares_name_and_telephone_in_one_township(daxing):
    pairs = DuplicatePair.objects.select_related("one", "other")
    assert all(
        (pair.one.name, pair.one.mobile, pair.org) == (pair.other.name, pair.other.mobile, pair.other.org)
        for pair in pairs
    )


@pytest.mark.parametrize("opening", [None, 500])
def test_a_month_with_little_asked_is_built_too(db, opening):
    """A period shorter than the time a union takes to answer."""
    figures = {"MEM01": Decimal(600), "MEM07": Decimal(40), "MEM13": Decimal(30)}
    openings = {"opening": {"MEM01": Decimal(opening)}} if opening else {}
    brief = built(Brief("试验区总工会", "110115", "district", MONTH, 4, figures, **openings))

    assert {code: cell.value for code, cell in root_values(brief).items()} == figures
    assert Member.objects.count() >= 600
