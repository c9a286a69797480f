"""A month's tax list beside the register: every difference with its rows, and the closing (S10)."""

import pytest
from django.urls import reverse

from enterprises.models import Reconciliation
from tests import make
from tests.make.organising import levy, reconciliation
from tests.payers import MONTH, NOVEMBER, OCTOBER, QUEUE, SEPTEMBER, pays, proposed, said, say
from tests.registers import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(enter, district):
    return enter("organisation", district)


# --- the month


def test_the_month_shows_what_is_done_and_every_difference_with_its_rows(office, yinghai, caiyu):
    both = make.enterprise(yinghai, name="缴费建会厂", unionized_on=SEPTEMBER)
    paying = make.enterprise(yinghai, name="只缴费厂")
    union = make.enterprise(yinghai, name="只建会厂", unionized_on=SEPTEMBER)
    make.enterprise(yinghai, name="都没有厂")
    pays(both, SEPTEMBER), pays(both)
    pays(paying, org=caiyu)
    levy(yinghai, month=OCTOBER, payer_name="待认定厂")
    levy(yinghai, month=OCTOBER, payer_name="外区厂", decision="foreign", decided_on=OCTOBER)
    pays(union, SEPTEMBER)

    response = office.get(MONTH)

    assert "已处理 3/4，待认定 1" in page(response)
    assert {name: number for name, _, number, _ in response.context["boxes"]} == {
        "q-both": 1, "q-paying": 1, "q-union": 1, "q-neither": 1,
    }  # fmt: skip
    shown = {
        "both": ["缴费建会厂", "只缴费厂"],
        "tax": ["待认定厂", "外区厂"],
        "ours": ["都没有厂", "只建会厂"],
        "new": ["待认定厂", "只缴费厂"],
        "stopped": ["只建会厂"],
        "moved": ["只缴费厂"],
    }
    assert {name: number for name, _, number in response.context["tabs"]} == {
        name: len(rows) for name, rows in shown.items()
    }
    shown |= {
        "q-both": ["缴费建会厂"],
        "q-paying": ["只缴费厂"],
        "q-union": ["只建会厂"],
        "q-neither": ["都没有厂"],
    }
    for show, names in shown.items():
        rows = office.get(MONTH, {"show": show}).context["page"].object_list
        assert sorted(str(getattr(row, "payer_name", row)) for row in rows) == sorted(names), show


def test_a_month_without_a_list_offers_the_import(office, yinghai):
    html = page(office.get(MONTH))

    assert "2018年10月还没有税务代收记录" in html
    assert reverse("import", args=["enterprises", "levyentry"]) in html


@pytest.mark.parametrize("month", ["2018-13", "2018-00", "18-10", "1018-10"])
def test_what_is_no_month_is_not_found(office, month):
    page(office.get(f"/enterprises/levy/{month}/"), 404)


def test_the_menu_leads_to_the_latest_month(office, yinghai):
    empty = office.get("/enterprises/levy/latest/")
    levy(yinghai, month=SEPTEMBER), levy(yinghai, month=OCTOBER)

    assert empty.url == reverse("levyentry-list")
    assert office.get("/enterprises/levy/latest/").url == MONTH
    assert "/enterprises/levy/latest/" in page(office.get(reverse("levyentry-list")))


# --- closing


def test_closing_freezes_the_counts_and_leaves_everything_read_only(office, yinghai):
    late = make.enterprise(yinghai, name="后来补登厂")
    entry = pays(late)

    closed = page(office.post(MONTH, {"remark": "十月"}, follow=True))
    make.affiliation(late, make.union(yinghai, approved_on=SEPTEMBER), since=SEPTEMBER, employees=30)

    done = Reconciliation.objects.get()
    assert (done.month, done.payers, done.matched, done.paying_only, done.remark) == (
        OCTOBER,
        1,
        1,
        1,
        "十月",
    )
    assert "2018年10月对账已完成" in closed
    boxes = {name: (number, live) for name, _, number, live in office.get(MONTH).context["boxes"]}
    assert boxes == {"q-both": (0, 1), "q-paying": (1, 0), "q-union": (0, None), "q-neither": (0, None)}
    kept = office.get(MONTH, {"show": "q-paying"}).context["page"].object_list
    assert [firm.name for firm in kept] == ["后来补登厂"]
    shown = page(office.get(QUEUE, {"at": entry.pk}))
    assert 'value="undo"' not in shown
    assert "该月已完成对账，不能再改代收记录" in page(say(office, entry, "undo"))
    assert said(entry)[:2] == ("matched", late.pk)


def test_a_month_with_payers_that_wait_is_closed_only_on_saying_so(office, yinghai):
    levy(yinghai, month=OCTOBER)

    refused = page(office.post(MONTH, follow=True))
    assert "没有完成对账：还有1户没有认定" in refused
    assert not Reconciliation.objects.exists()
    office.post(MONTH, {"open": "1"})

    assert Reconciliation.objects.get().matched == 0


def test_a_month_is_closed_once_and_never_without_a_list(office, district, yinghai):
    assert "应先导入名单" in page(office.post(MONTH, follow=True))
    pays(make.enterprise(yinghai))
    reconciliation(district, month=OCTOBER, closed_on=NOVEMBER)

    assert "该月已完成对账" in page(office.post(MONTH, follow=True))
    assert Reconciliation.objects.get().closed_on == NOVEMBER


def test_a_township_reads_what_was_found_of_its_own(enter, district, yinghai, caiyu):
    pays(make.enterprise(yinghai, name="自家厂"))
    pays(make.enterprise(caiyu, name="别家厂"))
    make.enterprise(yinghai, name="没缴厂")
    reconciliation(district, month=OCTOBER, closed_on=NOVEMBER)
    client = enter("chair", yinghai)

    boxes = {name: number for name, _, number, _ in client.get(MONTH).context["boxes"]}
    assert boxes == {"q-both": 0, "q-paying": 1, "q-union": 0, "q-neither": 1}
    rows = client.get(MONTH, {"show": "ours"}).context["page"].object_list
    assert [firm.name for firm in rows] == ["没缴厂"]


# --- whose


def test_a_township_reads_its_own_entries_and_decides_nothing(enter, yinghai, caiyu):
    own = proposed(levy(yinghai, month=OCTOBER, payer_name="自家厂"), make.enterprise(yinghai))
    strange = levy(caiyu, month=OCTOBER, payer_name="别家厂")
    client = enter("chair", yinghai)

    html = page(client.get(MONTH))
    assert "自家厂" in html
    assert "别家厂" not in html
    assert "已处理 0/1" in html
    assert 'name="do"' not in page(client.get(QUEUE, {"at": own.pk}))
    page(client.get(QUEUE, {"at": strange.pk}), 404)
    for address in (MONTH, QUEUE):
        page(client.post(address, {"entry": own.pk, "version": 1, "do": "foreign", "open": 1}), 403)
    assert said(own) == ("", None, "", None, "")


def test_who_sees_no_enterprises_is_refused(enter, district):
    client = enter("auditor", district)

    for address in (MONTH, QUEUE, "/enterprises/levy/latest/"):
        page(client.get(address), 403)
