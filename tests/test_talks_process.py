"""What the signature leaves behind, and what is refused of talks, in what words."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bargaining.articles import article
from bargaining.models import Contract, Talks, TalksStep
from bargaining.process.sides import doubts, faults
from bargaining.workflow import TalksRoad
from union_portal.organization.records import refusal

from . import make
from .make import bargaining as works

pytestmark = pytest.mark.django_db


def day(text):
    return dt.date.fromisoformat(text)


PASSED = {
    "received_on": day("2015-03-02"),
    "answered_on": day("2015-03-10"),
    "answer": "agreed",
    "reps_published_on": day("2015-03-12"),
    "information_on": day("2015-03-13"),
    "recorder": "吴记录",
    "started_on": day("2015-03-20"),
    "drafted_on": day("2015-04-01"),
    "passed_on": day("2015-04-10"),
    "entitled": 180,
    "present": 120,
    "in_favour": 90,
}
SIGNED = {
    "labour_signed_on": "2015-04-15",
    "employer_signed_on": "2015-04-16",
    "number": "工资〔2015〕1号",
    "expires_on": "2016-04-15",
    "women": "chapter",
}


@pytest.fixture
def firm(yinghai):
    return make.enterprise(yinghai, name="瀛海食品厂")


def ready(firm, **fields):
    """Passed, by three on each side, with every paper kept."""
    talks = works.documented(works.represented(works.talks(firm, **PASSED | fields)))
    talks.refresh_from_db()
    return talks


def sign(client, talks, **typed):
    return client.post(f"/bargaining/talks/{talks.pk}/sign/", SIGNED | typed)


def told(answer) -> str:
    """All that the page refuses, in the forms and above them."""
    context = answer.context
    forms = [form for form in (context["form"], context["signing"]) if form is not None]
    return "；".join(str(error) for form in forms for errors in form.errors.values() for error in errors)


# --- the signature


def test_the_signature_makes_the_contract_with_its_clauses(enter, firm, yinghai):
    talks = ready(firm)

    answer = sign(enter("chair", yinghai), talks, topics=["leave", "safety"])

    assert answer.status_code == 302
    contract = Contract.objects.get()
    talks.refresh_from_db()
    assert (talks.contract, talks.state) == (contract, "signed")
    assert (contract.enterprise, contract.kind, contract.signed_on) == (firm, "wage", day("2015-04-16"))
    assert sorted(contract.clauses.values_list("topic", flat=True)) == ["leave", "safety"]


def test_the_signature_finds_the_contract_already_registered(enter, firm, yinghai):
    known = make.contract(firm, number="工资〔2015〕1号", kind="wage", signed_on=day("2015-04-16"))
    talks = ready(firm)

    assert sign(enter("chair", yinghai), talks).status_code == 302

    talks.refresh_from_db()
    assert (talks.contract, Contract.objects.count()) == (known, 1)


def test_a_contract_of_another_firm_is_not_taken_for_this_one(enter, firm, yinghai):
    other = make.enterprise(yinghai)
    make.contract(other, number="工资〔2015〕1号", kind="wage", signed_on=day("2015-04-16"))
    talks = ready(firm)

    answer = sign(enter("chair", yinghai), talks)

    assert (answer.status_code, Talks.objects.get(pk=talks.pk).state) == (422, "passed")
    assert "的签约单位与本次协商不一致，请核对合同编号" in told(answer)


def test_a_regional_contract_lists_whom_it_covers(enter, firm, yinghai):
    other = make.enterprise(yinghai, name="瀛海家具厂")
    talks = ready(firm, scope="regional", enterprise=None, area="瀛海工业区")
    client = enter("chair", yinghai)

    unknown = sign(client, talks, firms="瀛海食品厂\n没有这家厂")
    assert "第2行“没有这家厂”没有找到，请填写单位的完整名称或统一社会信用代码" in told(unknown)
    assert Contract.objects.count() == 0

    assert sign(client, talks, firms=f"瀛海食品厂\n\n{other.credit_code}").status_code == 302
    assert set(Contract.objects.get().coverage.values_list("enterprise__name", "since")) == {
        ("瀛海食品厂", day("2015-04-16")),
        ("瀛海家具厂", day("2015-04-16")),
    }


# --- what is refused, and in what words


def test_a_late_answer_says_why_and_the_database_asks_so_too(enter, firm, yinghai):
    talks = works.documented(works.talks(firm, received_on=day("2015-03-02")))
    client = enter("chair", yinghai)

    answer = client.post(f"/bargaining/talks/{talks.pk}/accept/", {"answered_on": "2015-03-24"})
    assert told(answer) == (
        "对方应在20日内书面答复（《北京市集体合同条例》第32条、《工资集体协商试行办法》第17条）："
        "2015-03-02收到要约，期限2015-03-23，填写的是2015-03-24，迟1天；确为逾期答复的，在答复理由中写明"
    )
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Talks.objects.update(answered_on=day("2015-03-24"), answer="agreed")
    said = refusal(caught.value, Talks)
    assert said == "对方应在20日内书面答复，期限2015-03-23，逾期答复的应写明理由"

    late = {"answered_on": "2015-03-24", "answer_reason": "负责人出差"}
    assert client.post(f"/bargaining/talks/{talks.pk}/accept/", late).status_code == 302


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reps_published_on": day("2015-03-21")}, "reps_published_on"),
        ({"recorder": "钱代表"}, "recorder"),
        ({"started_on": day("2015-03-09"), "reps_published_on": day("2015-03-08")}, "started_on"),
        ({"present": 119, "in_favour": 90}, "present"),
        ({"in_favour": 89}, "in_favour"),
        ({"labour_signed_on": day("2015-04-09")}, "labour_signed_on"),
    ],
)
def test_what_is_out_of_order_is_said_at_its_field_with_the_article(firm, fields, field):
    talks = ready(firm)
    works.representative(talks, name="钱代表")
    for name, value in fields.items():
        setattr(talks, name, value)

    with pytest.raises(ValidationError) as refused:
        talks.clean()

    assert list(refused.value.message_dict) == [field]
    assert "》第" in refused.value.message_dict[field][0]


def test_an_offer_is_in_writing_and_minutes_are_kept(firm, yinghai):
    talks = works.represented(works.talks(firm, offered_on=None))
    talks.refresh_from_db()
    user = make.user("chair", yinghai)
    offer = {"offered_on": day("2015-03-02"), "received_on": day("2015-03-02"), "topics": "工资"}

    with pytest.raises(ValidationError, match="要约应以书面提出（《北京市集体合同条例》第32条.*缺少要约书"):
        TalksRoad.take("offer", talks, user, **offer)

    works.paper(talks, 2, "要约书")
    assert TalksRoad.take("offer", talks, user, **offer).state == "offered"


def test_the_steps_are_a_table_that_may_ask_for_other_papers(firm, yinghai):
    TalksStep.objects.filter(place=2).update(evidence="")
    talks = works.talks(firm, offered_on=None)
    talks.refresh_from_db()
    user = make.user("chair", yinghai)
    offer = {"offered_on": day("2015-03-02"), "received_on": day("2015-03-02"), "topics": "工资"}

    assert TalksRoad.take("offer", talks, user, **offer).state == "offered"


def test_sides_are_faulted_by_rule_and_only_warned_of_by_custom(firm):
    talks = works.represented(works.talks(firm), each=11)
    today = dt.date.today()

    assert faults(talks, today) == []
    law = article("representatives", today)
    assert doubts(talks, today)[:2] == [
        f"每方代表一般不超过10人（{law}）：职工方现11人",
        f"每方代表一般不超过10人（{law}）：企业方现11人",
    ]


def test_the_rule_for_wages_is_told_of_wage_talks_alone():
    spring = day("2015-03-02")

    assert article("offer_answer", spring) == "《北京市集体合同条例》第32条"
    assert article("offer_answer", spring, "wage").endswith("、《工资集体协商试行办法》第17条")
