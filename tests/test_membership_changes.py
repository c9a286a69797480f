"""What happens to a membership: each change closes the spell for its reason, and may open the next."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.life.changes import CHANGES, rejoin, take
from members.models import Membership, Transfer
from tests import make
from tests.make import FOUNDED
from tests.make.joining import transfer

DAY = dt.date(2015, 6, 1)
LAPSED = {
    "fee_unpaid_since": dt.date(2014, 11, 1),
    "urged_on": dt.date(2015, 5, 1),
    "decision_no": "工组决〔2015〕1号",
}
FACTS = {
    "retain": {"retained_for": "retired"},
    "restore": {},
    "withdraw": {},
    "lapse": LAPSED,
    "expel": {"decision_no": "工组决〔2015〕2号"},
    "move": {},
    "decease": {},
}
RETAINED = {"standing": "retained", "retained_for": "unemployed"}


@pytest.fixture
def union(yinghai):
    return make.union(yinghai)


def member_of(union, **fields):
    return make.membership(make.member(union.org), union, **fields).member


def spells(member):
    return Membership.objects.filter(member=member)


def story(member):
    """The spells in order: standing, first and last day, how it began and ended."""
    rows = spells(member).order_by("since", "id")
    return [*rows.values_list("standing", "since", "until", "start", "end", "retained_for")]


def test_a_membership_is_retained_and_restored_in_the_same_union_from_the_same_admission(union):
    who = member_of(union)

    take("retain", spells(who), DAY, retained_for="unemployed")
    take("restore", spells(who).filter(until=None), DAY + dt.timedelta(90))

    assert story(who) == [
        ("active", FOUNDED, DAY, "admission", "retained", ""),
        ("retained", DAY, DAY + dt.timedelta(90), "retained", "restored", "unemployed"),
        ("active", DAY + dt.timedelta(90), None, "restored", "", ""),
    ]
    assert set(spells(who).values_list("union", "admitted_on")) == {(union.pk, FOUNDED)}


@pytest.mark.parametrize(
    ("name", "end", "standing"),
    [
        ("withdraw", "withdrawn", {}),
        ("withdraw", "withdrawn", RETAINED),
        ("lapse", "lapsed", {}),
        ("expel", "expelled", {}),
        ("move", "moved", {}),
        ("decease", "deceased", {}),
        ("decease", "deceased", RETAINED),
    ],
)
def test_a_membership_ends_for_its_reason(union, name, end, standing):
    who = member_of(union, **standing)

    take(name, spells(who), DAY, **FACTS[name])

    assert story(who)[-1][2:5] == (DAY, "admission", end)
    assert spells(who).filter(until=None).count() == 0
    assert {field: getattr(spells(who).get(), field) for field in FACTS[name]} == FACTS[name]


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_takes_a_whole_set_in_a_fixed_number_of_queries(union, name, django_assert_max_num_queries):
    standing = RETAINED if name == "restore" else {}
    for _ in range(12):
        member_of(union, **standing)

    with django_assert_max_num_queries(10):
        assert take(name, Membership.objects.filter(union=union), DAY, **FACTS[name]) == 12

    assert Membership.objects.filter(end=CHANGES[name].end, until=DAY).count() == 12


@pytest.mark.parametrize(
    ("name", "standing", "said"),
    [
        ("retain", RETAINED, "张测试现为“保留会籍”，不能转为保留会籍"),
        ("restore", {}, "张测试现为“在册”，不能恢复在册"),
        ("lapse", RETAINED, "张测试现为“保留会籍”，不能视为退会"),
        ("withdraw", {"until": DAY, "end": "withdrawn"}, "张测试现为“退会”，不能退会"),
    ],
)
def test_a_change_out_of_turn_is_refused_in_words(union, name, standing, said):
    who = member_of(union, **standing)
    before = story(who)

    with pytest.raises(ValidationError) as refused:
        take(name, spells(who), DAY, **FACTS[name])

    assert (refused.value.messages, story(who)) == ([said], before)


@pytest.mark.parametrize("name", [name for name, change in CHANGES.items() if change.asks])
def test_a_change_names_what_it_lacks(union, name):
    who = member_of(union)

    with pytest.raises(ValidationError) as refused:
        take(name, spells(who), DAY)

    assert set(refused.value.message_dict) == set(CHANGES[name].asks)
    assert spells(who).get().until is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, "退会应填写生效日期"),
        (FOUNDED - dt.timedelta(1), "早于张测试现会籍的起始日期2010-03-01"),
        (dt.date(2100, 1, 1), "退会的生效日期2100-01-01晚于今天"),
    ],
)
def test_a_change_on_an_impossible_day_is_refused(union, day, said):
    who = member_of(union)

    with pytest.raises(ValidationError, match=said):
        take("withdraw", spells(who), day)
    assert spells(who).get().until is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"fee_unpaid_since": dt.date(2014, 12, 2)},
            "欠缴会费不满6个月，最早2015-06-02可以视为退会",
        ),
        ({"urged_on": dt.date(2014, 10, 1)}, "催告日期2014-10-01应在欠缴起始日期2014-11-01之后"),
        ({"urged_on": DAY + dt.timedelta(1)}, "不晚于2015-06-01"),
    ],
)
def test_nobody_lapses_before_six_months_unpaid_and_an_urging(union, facts, said):
    who = member_of(union)

    with pytest.raises(ValidationError, match=said):
        take("lapse", spells(who), DAY, **LAPSED | facts)
    assert spells(who).get().until is None


def test_six_months_to_the_day_suffice(union):
    who = member_of(union)

    take("lapse", spells(who), DAY, **LAPSED | {"fee_unpaid_since": dt.date(2014, 12, 1)})

    assert story(who)[-1][4] == "lapsed"


@pytest.mark.parametrize(
    "written",
    [
        {"end": "expelled"},
        {"end": "lapsed", "decision_no": "工组决〔2015〕1号"},
        {"end": "lapsed", **LAPSED, "decision_no": ""},
        {"end": "lapsed", **LAPSED, "fee_unpaid_since": dt.date(2015, 1, 1)},
        {"end": "lapsed", **LAPSED, "urged_on": None},
        {"end": ""},
        {"end": "withdrawn", "until": FOUNDED - dt.timedelta(1)},
        {"end": "withdrawn", "standing": "retained"},
    ],
)
def test_the_database_refuses_an_end_without_its_grounds(union, written):
    who = member_of(union)

    with pytest.raises(IntegrityError), transaction.atomic():
        spells(who).update(**{"until": DAY} | written)

    assert spells(who).get().until is None


def test_a_waiting_transfer_is_recalled_when_the_membership_ends(union, caiyu):
    asked = transfer(union.org, member=member_of(union), to_union=make.union(caiyu))

    take("withdraw", spells(asked.member), DAY)

    assert Transfer.objects.values_list("state", "recalled_on").get() == ("recalled", DAY)


def test_a_waiting_transfer_stays_while_the_membership_goes_on(union, caiyu):
    asked = transfer(union.org, member=member_of(union), to_union=make.union(caiyu))

    take("retain", spells(asked.member), DAY, retained_for="unemployed")

    assert Transfer.objects.get().state == "waiting"


# --- joining again


def again(who, union, day=DAY + dt.timedelta(30)):
    return rejoin(who, union, day, source="existing", channel="counter")


def test_somebody_who_left_joins_again_as_a_new_admission_and_belongs_to_the_new_township(union, caiyu):
    who = member_of(union)
    take("expel", spells(who), DAY, decision_no="工组决〔2015〕2号")

    again(who, make.union(caiyu))

    assert story(who)[-1] == ("active", DAY + dt.timedelta(30), None, "admission", "", "")
    who.refresh_from_db()
    assert (who.org, spells(who).get(until=None).admitted_on) == (caiyu, DAY + dt.timedelta(30))


def test_whoever_has_a_membership_is_transferred_not_admitted(union, caiyu):
    who = member_of(union)

    with pytest.raises(ValidationError, match="该人员已有有效会籍，请办理接转"):
        again(who, make.union(caiyu))


def test_nobody_joins_again_on_days_of_the_spell_that_ended(union):
    who = member_of(union)
    take("withdraw", spells(who), DAY)

    with pytest.raises(ValidationError, match="请办理接转"):
        again(who, union, DAY - dt.timedelta(1))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (FOUNDED - dt.timedelta(400), "入会日期不能早于所在工会批准成立日期"),
        (dt.date(2100, 1, 1), "入会日期不能晚于今天"),
        (None, "应填写入会日期"),
    ],
)
def test_an_admission_on_an_impossible_day_is_refused(union, day, said):
    who = make.member(union.org)
    with pytest.raises(ValidationError, match=said):
        again(who, union, day)


def test_nobody_joins_before_sixteen_or_a_union_that_is_dissolved(union, yinghai):
    young = make.member(yinghai, document=make.identity_number(1, born=dt.date(2000, 1, 1)))
    with pytest.raises(ValidationError, match="年满16周岁方可作为职工入会"):
        again(young, union)
    gone = make.union(yinghai, dissolved_on=DAY, dissolve_reason="ended")
    with pytest.raises(ValidationError, match="已于2015-06-01撤销"):
        again(make.member(yinghai), gone)


def test_the_dead_do_not_join_again(union):
    who = member_of(union)
    take("decease", spells(who), DAY)

    with pytest.raises(ValidationError, match="已登记为去世"):
        again(who, union)


def test_today_is_a_day_on_which_things_happen(union):
    who = member_of(union)

    take("withdraw", spells(who), timezone.localdate())

    assert spells(who).get().until == timezone.localdate()
