"""Democratic management: what a meeting's numbers come to, and the rates over every denominator."""

import datetime as dt

import pytest

from enterprises.models import CongressMeeting
from tests import make
from tests.make import FOUNDED, organising
from tests.registers import page
from union_portal import periods
from union_portal.reporting.compute import compute

EARLY = "2015-06-01"
RATES = "/enterprises/democracy/rates/?period=2015"


@pytest.fixture
def congress(yinghai):
    return make.democratic_form(make.enterprise(yinghai, employees=400))


def registered(client, form, **typed):
    sent = {"org": form.org.pk, "form": form.pk, "held_on": "2015-06-20", "matter": "集体合同草案"}
    return client.post("/enterprises/meetings/new/", sent | typed)


# --- meetings


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"delegates": 60, "present": 39}, "应到60人，实到39人，不足3分之2（至少40人）"),
        ({"delegates": 60, "present": 50, "in_favour": 30}, "赞成30票，未过全体的半数（至少31票）"),
        ({"delegates": 61, "present": 50, "in_favour": 30, "ballot": "contract", "submitted_on": EARLY},
         "赞成30票，不足全体的半数（至少31票）"),
        ({"delegates": 29}, "代表29名，应不少于30名"),
        ({"submitted_on": "2015-06-14"}, "事项于2015-06-14提交工会，应在会议7日前"),
        ({"ballot": "welfare"}, "未登记事项书面提交工会的日期"),
    ],
)  # fmt: skip
def test_what_a_meeting_falls_short_of_is_said_at_entry_and_asks_for_the_reason(
    enter, yinghai, congress, typed, words
):
    client = enter("chair", yinghai)

    assert words in page(registered(client, congress, **typed), 422)
    page(registered(client, congress, **typed, remark="情况已向上级报告"), 302)
    row = CongressMeeting.objects.get()
    html = page(client.get(f"/enterprises/meetings/{row.pk}/"))
    assert words in html and "1 项不合规定" in html and "说明：情况已向上级报告" in html


@pytest.mark.parametrize(
    "typed",
    [
        {"delegates": 60, "present": 40, "in_favour": 31},
        {"delegates": 60, "present": 40, "in_favour": 30, "ballot": "contract", "submitted_on": "2015-06-13"},
        {},
    ],
)
def test_a_meeting_that_meets_the_rules_is_saved_without_a_word(enter, yinghai, congress, typed):
    page(registered(enter("chair", yinghai), congress, **typed), 302)


def test_a_congress_of_a_thousand_needs_a_twentieth_of_them(yinghai):
    form = make.democratic_form(make.enterprise(yinghai, employees=1001))

    assert make.meeting(form, delegates=50).warnings == ["代表50名，应不少于51名"]
    assert make.meeting(form, delegates=51, held_on=dt.date(2015, 6, 2)).warnings == []


def test_an_assembly_elects_no_delegates(yinghai):
    assert (
        make.meeting(make.democratic_form(make.enterprise(yinghai), "assembly"), delegates=12).warnings == []
    )


def test_the_page_of_a_term_shows_its_election(enter, yinghai):
    term = organising.term(yinghai, entitled=60, present=40, in_favour=31)

    html = page(enter("chair", yinghai).get(f"/enterprises/terms/{term.pk}/"))

    assert "达到3分之2（至少40人）" in html and "超过全体的半数（至少31票）" in html and "合规定" in html


# --- rates


def firm(org, *systems, counts=("operating",), **fields):
    made = make.enterprise(org, unionized_on=FOUNDED, eligible=counts, **fields)
    for kind in systems:
        make.meeting(make.democratic_form(made, kind))
    return made


def table(client, address=RATES):
    found = client.get(address).context["lines"]
    return {over: (whole, *(number for _, _, number, *_ in cells)) for over, _, whole, cells in found}


def test_every_denominator_has_its_own_parts(enter, district, yinghai):
    firm(yinghai, "congress", "disclosure", ownership="11")
    firm(yinghai, "assembly", counts=("operating", "above_size"))
    firm(yinghai, counts=())
    make.enterprise(yinghai, eligible=("operating",))

    assert table(enter("organisation", district)) == {
        "state": (1, 1, 1),
        "private": (2, 1, 0),
        "unionized": (2, 2, 1),
        "above": (1, 1, 0),
    }


@pytest.mark.parametrize(
    ("code", "over", "place"), [("DEM03", "unionized", 1), ("DEM06", "state", 2), ("DEM07", "private", 2)]
)
def test_a_cell_that_is_an_indicator_has_its_numbers(enter, district, yinghai, code, over, place):
    firm(yinghai, "congress", "disclosure")
    firm(yinghai, "congress", "disclosure", ownership="11")
    firm(yinghai, ownership="11")

    line = table(enter("organisation", district))[over]

    value = compute(periods.year(2015), [code])[district.path][code]
    assert (line[place], line[0]) == (value.numerator, value.denominator)


@pytest.mark.parametrize("over", ["state", "private", "unionized", "above"])
@pytest.mark.parametrize("system", ["congress", "disclosure"])
def test_each_number_opens_its_own_enterprises(enter, district, yinghai, over, system):
    for ownership in ("11", "21"):
        firm(yinghai, "congress", ownership=ownership, counts=("operating", "above_size"))
        firm(yinghai, "disclosure", ownership=ownership, counts=("operating", "above_size"))
    client = enter("organisation", district)
    whole, *numbers = table(client)[over]
    number = numbers[["congress", "disclosure"].index(system)]

    def listed(part):
        return client.get(f"{RATES}&over={over}&system={system}&part={part}").context["page"].paginator.count

    assert (listed("num"), listed("den"), listed("rest")) == (number, whole, whole - number)
    assert 0 < number < whole


def test_the_rates_keep_to_the_reader_s_units(enter, yinghai, caiyu):
    firm(caiyu, "congress")

    assert set(table(enter("chair", yinghai)).values()) == {(0, 0, 0)}
    page(enter("auditor", yinghai).get(RATES), 403)
