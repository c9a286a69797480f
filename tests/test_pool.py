"""The pool and what is taken on: by whom, until when, and who came first."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.cases.claims import take
from enterprises.models import Claim, Enterprise, UnionizationCase
from tests import make
from tests.make import organising
from tests.registers import page
from union_portal import calendars

TODAY = dt.date.today()
BACKEND = "union_portal.organization.backends.PostBackend"
POOL = "/enterprises/pool/"


def case_of(org, name, **fields):
    return organising.unionization_case(make.enterprise(org, name=name, **fields))


def claims():
    return list(Claim.objects.order_by("pk").values_list("case", "org", "holder", "since", "until", "end"))


def test_a_township_takes_on_what_it_ticks(enter, yinghai):
    first, _ = case_of(yinghai, "新星食品厂"), case_of(yinghai, "红旗家具厂")

    response = enter("clerk", yinghai).post(POOL, {"do": "claim", "case": first.pk}, follow=True)

    due = calendars.rule_deadline("claim_days", TODAY)
    assert f"瀛海街道已认领1家，{due}前办结" in page(response)
    assert claims() == [(first.pk, yinghai.pk, None, TODAY, None, "")]
    assert Claim.objects.get().due_on == due
    assert (response.context["free_count"], response.context["held_count"]) == (1, 1)


def test_a_case_is_taken_on_for_one_of_the_township_s_people(enter, yinghai, caiyu):
    case, zhang = case_of(yinghai, "新星食品厂"), make.user("clerk", yinghai)
    client, stranger = enter("chair", yinghai), make.user("clerk", caiyu)

    offered = client.get(POOL).context["people"]
    client.post(POOL, {"do": "claim", "case": case.pk, "holder": zhang.pk})

    assert zhang in offered and stranger not in offered
    assert Claim.objects.get().holder == zhang


def test_who_comes_second_is_told_who_and_when(enter, yinghai):
    case, zhang = case_of(yinghai, "新星食品厂"), make.user("clerk", yinghai)
    organising.claim(case, holder=zhang, since=dt.date(2015, 4, 2))

    html = page(enter("chair", yinghai).post(POOL, {"do": "claim", "case": case.pk}, follow=True))

    assert f"新星食品厂 {zhang}没有认领：已由瀛海街道{zhang}于2015-04-02认领" in html
    assert Claim.objects.count() == 1


def test_of_two_who_claim_at_once_one_gets_it_and_the_other_sees_whose_it_is(committed):
    township = make.township(make.district(), "001", "瀛海街道总工会")
    case, people = case_of(township, "新星食品厂"), [make.user("clerk", township) for _ in range(2)]
    together = Barrier(2)

    def claim(person):
        together.wait()
        outcome = take(UnionizationCase.objects.filter(pk=case.pk), township, person, TODAY)
        connection.close()
        return outcome

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(claim, people))

    winner = Claim.objects.get().holder
    assert sorted(outcome.taken for outcome in outcomes) == [0, 1]
    assert [found.holder for outcome in outcomes for found in outcome.earlier] == [winner]


def test_the_district_deals_out_by_address_and_the_firms_move_with_their_cases(
    enter, district, yinghai, caiyu
):
    near = case_of(yinghai, "新星食品厂", address="采育镇育英街1号")
    far = case_of(yinghai, "红旗家具厂", address="瀛海镇南五环")
    visits = [organising.visit(case.enterprise) for case in (near, far)]

    client = enter("organisation", district)
    client.post(f"{POOL}?q=采育", {"do": "assign", "every": "1", "unit": caiyu.code})

    assert claims() == [(near.pk, caiyu.pk, None, TODAY, None, "")]
    assert [Enterprise.objects.get(pk=c.enterprise_id).org for c in (near, far)] == [caiyu, yinghai]
    for row in (near, *visits):
        row.refresh_from_db()
    assert [row.org for row in (near, *visits)] == [caiyu, caiyu, yinghai]


def test_the_district_names_the_township_before_it_deals_out(enter, district, yinghai):
    case = case_of(yinghai, "新星食品厂")

    html = page(enter("organisation", district).post(POOL, {"do": "assign", "case": case.pk}, follow=True))

    assert "应先选择要分派到的镇街" in html and claims() == []


def test_what_is_given_back_with_a_reason_is_free_again(enter, yinghai):
    case = case_of(yinghai, "新星食品厂")
    claim, client = organising.claim(case, since=dt.date(2015, 4, 2)), enter("chair", yinghai)

    refused = page(client.post(POOL, {"do": "release", "claim": claim.pk}, follow=True))
    kept = Claim.objects.get().until
    told = page(client.post(POOL, {"do": "release", "claim": claim.pk, "reason": "已迁往通州"}, follow=True))

    claim.refresh_from_db()
    assert "没有退回：应先写明原因" in refused and kept is None
    assert "已退回1家" in told
    assert (claim.until, claim.end, claim.reason) == (TODAY, "released", "已迁往通州")
    assert list(client.get(POOL).context["free"]) == [case]


def aged(minutes):
    Claim.objects.update(taken_at=timezone.now() - dt.timedelta(minutes=minutes))


def test_who_took_a_case_on_may_undo_it_for_ten_minutes_without_a_reason(enter, yinghai):
    first, second = case_of(yinghai, "新星食品厂"), case_of(yinghai, "红旗家具厂")
    client = enter("chair", yinghai)
    taken = page(client.post(POOL, {"do": "claim", "case": [first.pk, second.pk]}, follow=True))
    claim = Claim.objects.get(case=first)

    told = page(client.post(POOL, {"do": "undo", "claim": claim.pk, "back": first.pk}, follow=True))

    assert "刚认领 2 家，10分钟内可以撤销" in taken
    assert "已撤销认领1家" in told and "撤销认领</button>" not in told
    assert [row[4:] for row in claims()] == [(TODAY, "undone"), (None, "")]
    assert list(client.get(POOL).context["free"]) == [first]
    assert list(client.get(POOL).context["undoable"]) == [Claim.objects.get(case=second)]
    timeline = client.get(f"/enterprises/{first.enterprise_id}/").context["timeline"]
    assert {(e.kind, e.text, e.who) for e in timeline if "认领" in e.kind} == {
        ("认领", f"{claim.due_on}前办结", "瀛海街道"),
        ("撤销认领", "认领后10分钟内撤销", claim.taken_by.name),
    }


def test_after_ten_minutes_or_by_another_a_claim_is_only_given_back(enter, district, yinghai):
    case = case_of(yinghai, "新星食品厂")
    client = enter("chair", yinghai)
    client.post(POOL, {"do": "claim", "case": case.pk})
    claim = Claim.objects.get()
    detail = f"/enterprises/cases/{case.pk}/"
    offered = page(client.get(detail)).count("撤销认领</button>")

    another = page(enter("clerk", yinghai).post(POOL, {"do": "undo", "claim": claim.pk}, follow=True))
    aged(10)
    client.force_login(claim.taken_by, BACKEND)
    late = page(client.post(POOL, {"do": "undo", "claim": claim.pk}, follow=True))

    assert (offered, page(client.get(detail)).count("撤销认领</button>")) == (1, 0)
    for told in (another, late):
        assert "1家没有撤销：认领已超过10分钟或不是由你认领，应写明原因退回" in told
    assert claims() == [(case.pk, yinghai.pk, None, TODAY, None, "")]


def test_what_the_district_dealt_out_nobody_undoes(enter, district, yinghai):
    case = case_of(yinghai, "新星食品厂")
    client = enter("organisation", district)
    client.post(POOL, {"do": "assign", "case": case.pk, "unit": yinghai.code})

    assert "没有撤销" in page(client.post(POOL, {"do": "undo", "claim": Claim.objects.get().pk}, follow=True))
    assert claims() == [(case.pk, yinghai.pk, None, TODAY, None, "")]


def test_handing_over_ends_one_claim_and_begins_the_next(enter, yinghai):
    case, zhang = case_of(yinghai, "新星食品厂"), make.user("clerk", yinghai)
    old, client = organising.claim(case, since=dt.date(2015, 4, 2)), enter("chair", yinghai)

    client.post(POOL, {"do": "reassign", "claim": old.pk, "holder": zhang.pk, "reason": "分工调整"})

    assert claims() == [
        (case.pk, yinghai.pk, None, dt.date(2015, 4, 2), TODAY, "reassigned"),
        (case.pk, yinghai.pk, zhang.pk, TODAY, None, ""),
    ]


def test_the_overdue_are_listed_to_the_district_and_taken_back_as_overdue(enter, district, yinghai):
    late, fine = (case_of(yinghai, name) for name in ("新星食品厂", "红旗家具厂"))
    claim = organising.claim(late, due_on=TODAY - dt.timedelta(days=3))
    organising.claim(fine, due_on=TODAY)
    client = enter("organisation", district)

    response = client.get(f"{POOL}?late=1")
    client.post(POOL, {"do": "release", "claim": claim.pk, "reason": "逾期未办"})

    assert [(row.case, left) for row, left in response.context["held"]] == [(late, -3)]
    assert "逾期 3 天" in page(response)
    claim.refresh_from_db()
    assert claim.end == "overdue"


def test_every_township_stands_in_administrative_order_with_its_leader_and_counts(
    enter, district, caiyu, yinghai
):
    for number in range(3):
        case_of(caiyu, f"第{number}家具厂")
    organising.claim(case_of(yinghai, "新星食品厂"), due_on=TODAY - dt.timedelta(days=1))
    organising.leader_area(caiyu, since=TODAY, until=TODAY + dt.timedelta(days=9), leader="李主席")

    lines = enter("leader", district).get(POOL).context["by_unit"]

    found = [(x["unit"], x["leader"] and x["leader"].leader, x["free"], x["held"], x["late"]) for x in lines]
    assert found == [(yinghai, None, 0, 1, 1), (caiyu, "李主席", 3, 0, 0)]


def test_thirty_cases_are_shown_with_the_queries_of_one(enter, yinghai):
    client = enter("chair", yinghai)

    def queries(count):
        for _ in range(count):
            case_of(yinghai, "新星食品厂")
            organising.claim(case_of(yinghai, "红旗家具厂"))
        client.get(POOL)
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(POOL).context
        return len(shown["free"]), len(shown["held"]), len(asked)

    (*few, first), (*many, second) = queries(1), queries(29)

    assert (few, many) == ([1, 1], [30, 30])
    assert first == second


def test_a_stranger_sees_and_takes_nothing_and_a_reader_changes_nothing(enter, district, yinghai, caiyu):
    case = case_of(yinghai, "新星食品厂")

    stranger = enter("chair", caiyu)
    seen = stranger.get(POOL).context
    stranger.post(POOL, {"do": "claim", "case": case.pk})
    reader = enter("leader", district)

    assert (list(seen["free"]), list(seen["by_unit"])[0]["unit"]) == ([], caiyu)
    assert page(reader.post(POOL, {"do": "claim", "case": case.pk}), 403)
    assert page(enter("auditor", district).get(POOL), 403)
    assert page(Client().get(POOL), 302) == ""
    assert claims() == []


@pytest.mark.parametrize("do", ["", "drop"])
def test_an_unknown_act_is_refused(enter, yinghai, do):
    assert enter("chair", yinghai).post(POOL, {"do": do}).status_code == 400
