"""What is wrong in the registers is found, counted in one's own scope, and listed; it blocks nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import make
from tests.cases.quality import CASES, DAY, TODAY, congress, firm, staffed
from union_portal.reporting.quality import FINDINGS, counts


def found(code, user) -> int:
    finding = FINDINGS[code]
    count = counts(user, TODAY)[finding]
    assert finding.rows(user, TODAY).count() == count
    return count


@pytest.fixture
def officer(district):
    return make.user("organisation", district)


def test_every_finding_has_its_case():
    assert sorted(FINDINGS) == sorted(CASES)


@pytest.mark.parametrize("code", CASES)
def test_a_row_of_the_kind_is_found(yinghai, officer, code):
    CASES[code].make(yinghai)
    assert found(code, officer) == CASES[code].found


@pytest.mark.parametrize("code", CASES)
def test_a_row_that_is_nearly_one_is_not(yinghai, officer, code):
    CASES[code].near(yinghai)
    assert found(code, officer) == 0


@pytest.mark.parametrize(
    ("delegates", "present", "in_favour", "wrong"),
    [(60, 40, 31, 0), (60, 39, 31, 1), (60, 40, 30, 1), (60, None, None, 0), (None, 40, 20, 0)],
)
def test_two_thirds_come_and_more_than_half_agree(yinghai, officer, delegates, present, in_favour, wrong):
    congress(yinghai, delegates=delegates, present=present, in_favour=in_favour)
    assert found("meeting-votes", officer) == wrong


@pytest.mark.parametrize(("delegates", "wrong"), [(29, 1), (30, 0)])
def test_at_least_thirty_delegates_whatever_the_employees(yinghai, officer, delegates, wrong):
    congress(yinghai, employees=None, delegates=delegates)
    assert found("meeting-delegates", officer) == wrong


def test_an_old_meeting_can_be_put_right_no_more(yinghai, officer):
    congress(yinghai, held_on=TODAY - 400 * DAY, delegates=60, present=10)
    assert found("meeting-votes", officer) == 0


def test_before_may_2026_a_committee_hung_on_women_employees(yinghai):
    from_law = FINDINGS["women-committee"].when
    enterprise = firm(yinghai, under="own")
    make.headcount(enterprise, 60, women=25)
    rows = type(enterprise).objects.filter

    assert rows(from_law(dt.date(2026, 4, 30))).count() == 1
    assert rows(from_law(dt.date(2026, 5, 1))).count() == 0


def test_every_fault_of_a_code_is_seen(yinghai, officer):
    codes = {"91110115MA00000001": 1, "9111": 1, "91110115MA00000O12": 1}
    for code in codes:
        enterprise = firm(yinghai, 10)
        type(enterprise).objects.filter(pk=enterprise.pk).update(credit_code=code)
    for _ in range(40):
        firm(yinghai, 10)

    assert found("code-wrong", officer) == sum(codes.values())


# --- pages


def test_the_page_counts_within_one_s_own_township(enter, yinghai, caiyu):
    staffed(yinghai, 3, employees=2)
    staffed(caiyu, 3, employees=2)

    page = enter("clerk", caiyu).get(reverse("quality"))

    lines = {one.finding.code: one.count for group in page.context["groups"].values() for one in group}
    assert {code: count for code, count in lines.items() if count} == {"members-over": 1}
    assert "会员数多于职工数" in page.content.decode()


def test_the_rows_of_a_finding_lead_to_their_pages(enter, yinghai, caiyu, district):
    ours, theirs = staffed(yinghai, 3, employees=2), staffed(caiyu, 3, employees=2)
    address = reverse("quality-rows", args=["members-over"])

    clerk = enter("clerk", yinghai).get(address)
    officer = enter("organisation", district).get(address, {"org": caiyu.code})

    assert list(clerk.context["page"]) == [ours]
    assert reverse("enterprise-detail", args=[ours.pk]) in clerk.content.decode()
    assert list(officer.context["page"]) == [theirs]
    assert "核实职工数" in officer.content.decode()


def test_rows_can_be_searched(enter, yinghai):
    ours, _ = (staffed(yinghai, 3, employees=2, name=name) for name in ("瑞康食品厂", "恒信物流公司"))

    page = enter("clerk", yinghai).get(reverse("quality-rows", args=["members-over"]), {"q": "瑞康"})

    assert list(page.context["page"]) == [ours]


def test_what_a_post_may_not_see_is_not_counted_and_not_found(enter, yinghai):
    client = enter("auditor", yinghai)
    assert client.get(reverse("quality")).status_code == 404


def test_an_unknown_finding_and_a_stranger_s_township_are_not_found(enter, yinghai, caiyu):
    client = enter("clerk", yinghai)
    assert client.get(reverse("quality-rows", args=["nothing"])).status_code == 404
    assert client.get(reverse("quality"), {"org": caiyu.code}).status_code == 404


def test_more_findings_cost_no_more_queries_than_registers(yinghai, officer, django_assert_num_queries):
    counts(officer, TODAY)
    staffed(yinghai, 3, employees=2)
    registers = {finding.model for finding in FINDINGS.values()}
    savepoints_and_settings = 4

    with django_assert_num_queries(len(registers) + savepoints_and_settings):
        counts(officer, TODAY)
