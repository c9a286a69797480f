"""Three federations printed their figures: districts built from these compute every one of them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import transaction

from bargaining.models import Contract
from enterprises.models import Affiliation
from members.models import Honour, Membership
from stations.models import Attendance
from tests import make
from tests.published import NAMES, counted_floors, in_print, in_words, number_in, published
from union_portal import periods
from union_portal.district.brief import Brief
from union_portal.district.build import build
from union_portal.fields import at_least
from union_portal.organization.models import OrgUnit
from union_portal.reporting.article.content import lay_out
from union_portal.reporting.article.source import unsaved
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, Value
from union_portal.reporting.levels import levels, made_up
from union_portal.reporting.models import Target


@dataclass(frozen=True)
class Newspaper:
    """What was printed, the unit that printed it, and what its registers come to."""

    brief: Brief
    root: OrgUnit
    values: dict[str, dict[str, Value]]

    @property
    def printed(self) -> dict[str, Value]:
        return self.values[self.root.path]


def built(name, blocker):
    """Built once for all tests of the module, in a transaction that is undone."""
    brief = published(name)
    with blocker.unblock(), transaction.atomic():
        plan = build(brief, seed=2015)
        yield Newspaper(brief, plan.root, compute(brief.period))
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=NAMES)
def newspaper(request, django_db_setup, django_db_blocker):
    yield from built(request.param, django_db_blocker)


@pytest.fixture
def daxing(request, newspaper):
    """Daxing's district, to be changed: every change is taken back after the test."""
    with transaction.atomic():
        yield newspaper
        transaction.set_rollback(True)


only_daxing = pytest.mark.parametrize("newspaper", NAMES[:1], indirect=True)


# --- what was printed


def test_every_printed_figure_is_computed(newspaper):
    found = {code: newspaper.printed[code].value for code in newspaper.brief.figures}
    assert found == newspaper.brief.figures


def test_every_floor_is_reached(newspaper):
    def reached(code, floor):
        cell = newspaper.printed[code]
        return at_least(cell.numerator, cell.denominator, floor) if cell.denominator else cell.value >= floor

    below = {code for code, floor in newspaper.brief.at_least.items() if not reached(code, floor)}
    assert below == set()


def test_every_printed_percentage_is_exact_over_a_base_that_is_not_empty(newspaper):
    exact = newspaper.brief.exactly_percent
    assert {code: newspaper.printed[code].value for code in exact} == exact
    assert [code for code in exact if not newspaper.printed[code].denominator] == []


def test_the_opening_figures_hold_on_the_day_before(newspaper):
    day = newspaper.brief.period.start - dt.timedelta(days=1)
    opening = newspaper.brief.opening

    found = compute(periods.custom(day, day), opening)[newspaper.root.path] if opening else {}

    assert {code: cell.value for code, cell in found.items()} == opening


def test_the_printed_targets_are_rows(newspaper):
    rows = set(Target.objects.filter(org=newspaper.root).values_list("code", "by", "value"))
    assert set(newspaper.brief.targets) <= rows


# --- the article


@pytest.fixture
def article(newspaper):
    return lay_out(unsaved(newspaper.root, newspaper.brief.period))


def test_every_printed_number_stands_in_the_article_with_its_value_and_unit(newspaper, article):
    assert in_print(newspaper.brief) - in_words(article) == set()


def test_every_printed_floor_is_said_with_no_less_than_it_and_no_more_than_the_truth(newspaper, article):
    told = {code: number_in(text) for code, text in in_words(article)}
    for code, floor in counted_floors(newspaper.brief).items():
        assert floor <= told[code] <= newspaper.printed[code].value, code


def test_the_article_may_leave_as_it_is_generated(article):
    assert article.faults == []
    assert [section.heading for section in article.sections if not section.paragraphs] == []


# --- figures and rows


def units_tried(newspaper) -> list[OrgUnit]:
    return [newspaper.root, *OrgUnit.objects.exclude(pk=newspaper.root.pk).order_by("path")[:2]]


@pytest.mark.parametrize("code", REGISTRY)
def test_a_figure_equals_its_own_rows(newspaper, code):
    indicator, period = REGISTRY[code], newspaper.brief.period
    for unit in units_tried(newspaper):
        value = newspaper.values[unit.path][code]
        counted = {p: indicator.recount(indicator.rows(period, unit, p), p) for p in indicator.parts()}
        if hasattr(indicator, "plus"):
            assert sum(counted.values()) == value.value
        else:
            wrong = {p: n for p, n in counted.items() if indicator.expected(value, p) not in (n, None)}
            assert wrong == {}


def test_every_figure_is_what_the_townships_come_to(newspaper):
    summed = levels(newspaper.brief.period, newspaper.root)
    made = {one.code for one, _ in made_up()} if newspaper.root.children.exists() else set()

    assert {one.indicator.code for one in summed} == made
    assert [one.text for one in summed if one.difference] == []


# --- figures follow the rows


def changes(newspaper, unit=None) -> dict:
    """By how much every figure differs from what was built; for a rate, its numerator and denominator."""
    path = (unit or newspaper.root).path
    now, before = compute(newspaper.brief.period)[path], newspaper.values[path]
    moved = {code for code in REGISTRY if now[code] != before[code]}

    def by(code):
        new, old = now[code], before[code]
        if new.denominator is None:
            return new.value - old.value
        return new.numerator - old.numerator, new.denominator - old.denominator

    return {code: by(code) for code in moved}


def an_ordinary_spell(newspaper) -> Membership:
    """Of a woman, no migrant, with a mobile phone, a sound record, an employer and a card."""
    return Membership.objects.filter(
        until=None,
        standing="active",
        employer__isnull=False,
        since__lt=newspaper.brief.period.start,
        member__document_until=None,
        member__sex="F",
        member__is_migrant=False,
        member__mobile__isnull=False,
        member__collected_on__lt=newspaper.brief.period.start,
        member__cards__issued_on__lt=newspaper.brief.period.start,
    )[:1].get()


ONE_MEMBER = (
    dict.fromkeys(("MEM01", "MEM02", "MEM05", "MEM16"), 1)
    | dict.fromkeys(("MEM03", "MEM04", "MEM06", "MEM24"), (1, 1))
    | {"MEM12": (1, 0), "MUT02": (0, 1)}
)
"""What an ordinary spell adds to."""


def less(figures: dict) -> dict:
    return {
        code: tuple(-part for part in amount) if isinstance(amount, tuple) else -amount
        for code, amount in figures.items()
    }


@only_daxing
def test_without_changes_no_figure_moves(daxing):
    assert changes(daxing) == {}


@only_daxing
def test_a_deleted_spell_is_one_member_less(daxing):
    an_ordinary_spell(daxing).delete()

    assert changes(daxing) == less(ONE_MEMBER)


@only_daxing
def test_a_spell_moved_to_another_township_leaves_the_district_as_it_was(daxing):
    spell = an_ordinary_spell(daxing)
    left, joined = spell.org, OrgUnit.objects.townships().exclude(pk=spell.org_id).first()
    spell.org = joined
    spell.save()

    assert changes(daxing, left) == less(ONE_MEMBER)
    assert changes(daxing, joined) == ONE_MEMBER
    assert changes(daxing) == {}


@only_daxing
def test_a_spell_ended_on_the_last_day_is_a_loss_in_the_year(daxing):
    spell = an_ordinary_spell(daxing)
    spell.until, spell.end = daxing.brief.period.last_day, "retired"
    spell.save()

    assert changes(daxing) == less(ONE_MEMBER) | {"MEM13": 1, "MEM14": (0, 1)}


@only_daxing
def test_an_ended_contract_uncovers_its_enterprise(daxing):
    """A small enterprise, eligible, bound by no other wage contract; its own not reported on, nor at the
    city's lowest pay."""
    contract = (
        Contract.objects.in_force(daxing.brief.period.last_day)
        .filter(kind="wage", scope="enterprise", enterprise__coverage=None, reports=None, minimum_wage=None)
        .filter(enterprise__eligibilities__kind="bargain", enterprise__eligibilities__met=True)
        .filter(enterprise__size_classes__size__in="SX", expires_on__gt=daxing.brief.period.last_day)
        .filter(enterprise__headcounts__until=None, enterprise__headcounts__employees__lt=100)
        .first()
    )
    staff = contract.enterprise.headcounts.get(until=None).employees
    contract.terminated_on = daxing.brief.period.last_day
    contract.save()

    one_less = dict.fromkeys(("BAR04", "BAR05", "BAR07", "BAR08"), -1) | {"BAR06": -staff}
    uncovered = dict.fromkeys(("BAR15", "BAR16", "BAR19"), (-1, 0))
    assert changes(daxing) == one_less | uncovered | {"BAR27": (0, -1)}


@only_daxing
def test_a_closed_affiliation_is_one_unionized_enterprise_less(daxing):
    coverage = Affiliation.objects.filter(until=None, since__lt=daxing.brief.period.start).first()
    coverage.until = daxing.brief.period.last_day
    coverage.save()

    moved = changes(daxing)

    assert (moved["ORG02"], moved["ORG04"]) == (-1, (-1, 0))
    assert {code for code in moved if code.startswith(("MEM", "DIS", "AST", "STA", "HON"))} == {"MEM12"}


@only_daxing
def test_one_more_accepted_case_is_one_more_case_and_its_workers(daxing):
    make.case(daxing.root.children.first(), accepted_on=daxing.brief.period.start, workers=12)

    assert changes(daxing) == {"DIS01": 1, "DIS04": 12, "DIS13": 1}


@only_daxing
def test_money_recovered_is_added_in_ten_thousands(daxing):
    case = make.case(daxing.root.children.first(), claim="injury")
    make.recovery(case, agreed_on=daxing.brief.period.last_day, agreed=Decimal("12345.60"))

    assert changes(daxing) == {"DIS05": Decimal("1.23456")}


@only_daxing
def test_an_honour_taken_back_counts_in_its_title_and_in_the_whole(daxing):
    Honour.objects.filter(title="city_model", awarded_on__year=2015, cares=None).first().delete()

    assert changes(daxing) == {"HON02": -1, "HON05": -1}


@only_daxing
def test_more_visitors_are_as_many_more(daxing):
    came = Attendance.objects.filter(activity__kind="card", activity__held_on__year=2015, member=None).first()
    came.persons += 5
    came.save()

    assert changes(daxing) == {"SVC04": 5}
