"""What PostgreSQL itself refuses of talks and filings, and what it carries over."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining.models import Contract, Representative, Talks
from union_portal.calendars import LegalDeadline, rule_deadline
from union_portal.organization.records import refusal

from . import make
from .make import bargaining as works

pytestmark = pytest.mark.django_db
again = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 1))


def day(text):
    return dt.date.fromisoformat(text)


def refused(model, act):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return refusal(caught.value, model)


@pytest.fixture
def firm(yinghai):
    return make.enterprise(yinghai)


@pytest.fixture
def agreed(firm):
    return works.talks(firm, answered_on=day("2015-03-10"), answer="agreed")


@pytest.mark.parametrize("code", ["offer_answer", "contract_filing", "filing_review", "mediation_acceptance"])
@again
@given(start=DAYS)
def test_a_deadline_is_the_same_in_the_database_as_in_python(db, code, start):
    with connection.cursor() as cursor:
        cursor.execute("SELECT legal_deadline(%s, %s)", [code, start])
        found = cursor.fetchone()

    assert found == (rule_deadline(code, start),)


def test_a_column_s_deadline_is_worked_out_by_the_database(firm):
    works.talks(firm, offered_on=day("2026-01-30"), received_on=day("2026-01-30"))

    found = Talks.objects.annotate(due=LegalDeadline("offer_answer", "received_on")).get()

    assert found.due == day("2026-02-24")


def test_silence_after_filing_puts_the_contract_in_force(firm):
    contract = make.contract(firm, signed_on=day("2026-02-24"), effective_on=None)

    works.filing(contract, submitted_on=day("2026-02-27"), received_on=day("2026-03-02"))

    contract.refresh_from_db()
    assert (contract.filed_on, contract.effective_on, contract.state) == (
        day("2026-02-27"),
        day("2026-03-18"),
        "effective",
    )


def test_an_objection_takes_the_effect_back_until_the_next_round(firm):
    contract = make.contract(firm, signed_on=day("2026-02-24"), effective_on=None)
    first = works.filing(contract, submitted_on=day("2026-02-27"), received_on=day("2026-03-02"))
    first.objected_on, first.objection = day("2026-03-10"), "缺少职代会决议"
    first.save()
    contract.refresh_from_db()
    assert (contract.effective_on, contract.state) == (None, "objected")

    works.filing(contract, round=2, submitted_on=day("2026-03-16"), received_on=day("2026-03-16"))

    contract.refresh_from_db()
    assert (contract.filed_on, contract.effective_on) == (day("2026-02-27"), day("2026-04-01"))


def test_a_second_round_follows_an_objection_only(firm):
    contract = make.contract(firm, signed_on=day("2026-02-24"), effective_on=None)
    works.filing(contract, submitted_on=day("2026-02-27"))

    said = refused(Contract, lambda: works.filing(contract, round=2, submitted_on=day("2026-03-16")))

    assert said == "上一轮报送没有异议，不能再报送第2轮"


def start(talks):
    talks.started_on = day("2015-03-20")
    talks.save()


@pytest.mark.parametrize(
    ("labour", "employer", "said"),
    [
        (3, 4, "双方协商代表人数应对等且每方不少于3人"),
        (2, 2, "双方协商代表人数应对等且每方不少于3人"),
        (0, 0, "双方协商代表人数应对等且每方不少于3人"),
    ],
)
def test_talks_begin_between_equal_sides_of_three(agreed, labour, employer, said):
    for side, count in (("labour", labour), ("employer", employer)):
        for place in range(count):
            works.representative(agreed, side, chief=not place)

    assert refused(Talks, lambda: start(agreed)) == said


def test_talks_begin_with_a_chief_on_each_side(agreed):
    for side in ("labour", "employer"):
        for _ in range(3):
            works.representative(agreed, side)

    assert refused(Talks, lambda: start(agreed)) == "每方应有一名首席代表"


def test_outside_experts_are_a_third_of_their_side_at_most(agreed):
    works.represented(agreed)
    agreed.representatives.filter(side="labour", chief=False).update(external=True)

    assert refused(Talks, lambda: start(agreed)) == "外聘代表不得超过本方代表的三分之一"


def test_equal_sides_of_three_begin_to_talk(agreed):
    works.represented(agreed)
    start(agreed)
    agreed.refresh_from_db()
    assert agreed.state == Talks.State.TALKING


def test_nobody_speaks_for_both_sides(agreed):
    number = make.identity_number()
    works.representative(agreed, "labour", document=number)

    said = refused(Representative, lambda: works.representative(agreed, "employer", document=number))

    assert said == "双方代表不得相互兼任"


def test_a_pause_is_sixty_days_at_most_and_holds_the_talks(agreed):
    works.represented(agreed)
    start(agreed)
    said = refused(Talks, lambda: works.pause(agreed, since=day("2015-03-25"), limit=day("2015-05-25")))
    assert said == "中止协商期限不得超过60日"

    pause = works.pause(agreed, since=day("2015-03-25"), limit=day("2015-05-24"))
    agreed.refresh_from_db()
    assert agreed.state == Talks.State.SUSPENDED

    pause.until = day("2015-04-30")
    pause.save()
    agreed.refresh_from_db()
    assert agreed.state == Talks.State.TALKING


@pytest.fixture
def drafted(agreed):
    works.represented(agreed)
    start(agreed)
    agreed.drafted_on = day("2015-04-01")
    agreed.save()
    return Talks.objects.filter(pk=agreed.pk)


@again
@given(entitled=st.integers(1, 400), data=st.data())
def test_a_draft_passes_with_two_thirds_present_and_half_of_all_in_favour(drafted, entitled, data):
    present = data.draw(st.integers(0, entitled))
    in_favour = data.draw(st.integers(0, present))
    vote = {"entitled": entitled, "present": present, "in_favour": in_favour}
    enough = present * 3 >= entitled * 2 and in_favour * 2 >= entitled

    if enough:
        assert drafted.update(**vote, passed_on=day("2015-04-10")) == 1
        drafted.update(passed_on=None)
    else:
        said = refused(Talks, lambda: drafted.update(**vote, passed_on=day("2015-04-10")))
        assert said.split("：")[0] in ("到会人数未达三分之二", "同意人数未达全体半数")
