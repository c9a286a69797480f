"""建会登记 takes in the union's first members: a pasted list, and who has applied already."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import GrassrootsUnion
from members.models import Member, Membership, MembershipApplication
from tests import make
from tests.make import joining, organising
from tests.registers import page
from tests.test_founding import JUNE, MAY, TYPED, address

NAMES = "赵钱孙李周吴郑王"
TOMORROW = dt.date.today() + dt.timedelta(days=1)


@pytest.fixture
def case(yinghai):
    firm = make.enterprise(yinghai, name="新星食品厂", employees=120)
    return organising.unionization_case(firm, state="surveyed")


@pytest.fixture
def chair(enter, yinghai):
    return enter("chair", yinghai)


def person(number, **fields):
    """A line of a list, and the number in it."""
    document = make.identity_number(number, **fields)
    return f"{NAMES[number % 8]}测试 {document} 1380013{number:04d}", document


def spells():
    return list(
        Membership.objects.order_by("member__name").values_list(
            "member__name", "union__name", "employer__name", "since", "start", "source", "channel"
        )
    )


ADMITTED = (TYPED["name"], "新星食品厂", JUNE, "admission", "new_union")


def test_a_pasted_list_is_admitted_with_the_union(chair, case):
    lines = ["序号 姓名 身份证号 手机号", f"1\t{person(1)[0]}", "", f"2，{person(2)[0].rsplit(' ', 1)[0]}"]

    html = page(chair.post(address(case), TYPED | {"roster": "\n".join(lines)}, follow=True))

    assert "已登记新星食品厂工会委员会，自2015-06-01起计入建会数，会员2人入会" in html
    assert spells() == [("孙测试", *ADMITTED, "batch"), ("钱测试", *ADMITTED, "batch")]
    people = [(m.name, m.document.reveal(), m.mobile and m.mobile.reveal()) for m in Member.objects.all()]
    assert set(people) == {
        ("钱测试", person(1)[1], "13800130001"),
        ("孙测试", person(2)[1], None),
    }
    assert {(m.org, m.sex, m.born_on, m.collected_on) for m in Member.objects.all()} == {
        (case.org, "M", dt.date(1985, 6, 1), JUNE)
    }


def test_who_waits_is_admitted_by_the_way_he_came(chair, case):
    firm, above = case.enterprise, make.union(case.org, name="瀛海联合工会")
    first, second = (
        joining.application(
            case.org, union=above, employer=firm, applied_on=MAY, name=name, channel="meeting"
        )
        for name in ("周测试", "吴测试")
    )
    joining.application(case.org, applied_on=MAY, name="郑测试")

    offered = chair.get(address(case)).context["form"]["applications"]
    page(chair.post(address(case), TYPED | {"applications": [first.pk]}), 302)

    assert offered.value() == [first.pk, second.pk]
    assert spells() == [("周测试", *ADMITTED, "meeting")]
    first.refresh_from_db()
    assert (first.state, first.decided_on, first.source, first.union, first.membership) == (
        "approved",
        JUNE,
        "new_union",
        GrassrootsUnion.objects.get(name=TYPED["name"]),
        Membership.objects.get(),
    )
    assert set(MembershipApplication.objects.exclude(pk=first.pk).values_list("state", flat=True)) == {
        "submitted"
    }


def test_a_list_with_faults_is_told_by_line_and_founds_nothing(chair, case):
    away = make.member(case.org, name="钱测试", document=person(5)[1])
    make.membership(away, make.union(case.org))
    make.member(case.org, name="孙测试", document=person(6)[1])
    lines = [
        person(1)[0],
        "张测试 110115198506019912 13800130002",
        person(1)[0],
        f"李测试 {make.identity_number(3)} 12345678901",
        "只有姓名",
        person(4, born=dt.date(1999, 6, 2))[0],
        f"钱测试 {person(5)[1]}",
        f"赵测试 {person(6)[1]}",
    ]

    html = page(chair.post(address(case), TYPED | {"roster": "\n".join(lines)}), 422)

    for told in (
        "第1行：该证件号码重复出现",
        "第2行：身份证号码校验位不正确，请核对",
        "第3行：该证件号码重复出现",
        "第4行：手机号码应为11位有效号码",
        "第5行：应为“姓名 身份证号 手机号”，各项之间空一格",
        "第6行：年满16周岁方可作为职工入会",
        "第7行：该人员已有有效会籍，请办理接转",
        "第8行：该证件号码已以另一姓名登记，请核对",
    ):
        assert html.count(f"会员名单：{told}") == 1, told
    assert not GrassrootsUnion.objects.filter(name=TYPED["name"]).exists()
    assert Member.objects.count() == 2


def test_who_left_long_ago_is_the_same_person_admitted_anew(chair, case, caiyu):
    back = make.member(caiyu, name="钱测试", document=person(1)[1])
    make.membership(back, make.union(caiyu), until=MAY, end="withdrawn")

    page(chair.post(address(case), TYPED | {"roster": f"钱测试 {person(1)[1]}"}), 302)

    back.refresh_from_db()
    assert (Member.objects.count(), back.org) == (1, case.org)
    assert Membership.objects.get(until=None).member == back
    assert ("钱测试", *ADMITTED, "batch") in spells()


def test_an_application_that_is_later_than_the_approval_waits(chair, case):
    late = joining.application(
        case.org, employer=case.enterprise, applied_on=JUNE + dt.timedelta(days=1), name="周测试"
    )

    html = page(chair.post(address(case), TYPED | {"applications": [late.pk]}), 422)

    assert "周测试的申请：申请日期2015-06-02晚于批复日期" in html


def test_more_members_than_workers_are_pointed_out(chair, case):
    typed = TYPED | {"employees": "1", "roster": "\n".join(person(n)[0] for n in (1, 2))}

    assert "会员2人入会，多于批复时职工1人，请核对" in page(chair.post(address(case), typed, follow=True))


def test_an_approval_of_tomorrow_is_refused_at_its_field(chair, case):
    html = page(chair.post(address(case), TYPED | {"approved_on": f"{TOMORROW}"}), 422)

    assert html.count(f"批复日期：不能晚于今天，填写的是{TOMORROW}") == 1


def test_forty_are_admitted_with_the_queries_of_two(chair, yinghai):
    def queries(start, count):
        firm = make.enterprise(yinghai, employees=120)
        case = organising.unionization_case(firm, state="surveyed")
        for number in range(start, start + count):
            joining.application(
                yinghai, employer=firm, applied_on=MAY, document=person(number + 500)[1], name="周测试"
            )
        waiting = [row.pk for row in MembershipApplication.objects.filter(verdict="")]
        roster = "\n".join(person(number)[0] for number in range(start, start + count))
        with CaptureQueriesContext(connection) as asked:
            page(chair.post(address(case), TYPED | {"applications": waiting, "roster": roster}), 302)
        return len(asked)

    assert queries(1, 2) == queries(100, 40)
    assert Membership.objects.count() == 84
