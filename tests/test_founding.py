"""The road of a case, the evidence each step asks for, and 建会登记, which ends it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from enterprises.models import Affiliation, CaseStage, GrassrootsUnion
from enterprises.workflow import CaseLife
from tests import make
from tests.make import organising
from tests.registers import page

MAY, JUNE = dt.date(2015, 5, 4), dt.date(2015, 6, 1)
TYPED = {
    "way": "independent",
    "name": "新星食品厂工会委员会",
    "applied_on": "2015-05-04",
    "approved_on": "2015-06-01",
    "approval_no": "工组批〔2015〕1号",
    "employees": "120",
    "origin": "survey",
}


@pytest.fixture
def case(yinghai):
    firm = make.enterprise(yinghai, name="新星食品厂", employees=120)
    return organising.unionization_case(firm, state="surveyed")


def address(case):
    return f"/enterprises/cases/{case.pk}/found/"


def test_a_case_is_surveyed_only_once_somebody_has_been_there(yinghai):
    fresh = organising.unionization_case(make.enterprise(yinghai))
    organising.visit(fresh.enterprise, on=fresh.opened_on - dt.timedelta(days=1))
    chair = make.user("chair", yinghai)

    with pytest.raises(ValidationError, match="2015-03-01入库以来没有走访记录"):
        CaseLife.take("survey", fresh, chair, state_since=MAY)
    organising.visit(fresh.enterprise, on=fresh.opened_on)

    assert CaseLife.take("survey", fresh, chair, state_since=MAY).state == "surveyed"


@pytest.mark.parametrize("step", ["defer", "refuse"])
def test_a_case_stops_only_for_a_reason_that_is_still_open(yinghai, case, step):
    chair = make.user("chair", yinghai)
    organising.obstacle(case.enterprise, until=MAY)

    with pytest.raises(ValidationError, match="没有登记未建会原因"):
        CaseLife.take(step, case, chair, state_since=JUNE)
    organising.obstacle(case.enterprise, since=MAY)

    CaseLife.take(step, case, chair, state_since=JUNE)
    assert CaseLife.take("resume", case, chair, state_since=JUNE).state == "mobilised"


def test_a_firm_is_gone_only_with_its_own_closing_day(yinghai, case):
    with pytest.raises(ValidationError, match="没有退出日期"):
        CaseLife.take("leave", case, make.user("chair", yinghai), state_since=JUNE)


def test_a_stage_begins_neither_before_the_last_one_nor_after_today(yinghai, case):
    chair, tomorrow = make.user("chair", yinghai), dt.date.today() + dt.timedelta(days=1)
    for step, day, words in (
        ("mobilise", dt.date(2015, 2, 28), "不能早于进入“摸排核实”的日期"),
        ("apply", tomorrow, "不能晚于今天"),
    ):
        with pytest.raises(ValidationError, match=words):
            CaseLife.take(step, case, chair, state_since=day)
        case.refresh_from_db()


def test_a_founded_union_covers_the_firm_and_ends_the_case_its_claim_and_its_obstacle(enter, yinghai, case):
    claim, obstacle = organising.claim(case), organising.obstacle(case.enterprise)
    client = enter("chair", yinghai)

    response = client.post(address(case), TYPED)

    union = GrassrootsUnion.objects.get()
    assert response.url == f"/enterprises/unions/{union.pk}/"
    assert (union.name, union.kind, union.state) == ("新星食品厂工会委员会", "independent", "standing")
    assert (union.applied_on, union.approved_on, union.approval_no) == (MAY, JUNE, TYPED["approval_no"])
    assert list(Affiliation.objects.values_list("enterprise", "union", "mode", "since", "employees")) == [
        (case.enterprise_id, union.pk, "own", JUNE, 120)
    ]
    for row in (case, claim, obstacle):
        row.refresh_from_db()
    assert (case.state, case.state_since, case.union) == ("founded", JUNE, union)
    assert (claim.until, claim.end, obstacle.until) == (JUNE, "done", JUNE)
    assert list(CaseStage.objects.values_list("state", "since", "until")) == [
        ("surveyed", organising.SPRING, JUNE),
        ("founded", JUNE, None),
    ]


def test_what_is_known_is_proposed(enter, yinghai, case):
    CaseLife.take("apply", case, make.user("chair", yinghai), state_since=MAY)

    form = enter("chair", yinghai).get(address(case)).context["form"]

    asked = ("name", "applied_on", "employees", "origin")
    assert [form[name].value() for name in asked] == ["新星食品厂工会委员会", MAY, 120, "survey"]


def test_without_the_approval_above_nothing_counts(enter, yinghai, case):
    html = page(
        enter("chair", yinghai).post(address(case), TYPED | {"approved_on": "", "approval_no": ""}), 422
    )

    assert html.count("批复日期：未填写上级工会批复，不能计入建会数") == 1
    assert html.count("批复文号：未填写上级工会批复，不能计入建会数") == 1
    assert not GrassrootsUnion.objects.exists()


def test_a_firm_may_join_a_joint_union_that_stands(enter, yinghai, case):
    park = make.union(yinghai, kind="joint", name="兴海产业园联合工会")
    client = enter("chair", yinghai)

    page(client.post(address(case), TYPED | {"way": "join", "union": park.name}), 302)

    case.refresh_from_db()
    assert (case.state, case.union) == ("founded", park)
    assert list(Affiliation.objects.values_list("union", "mode")) == [(park.pk, "joint")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "independent"}, "应填写联合基层工会"),
        ({"approved_on": dt.date(2015, 7, 1)}, "在2015-06-01未经批复或已撤销"),
    ],
)
def test_a_firm_joins_no_union_that_cannot_take_it(enter, yinghai, case, fields, words):
    park = make.union(yinghai, **{"kind": "joint", "name": "兴海产业园联合工会"} | fields)

    html = page(enter("chair", yinghai).post(address(case), TYPED | {"way": "join", "union": park.name}), 422)

    assert words in html


def test_a_firm_covered_elsewhere_founds_nothing_at_all(enter, yinghai, case):
    make.affiliation(case.enterprise, make.union(yinghai), since=MAY)

    html = page(enter("chair", yinghai).post(address(case), TYPED), 422)

    assert "该单位在此期间已由其他工会覆盖" in html
    assert (GrassrootsUnion.objects.count(), Affiliation.objects.count()) == (1, 1)
    case.refresh_from_db()
    assert case.state == "surveyed"


def test_a_clerk_may_not_found_and_a_stranger_finds_nothing(enter, yinghai, caiyu, case):
    assert "不能办理“建会登记”" in page(enter("clerk", yinghai).get(address(case)), 403)
    assert page(enter("chair", caiyu).get(address(case)), 404)


def test_a_firm_gives_no_personal_mobile_as_its_telephone(yinghai):
    firm = make.enterprise(yinghai, phone="010-69241234")
    firm.phone = "13800000000"

    with pytest.raises(ValidationError, match="不填写个人手机号码"):
        firm.full_clean()
