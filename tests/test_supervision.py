"""三不 and the supervision ladder: flags with evidence, numbered papers, proof, terms, what follows."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from disputes.models import SupervisionDocument
from enterprises.models import Defiance
from tests import make
from tests.make import FOUNDED, organising
from tests.registers import page

SERVED = {"method": "hand", "receipt": "前台李测试签收"}


def flagged(org, firm=None, **fields):
    fields = {"kind": "union", "since": FOUNDED, "evidence": "三次走访均拒绝"} | fields
    return Defiance.objects.create(org=org, enterprise=firm or make.enterprise(org), **fields)


# --- numbers


def test_papers_are_numbered_by_unit_year_and_kind_without_gaps(yinghai, caiyu):
    numbers = [
        make.paper(org, kind, issued_on=dt.date(year, 5, 1)).number
        for org, kind, year in (
            (yinghai, "opinion", 2015),
            (yinghai, "opinion", 2015),
            (yinghai, "opinion", 2016),
            (caiyu, "opinion", 2015),
        )
    ]

    assert numbers == [
        "2015-110115001-意见书-001",
        "2015-110115001-意见书-002",
        "2016-110115001-意见书-001",
        "2015-110115002-意见书-001",
    ]


def test_a_number_lost_in_a_failed_transaction_is_given_again(yinghai):
    with pytest.raises(RuntimeError), transaction.atomic():
        make.paper(yinghai)
        raise RuntimeError

    assert make.paper(yinghai).sequence == 1


def test_many_papers_in_one_statement_are_numbered_one_by_one(yinghai):
    firm = make.enterprise(yinghai)
    SupervisionDocument.objects.bulk_create(
        SupervisionDocument(org=yinghai, kind="opinion", enterprise=firm, issued_on=FOUNDED, matter="不建会")
        for _ in range(30)
    )

    assert sorted(SupervisionDocument.objects.values_list("sequence", flat=True)) == list(range(1, 31))


def test_a_void_paper_keeps_its_number_and_none_in_the_middle_is_deleted(yinghai):
    first = make.paper(yinghai, voided_on=FOUNDED, void_reason="单位名称有误")
    make.paper(yinghai)

    with pytest.raises(IntegrityError, match="文号不能断号"), transaction.atomic():
        first.delete()
    assert make.paper(yinghai).sequence == 3


@pytest.mark.parametrize(
    "change", [{"kind": "proposal"}, {"issued_on": dt.date(2011, 1, 1)}, {"sequence": 9}]
)
def test_the_database_lets_nobody_change_a_number(yinghai, change):
    row = make.paper(yinghai)
    change = change | ({"opinion": make.paper(yinghai)} if "kind" in change else {})

    with pytest.raises(IntegrityError, match="文号已编定"), transaction.atomic():
        SupervisionDocument.objects.filter(pk=row.pk).update(**change)


# --- proof and terms


@pytest.mark.parametrize(
    ("delivered", "due"),
    [(dt.date(2015, 5, 6), dt.date(2015, 5, 21)), (dt.date(2015, 5, 8), dt.date(2015, 5, 25))],
)
def test_the_answer_is_due_fifteen_days_after_delivery_and_no_rest_day_ends_it(yinghai, delivered, due):
    assert make.paper(yinghai, delivered_on=delivered, **SERVED).answer_due == due


def test_without_proof_no_term_runs(enter, yinghai):
    row = make.paper(yinghai)
    client = enter("chair", yinghai)
    sent = {"delivered_on": "2015-05-06", "method": "hand", "receipt": ""}

    assert "登记送达应填写送达凭证" in page(
        client.post(f"/disputes/supervision/{row.pk}/deliver/", sent), 422
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionDocument.objects.filter(pk=row.pk).update(delivered_on=dt.date(2015, 5, 6))
    row.refresh_from_db()
    assert row.answer_due is None


def test_the_form_says_that_delivery_without_proof_starts_no_term(enter, yinghai):
    row = make.paper(yinghai)
    client = enter("chair", yinghai)
    form = client.get(f"/disputes/supervision/{row.pk}/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"delivered_on": "2015-05-06"}

    html = page(
        client.post(f"/disputes/supervision/{row.pk}/edit/", sent | {"enterprise": row.enterprise.name}), 422
    )

    assert "未登记送达凭证，不能计算答复期限" in html


def test_a_paper_without_an_answer_is_on_the_district_s_list_from_the_next_working_day(
    enter, district, yinghai
):
    late = make.paper(yinghai, delivered_on=FOUNDED, **SERVED)
    make.paper(yinghai, delivered_on=FOUNDED, answered_on=FOUNDED, answer="已建会", **SERVED)
    make.paper(yinghai, delivered_on=FOUNDED, voided_on=FOUNDED, void_reason="误送", **SERVED)
    make.paper(yinghai, issued_on=dt.date.today(), delivered_on=dt.date.today(), **SERVED)

    assert list(enter("rights", district).get("/disputes/supervision/overdue/").context["page"]) == [late]
    assert list(SupervisionDocument.objects.unanswered(late.answer_due)) == []
    assert list(SupervisionDocument.objects.unanswered(late.answer_due + dt.timedelta(days=1))) == [late]


def test_a_proposal_follows_an_opinion_to_the_same_enterprise(enter, yinghai):
    opinion, other = make.paper(yinghai), make.paper(yinghai)
    client = enter("chair", yinghai)
    sent = {
        "org": yinghai.pk, "kind": "proposal", "enterprise": opinion.enterprise.name,
        "issued_on": "2015-06-01", "matter": "拒不改正",
    }  # fmt: skip

    assert "建议书应填写所依据的意见书" in page(client.post("/disputes/supervision/new/", sent), 422)
    strange = page(client.post("/disputes/supervision/new/", sent | {"opinion": other.number}), 422)
    assert "应为对同一单位的意见书" in strange
    page(client.post("/disputes/supervision/new/", sent | {"opinion": opinion.number}), 302)
    panels = client.get(f"/disputes/supervision/{opinion.pk}/").context["panels"]
    assert {panel["title"]: panel["count"] for panel in panels}["后续建议书"] == 1


# --- the ladder


def issued(client, flag, kind):
    """The paper that the ladder's own form makes of what it has filled in."""
    form = client.get(f"/disputes/ladder/{flag.pk}/{kind}/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    page(client.post(f"/disputes/ladder/{flag.pk}/{kind}/", sent), 302)
    return SupervisionDocument.objects.order_by("pk").last()


def test_the_ladder_is_climbed_rung_by_rung_from_the_flag_itself(enter, yinghai):
    flag = flagged(yinghai)
    organising.visit(flag.enterprise)
    client = enter("chair", yinghai)

    opinion, proposal = issued(client, flag, "opinion"), issued(client, flag, "proposal")
    make.referral(yinghai, firm=flag.enterprise, defiance=flag)
    make.referral(yinghai, "file", firm=flag.enterprise, defiance=flag, since=dt.date(2015, 4, 1))

    assert (opinion.matter, opinion.defiance) == ("不建会：三次走访均拒绝", flag)
    assert proposal.opinion == opinion
    rungs = client.get(f"/disputes/ladder/{flag.pk}/").context["rungs"]
    assert [(rung.title, len(rung.rows)) for rung in rungs] == [
        ("走访宣讲", 1), ("监督意见书", 1), ("监督建议书", 1), ("税务稽查、诉讼", 1), ("信用记录", 1),
    ]  # fmt: skip
    assert "未送达，不计算答复期限" in page(client.get(f"/disputes/ladder/{flag.pk}/"))


def test_all_ladders_are_listed_with_what_was_done_since_the_flag(enter, yinghai):
    flag = flagged(yinghai, since=dt.date(2015, 3, 1))
    flagged(yinghai, until=dt.date(2015, 1, 1))
    organising.visit(flag.enterprise, on=dt.date(2015, 2, 1))
    make.paper(yinghai, firm=flag.enterprise, defiance=flag, delivered_on=FOUNDED, **SERVED)
    make.paper(yinghai, firm=flag.enterprise, defiance=flag, voided_on=FOUNDED, void_reason="误写")

    response = enter("chair", yinghai).get("/disputes/ladder/?kind=union")

    (row,) = response.context["page"]
    assert (row.visits, row.opinions, row.proposals) == (None, 1, None)
    assert "逾期" in page(response)


def test_thirty_ladders_are_listed_with_the_queries_of_one(enter, yinghai):
    client = enter("chair", yinghai)

    def queries(number):
        for _ in range(number):
            flag = flagged(yinghai)
            make.paper(yinghai, firm=flag.enterprise, defiance=flag)
        with CaptureQueriesContext(connection) as asked:
            page(client.get("/disputes/ladder/"))
        return len(asked)

    queries(1)
    assert queries(1) == queries(28)


@pytest.mark.parametrize("tail", ["", "opinion/", "referral/"])
def test_a_stranger_s_ladder_is_not_found(enter, yinghai, caiyu, tail):
    flag = flagged(caiyu)

    page(enter("chair", yinghai).get(f"/disputes/ladder/{flag.pk}/{tail}"), 404)
    page(enter("auditor", caiyu).get(f"/disputes/ladder/{flag.pk}/{tail}"), 403)


def test_issuing_a_paper_needs_the_right_and_a_kind_that_exists(enter, district, yinghai):
    flag = flagged(yinghai)

    page(enter("organisation", district).get(f"/disputes/ladder/{flag.pk}/opinion/"), 403)
    page(enter("chair", yinghai).get(f"/disputes/ladder/{flag.pk}/letter/"), 404)
    for address in ("/disputes/ladder/", "/disputes/supervision/overdue/"):
        page(enter("auditor", yinghai).get(address), 403)


def test_the_papers_stand_on_the_page_of_the_flag_and_of_the_enterprise(enter, yinghai):
    flag = flagged(yinghai)
    make.paper(yinghai, firm=flag.enterprise, defiance=flag)
    client = enter("chair", yinghai)

    for address in (f"/enterprises/defiances/{flag.pk}/", f"/enterprises/{flag.enterprise.pk}/"):
        panels = {panel["title"]: panel["count"] for panel in client.get(address).context["panels"]}
        assert (panels["监督文书"], panels["移送处理"]) == (1, 0)
