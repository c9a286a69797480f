"""The checklist of clauses, the lowest pay at every step of the city's, the chain of renewals."""

import datetime as dt

import pytest

from bargaining.checklist import of
from bargaining.models import Clause
from bargaining.pages.contract import now
from bargaining.pay import steps
from tests import make
from tests.make import bargaining
from tests.registers import page


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def wage(yinghai):
    return make.contract(make.enterprise(yinghai), signed_on=day("2014-05-05"), minimum_wage=1600)


def clauses(contract):
    return dict(contract.clauses.values_list("topic", "text"))


def send(client, contract, version=None, **topics):
    """Ticks the topics and writes the texts given."""
    contract.refresh_from_db()
    typed = {f"topic-{topic}": "on" for topic in topics} | {f"text-{t}": text for t, text in topics.items()}
    fields = {"women": "chapter", "minimum_wage": contract.minimum_wage or "", "remark": "三年一签"}
    own = {"version": version or contract.version}
    return client.post(f"/bargaining/contracts/{contract.pk}/clauses/", fields | own | typed)


def test_the_whole_checklist_is_saved_at_once(enter, yinghai, wage):
    bargaining.clause(wage, "hours", text="每周四十小时")
    bargaining.clause(wage, "leave", text="五天")

    answer = send(enter("chair", yinghai), wage, leave="五至十五天", safety="", pay="按月发放")

    wage.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, f"/bargaining/contracts/{wage.pk}/")
    assert clauses(wage) == {"leave": "五至十五天", "safety": "", "pay": "按月发放"}
    assert wage.women == "chapter"
    assert set(Clause.objects.values_list("org", flat=True)) == {yinghai.pk}


def test_a_text_without_a_tick_is_agreed_on(enter, yinghai, wage):
    wage.refresh_from_db()
    typed = {"women": "chapter", "remark": "三年一签", "version": wage.version, "text-leave": "五天"}

    enter("chair", yinghai).post(f"/bargaining/contracts/{wage.pk}/clauses/", typed)

    assert clauses(wage) == {"leave": "五天"}


def test_sent_twice_it_is_the_same(enter, yinghai, wage):
    client = enter("chair", yinghai)
    send(client, wage, leave="五天")

    send(client, wage, leave="五天")

    assert clauses(wage) == {"leave": "五天"}


def test_from_an_older_page_nothing_is_saved(enter, yinghai, wage):
    client = enter("chair", yinghai)
    before = wage.version
    wage.remark = "他人改的"
    wage.save()

    page(send(client, wage, version=before, leave="五天"), 409)

    assert clauses(wage) == {}


def test_a_text_too_long_says_so_and_keeps_what_was_typed(enter, yinghai, wage):
    answer = send(enter("chair", yinghai), wage, leave="假" * 301)

    shown = page(answer, 422)
    assert "带薪休假不能超过300个字，现为301个字，请写得简短些" in shown
    assert "假" * 301 in shown
    assert clauses(wage) == {}


def test_pay_below_the_line_is_refused_on_the_checklist_too(enter, yinghai):
    wage = make.contract(make.enterprise(yinghai), signed_on=day("2024-05-06"), minimum_wage=3000)
    wage.refresh_from_db()
    typed = {"women": "chapter", "minimum_wage": 2000, "version": wage.version, "topic-leave": "on"}

    answer = enter("chair", yinghai).post(f"/bargaining/contracts/{wage.pk}/clauses/", typed)

    assert "约定最低工资低于本市最低工资标准2420元：现为2000元" in page(answer, 422)
    assert clauses(wage) == {}


def test_what_is_expected_depends_on_the_kind(yinghai):
    firm = make.enterprise(yinghai)
    kinds = {kind: of(make.contract(firm, kind)) for kind in ("wage", "comprehensive", "women", "safety")}

    assert {kind: (known.done, known.all) for kind, known in kinds.items()} == {
        "wage": (0, 6),
        "comprehensive": (0, 9),
        "women": (0, 1),
        "safety": (0, 1),
    }
    assert [line.topic for line in kinds["wage"].lines if line.must] == ["leave", "safety"]


def test_a_topic_besides_the_expected_does_not_raise_the_count(yinghai, wage):
    bargaining.clause(wage, "training")
    bargaining.clause(wage, "leave")

    assert (of(wage).done, of(wage).all) == (1, 6)


def test_the_agreed_pay_is_held_against_every_later_line(wage):
    bargaining.amendment(wage, on=day("2015-07-01"), minimum_wage=1800)

    found = steps(wage, day("2016-12-31"))

    assert [(one.since, one.line, one.agreed, one.short) for one in found] == [
        (day("2014-05-05"), 1560, 1600, -40),
        (day("2015-04-01"), 1720, 1600, 120),
        (day("2015-07-01"), 1720, 1800, -80),
        (day("2016-09-01"), 1890, 1800, 90),
    ]


def test_the_steps_end_with_the_contract_and_with_today(wage):
    wage.terminated_on = day("2015-03-31")

    assert [one.since for one in steps(wage, day("2020-01-01"))] == [day("2014-05-05")]
    wage.terminated_on = None
    assert [one.since for one in steps(wage, day("2015-04-01"))] == [day("2014-05-05"), day("2015-04-01")]


def test_without_agreed_pay_there_is_nothing_to_hold_against(yinghai):
    assert steps(make.contract(make.enterprise(yinghai)), day("2016-12-31")) == []


def test_the_page_tells_what_is_missing_to_the_line(enter, yinghai, wage):
    shown = page(enter("chair", yinghai).get(f"/bargaining/contracts/{wage.pk}/"))

    assert "2015-04-01 起最低工资 1,720 元，约定 1,600 元，低于 120 元" in shown
    assert "已约定 0/6" in shown


def test_the_chain_stands_on_each_of_its_contracts(enter, yinghai, wage):
    firm = wage.enterprise
    second = make.contract(firm, signed_on=day("2017-05-05"), renews=wage)
    third = make.contract(firm, signed_on=day("2020-05-05"), renews=second)
    make.contract(firm, signed_on=day("2020-05-05"))
    client = enter("chair", yinghai)

    for one in (wage, second, third):
        assert client.get(f"/bargaining/contracts/{one.pk}/").context["chain"] == [wage, second, third]


def test_another_township_s_checklist_is_not_found(enter, caiyu, wage):
    page(enter("chair", caiyu).get(f"/bargaining/contracts/{wage.pk}/clauses/"), 404)


def test_who_may_not_change_may_read(enter, district, wage):
    client = enter("leader", district)

    page(client.get(f"/bargaining/contracts/{wage.pk}/"))
    page(client.get(f"/bargaining/contracts/{wage.pk}/clauses/"), 403)


@pytest.mark.parametrize(
    ("fields", "word", "following"),
    [
        ({"effective_on": None}, "已签字待报送", "2024-05-13前报送人力社保部门"),
        ({"effective_on": None, "filed_on": day("2024-05-08")}, "审查中", "还有1088天到期，到期前续签"),
        (
            {"effective_on": day("2024-05-28"), "filed_on": day("2024-05-08")},
            "审查中",
            "还有1110天到期，到期前续签",
        ),
        ({}, "已生效", "还有1088天到期，到期前续签"),
        ({"expires_on": day("2025-05-05")}, "已生效", "还有358天到期，到期前续签"),
        ({"terminated_on": day("2024-05-10")}, "已终止", "2024-05-20前报送终止"),
        (
            {"terminated_on": day("2024-05-10"), "end_filed_on": day("2024-05-11")},
            "已终止",
            "已报送终止，2024-05-11",
        ),
    ],
)
def test_the_page_says_where_a_contract_stands_and_what_comes_next(yinghai, fields, word, following):
    contract = make.contract(make.enterprise(yinghai), signed_on=day("2024-05-06"), **fields)
    contract.refresh_from_db()

    told = now(contract, [contract], day("2024-05-12"))

    assert (told.word, told.next) == (word, following)


def test_an_expired_contract_wants_its_renewal_until_there_is_one(yinghai):
    old = make.contract(make.enterprise(yinghai), signed_on=day("2021-05-06"))
    old.refresh_from_db()
    after = day("2024-05-12")
    renewed = make.contract(old.enterprise, signed_on=after, renews=old)

    alone, followed = now(old, [old], after), now(old, [old, renewed], after)

    assert (alone.word, alone.next) == ("已到期", "已过期7天，续签或登记续签的合同")
    assert (followed.word, followed.next) == ("已续签", "已续签")
