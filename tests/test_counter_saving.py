"""窗口保存: one save makes the member, the spell and the card; what is missing or doubtful is told inline."""

import datetime as dt

import pytest

from members.models import Card, Member, Membership, Registration, TransferRequest
from tests import make
from tests.registers import page
from tests.test_counter import COUNTER, NUMBER, TODAY, typed
from union_portal.notices.models import Notice


@pytest.fixture
def worker(enter, yinghai, food):
    return enter("worker", yinghai)


def test_one_save_makes_the_member_the_spell_and_the_card(worker, yinghai, food):
    response = worker.post(COUNTER, typed(), follow=True)

    made, who = Registration.objects.get(), Member.objects.get()
    assert (who.name, who.document, who.sex, who.born_on) == ("王芳", NUMBER, "F", dt.date(1990, 3, 7))
    assert (who.org, who.collected_on, who.mobile) == (yinghai, TODAY, "13800138000")
    spell = Membership.objects.get()
    assert (spell.member, spell.employer, spell.union) == (who, food, food.affiliations.get().union)
    assert (spell.start, spell.admitted_on, spell.since) == ("admission", TODAY, TODAY)
    assert (spell.source, spell.channel) == ("existing", "counter")
    assert (made.kind, made.membership, made.card) == ("joined", spell, Card.objects.get())
    assert Card.objects.get().state == "applied"
    html = page(response)
    assert "110***********9989" in html and who.number in html
    assert NUMBER not in html


def test_the_same_form_sent_twice_makes_one_member(worker):
    sent = typed()

    first, second = (worker.post(COUNTER, sent) for _ in range(2))

    assert (first.status_code, first.url) == (302, second.url)
    assert (Member.objects.count(), Registration.objects.count()) == (1, 1)


def test_a_unit_is_found_by_its_initials(worker, food):
    page(worker.post(COUNTER, typed(employer="rksp")), 302)

    assert Membership.objects.get().employer == food


def test_initials_of_several_units_name_them_and_save_nothing(worker, yinghai):
    make.enterprise(yinghai, name="瑞康饲品厂")

    html = page(worker.post(COUNTER, typed(employer="rksp")), 422)

    assert "对应不止一家" in html and "瑞康饲品厂" in html
    assert 'value="rksp"' in html and 'value="13800138000"' in html
    assert not Member.objects.exists()


def test_a_unit_covered_this_year_makes_a_member_of_a_new_union(worker, yinghai):
    make.enterprise(yinghai, name="新星服装厂", unionized_on=TODAY)

    page(worker.post(COUNTER, typed(employer="新星服装厂")), 302)

    assert Membership.objects.get().source == "new_union"


def test_the_worker_s_own_choice_of_source_stands(worker):
    page(worker.post(COUNTER, typed(source="individual")), 302)

    assert Membership.objects.get().source == "individual"


def test_a_unit_without_a_union_asks_for_one_that_takes_its_people(worker, yinghai):
    make.enterprise(yinghai, name="新星服装厂")
    shared = make.union(yinghai, kind="joint", name="瀛海联合工会")

    refused = worker.post(COUNTER, typed(employer="新星服装厂"))
    page(worker.post(COUNTER, typed(employer="新星服装厂", union="瀛海联合工会")), 302)

    assert "没有工会" in page(refused, 422)
    assert (Membership.objects.get().union, Membership.objects.get().source) == (shared, "individual")


def test_a_rider_joins_by_his_platform_alone(worker, yinghai):
    make.union(yinghai, kind="joint", name="瀛海骑手联合工会")
    rider = typed(employer="", category="new_form", new_form="rider", union="瀛海骑手联合工会")

    assert "须填写所属平台或用工合作企业" in page(worker.post(COUNTER, rider), 422)
    page(worker.post(COUNTER, rider | {"platform": "速达"}), 302)

    spell = Membership.objects.get()
    assert (spell.employer, spell.platform, spell.source) == (None, "速达", "individual")
    assert (Member.objects.get().new_form, Card.objects.count()) == ("rider", 1)


def test_a_dispatched_worker_is_taken_by_the_dispatcher_s_union_first(worker, yinghai, food):
    agency = make.enterprise(yinghai, name="众合劳务", unionized_on=dt.date(2016, 1, 1), kind="agency")
    sent = typed(category="dispatched", employer="众合劳务")

    assert "应填写用工单位" in page(worker.post(COUNTER, sent), 422)
    page(worker.post(COUNTER, sent | {"host": "瑞康食品厂"}), 302)

    spell = Membership.objects.get()
    assert (spell.employer, spell.host, spell.union) == (agency, food, agency.affiliations.get().union)


def test_without_employer_or_platform_no_card_is_applied_for(worker, yinghai):
    make.union(yinghai, kind="joint", name="瀛海联合工会")
    loose = typed(employer="", category="flexible", union="瀛海联合工会")

    assert "会员信息尚未采集成功，不能申办京卡" in page(worker.post(COUNTER, loose), 422)
    page(worker.post(COUNTER, loose | {"card": "none"}), 302)

    assert (Member.objects.get().collected_on, Card.objects.count()) == (None, 0)


def test_a_passport_asks_for_what_its_number_does_not_tell(worker):
    foreign = typed(document_type="PASSPORT", typed="E12345678", name="SMITH JOHN")

    assert "不能从这种证件号码得出" in page(worker.post(COUNTER, foreign), 422)
    page(worker.post(COUNTER, foreign | {"sex": "M", "born_on": "1988-02-03"}), 302)

    assert (Member.objects.get().document_type, Member.objects.get().born_on) == (
        "PASSPORT",
        dt.date(1988, 2, 3),
    )


def test_who_comes_back_is_restored_and_not_new(worker, yinghai, food):
    who = make.member(yinghai, document=NUMBER)
    make.membership(who, make.union(yinghai), until=dt.date(2020, 1, 1), end="withdrawn")

    page(worker.post(COUNTER, typed()), 302)

    spell = Membership.objects.get(until=None)
    assert (spell.start, spell.admitted_on, spell.since) == ("restored", make.FOUNDED, TODAY)
    assert (spell.source, spell.channel, Registration.objects.get().kind) == ("", "", "rejoined")


def test_a_lost_card_ends_and_the_new_one_replaces_it(worker, yinghai):
    who = make.member(yinghai, document=NUMBER)
    make.membership(who, make.union(yinghai))
    old = make.card(who)

    page(worker.post(COUNTER, typed(card="lost")), 302)

    old.refresh_from_db()
    new = Card.objects.get(ended_on=None)
    assert (old.ended_on, old.end, new.replaces, new.state) == (TODAY, "lost", old, "applied")


def test_a_second_first_card_is_refused(worker, yinghai):
    who = make.member(yinghai, document=NUMBER)
    make.membership(who, make.union(yinghai))
    make.card(who)

    assert "该会员已办理京卡，遗失请选补办" in page(worker.post(COUNTER, typed(card="new")), 422)


def test_a_member_elsewhere_is_asked_for_and_nothing_else_is_written(worker, caiyu, food):
    who = make.member(caiyu, document=NUMBER)
    make.membership(who, make.union(caiyu))
    chair = make.user("chair", caiyu)

    page(worker.post(COUNTER, typed()), 302)

    assert (Membership.objects.count(), Card.objects.count()) == (1, 0)
    assert Registration.objects.get().kind == "asked"
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.url) == (chair, "/members/transfers/requests/")
    (asked,) = TransferRequest.objects.all()
    assert (asked.member, asked.to_union, asked.to_employer) == (who, food.affiliations.get().union, food)
