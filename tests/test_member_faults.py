"""合格: each reason is found exactly, listed, shown with its repair, and counted in what it costs."""

import datetime as dt

import pytest
from django.urls import reverse

from members.faults import BY_CODE, FAULTS, SERVICES, standing_of
from members.models import Member
from members.quality import reasons
from tests import make
from tests.cases.faults import FAULTY, SOUND, wrong
from tests.cases.members import recorded
from tests.rosters import HEADINGS, imported, workbook
from union_portal import periods
from union_portal.reporting.compute import compute

TODAY = dt.date.today()
LIST = "/members/"


def codes(spell) -> list[str]:
    return [fault.code for fault in standing_of(spell.member, TODAY).faults]


def listed(client, **query) -> list:
    return [row.pk for row in client.get(LIST, query).context["page"]]


def test_every_reason_has_a_record_that_fails_by_it_alone(yinghai):
    assert set(FAULTY) == set(BY_CODE)
    assert {code: codes(build(yinghai)) for code, build in FAULTY.items()} == {
        code: [code] for code in FAULTY
    }


@pytest.mark.parametrize("place", range(len(SOUND)))
def test_a_record_that_nearly_fails_passes(yinghai, place):
    spell = SOUND[place](yinghai)

    assert codes(spell) == []
    assert reasons(spell.member).qualified


def test_the_share_of_sound_records_leaves_out_every_fault_that_counts(yinghai):
    for build in [*FAULTY.values(), *SOUND]:
        build(yinghai)
    today = periods.custom(TODAY, TODAY)

    cell = compute(today, ["MEM04"])[yinghai.path]["MEM04"]

    counting = [fault for fault in FAULTS if fault.counts and fault.code != "uncollected"]
    silent = [fault for fault in FAULTS if not fault.counts]
    assert cell.denominator == len(counting) + len(silent) + len(SOUND)
    assert cell.numerator == len(silent) + len(SOUND)


# --- lists


@pytest.mark.parametrize("code", FAULTY)
def test_the_list_is_filtered_by_a_reason(enter, yinghai, code):
    spells = {name: build(yinghai) for name, build in FAULTY.items()}

    assert listed(enter("clerk", yinghai), fault=code) == [spells[code].member_id]


def test_the_list_tells_those_that_fail_from_those_that_pass(enter, yinghai, caiyu):
    good, bad, left = recorded(yinghai), FAULTY["expired"](yinghai), recorded(yinghai, until=TODAY)
    FAULTY["expired"](caiyu)
    client = enter("clerk", yinghai)

    assert listed(client, fault="none") == [good.member_id]
    assert listed(client, fault="any") == [bad.member_id]
    told = {row.pk: row.fault for row in client.get(LIST).context["page"]}
    assert told == {good.member_id: "合格", bad.member_id: "证件已过有效期", left.member_id: "不在册"}


def test_two_reasons_are_both_told_and_found_by_either(enter, yinghai):
    spell = wrong(yinghai, name="张", document_fault="number")
    client = enter("clerk", yinghai)

    [row] = client.get(LIST, {"fault": "document"}).context["page"]

    assert row.fault == "姓名不足两个字、证件号码未通过校验"
    assert listed(client, fault="name") == [spell.member_id]


def test_those_without_a_card_are_listed(enter, yinghai):
    carded, without = recorded(yinghai), recorded(yinghai)
    make.card(carded.member)
    client = enter("clerk", yinghai)

    assert listed(client, card="none") == [without.member_id]
    assert listed(client, card="issued") == [carded.member_id]


def test_the_list_says_where_somebody_works_since_when_and_how_enrolled(enter, yinghai):
    spell = recorded(yinghai)

    [row] = enter("clerk", yinghai).get(LIST).context["page"]

    assert (row.workplace, row.joined, row.standing) == ("速达配送平台", spell.admitted_on, "active")


# --- what is lost


def labels(standing) -> list[str]:
    return [service.label for service in standing.lost]


def test_without_collection_there_is_no_card_and_nothing_that_hangs_on_it(yinghai):
    lost = labels(reasons(FAULTY["uncollected"](yinghai).member))
    assert lost == ["申办京卡", "互助保障金打卡发放", "凭卡服务"]


def test_whoever_holds_a_card_already_keeps_what_hangs_on_it(yinghai):
    spell = FAULTY["expired"](yinghai)
    make.card(spell.member)

    assert labels(reasons(spell.member)) == []
    assert not reasons(spell.member).qualified


def test_without_a_phone_messages_are_lost_but_the_record_passes(yinghai):
    standing = reasons(FAULTY["no-mobile"](yinghai).member)

    assert (standing.qualified, labels(standing)) == (True, ["短信通知和网上办理"])


def test_every_service_names_reasons_that_exist():
    assert {code for service in SERVICES for code in service.faults} <= set(BY_CODE)


def test_who_is_not_enrolled_is_judged_by_nothing(yinghai):
    standing = reasons(make.member(yinghai))
    assert (standing.enrolled, standing.qualified, standing.faults) == (False, False, ())


# --- verdicts on what is encrypted


def test_a_number_that_came_in_unchecked_is_judged_when_the_record_is_saved(yinghai):
    who = make.member(yinghai)
    Member.objects.filter(pk=who.pk).update(document="110115199003079980")
    who = Member.objects.get(pk=who.pk)

    who.save()

    assert Member.objects.get(pk=who.pk).document_fault == "number"


def test_birth_and_sex_are_held_against_the_number(yinghai):
    who = make.member(yinghai)
    assert who.document_fault == ""

    who.born_on = who.born_on.replace(year=1970)
    who.save()

    assert who.document_fault == "facts"


def test_a_roster_that_puts_a_number_right_clears_the_verdict(yinghai, district, tmp_path):
    phone = "13800138000"
    who = make.member(yinghai, mobile=phone)
    Member.objects.filter(pk=who.pk).update(mobile_fault=True, document_fault="facts")
    row = ["李测试", who.document.reveal(), phone, yinghai.name, dt.date(2015, 3, 1)]

    imported(workbook([HEADINGS, row]), "member", make.user("organisation", district), tmp_path)

    who.refresh_from_db()
    assert (who.name, who.mobile_fault, who.document_fault) == ("李测试", False, "")


def test_the_checks_of_a_register_are_listed_with_what_hangs_on_them(enter, yinghai):
    FAULTY["expired"](yinghai)

    html = enter("clerk", yinghai).get(reverse("quality")).content.decode()

    assert "证件已过有效期" in html
    assert "信息合格率下降；影响申办京卡、互助保障金打卡发放、凭卡服务" in html
