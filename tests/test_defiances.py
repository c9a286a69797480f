"""三不: whom the registers suggest, on what evidence; a person decides."""

import datetime as dt

import pytest

from enterprises.models import Defiance
from tests import make
from tests.make import FOUNDED, organising
from tests.registers import page

DAY = dt.date(2015, 12, 31)
SUGGESTED = "/enterprises/defiances/suggested/?on=2015-12-31"


def refused(org, since=dt.date(2015, 5, 1), **fields):
    """An enterprise whose case stands at 拒绝建会."""
    firm = make.enterprise(org, **fields)
    organising.unionization_case(firm, opened_on=FOUNDED, state="refused", state_since=since)
    return firm


def suggestions(client, kind="union"):
    return {row.name: row.evidence for row in client.get(f"{SUGGESTED}&kind={kind}").context["page"]}


def test_an_enterprise_that_refused_a_union_is_suggested_with_the_evidence(enter, yinghai):
    firm = refused(yinghai, name="顽石食品厂")
    organising.visit(firm, on=dt.date(2015, 9, 8))
    organising.obstacle(firm, reason="obstructed")

    assert suggestions(enter("chair", yinghai)) == {
        "顽石食品厂": "2015-05-01登记拒绝建会；最近走访2015-09-08；业主阻挠"
    }


@pytest.mark.parametrize("paid", [None, "2014-12-01", "2015-01-01"])
def test_a_unionized_enterprise_without_a_payment_in_twelve_months_is_suggested(enter, yinghai, paid):
    firm = make.enterprise(yinghai, unionized_on=FOUNDED, name="欠费食品厂")
    organising.levy(yinghai, month=DAY.replace(day=1))
    if paid:
        organising.levy(
            yinghai,
            month=dt.date.fromisoformat(paid),
            enterprise=firm,
            decision="matched",
            decided_on=DAY,
        )

    words = {
        None: {"欠费食品厂": "已建会，没有缴费记录"},
        "2014-12-01": {"欠费食品厂": "已建会，最近一次缴费所属月份2014-12"},
        "2015-01-01": {},
    }
    assert suggestions(enter("chair", yinghai), "levy") == words[paid]


def test_without_the_tax_office_s_lists_nobody_is_suspected_of_not_paying(enter, yinghai):
    make.enterprise(yinghai, unionized_on=FOUNDED)
    client = enter("chair", yinghai)

    assert suggestions(client, "levy") == {}
    assert "先导入代收库才能提示" in page(client.get(f"{SUGGESTED}&kind=levy"))


def test_a_person_decides_and_may_put_the_evidence_in_other_words(enter, district, yinghai):
    firm = refused(yinghai)
    client = enter("organisation", district)

    for _ in range(2):
        page(client.post(SUGGESTED, {"enterprise": firm.pk, "evidence": "负责人当面拒绝"}), 302)

    flag = Defiance.objects.get()
    assert (flag.enterprise, flag.kind, flag.since, flag.evidence) == (firm, "union", DAY, "负责人当面拒绝")
    assert suggestions(client) == {}


def test_a_flag_needs_the_right_and_the_scope(enter, yinghai, caiyu):
    firm, other = refused(yinghai), refused(caiyu)

    page(enter("clerk", yinghai).post(SUGGESTED, {"enterprise": firm.pk}), 403)
    page(enter("auditor", yinghai).get(SUGGESTED), 403)
    page(enter("chair", yinghai).post(SUGGESTED, {"enterprise": other.pk}), 302)
    page(enter("chair", yinghai).get(f"{SUGGESTED}&kind=bargaining"), 404)
    assert Defiance.objects.count() == 0


def test_a_page_of_another_app_is_offered_to_those_who_may_see_it(enter, district):
    pages = {
        role: enter(role, district).get("/enterprises/defiances/").content.decode()
        for role in ("rights", "leader")
    }

    assert {role: ">三不督促</a>" in page for role, page in pages.items()} == {
        "rights": True,
        "leader": False,
    }
