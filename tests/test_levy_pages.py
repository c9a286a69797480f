"""What a person says about a payer: with a key, beside its candidates, and taken back (S10)."""

import datetime as dt

import pytest

from enterprises.levy.matching import match
from enterprises.models import Enterprise
from tests import make
from tests.make.organising import levy
from tests.payers import NOVEMBER, OCTOBER, QUEUE, SEPTEMBER, proposed, said, say
from tests.registers import page

pytestmark = pytest.mark.django_db
BACKEND = "union_portal.organization.backends.PostBackend"
TODAY = dt.date.today()


@pytest.fixture
def office(enter, district):
    return enter("organisation", district)


@pytest.fixture
def me(office):
    return int(office.session["_auth_user_id"])


@pytest.fixture
def firms(yinghai):
    return [make.enterprise(yinghai, name=name) for name in ("新星食品厂", "新兴食品厂", "新欣食品厂")]


def test_the_queue_shows_the_payer_beside_its_candidates_with_keys(office, yinghai, firms):
    entry = proposed(levy(yinghai, month=OCTOBER, payer_name="新鑫食品厂", address="兴海路1号"), *firms)
    Enterprise.objects.filter(pk=firms[0].pk).update(address="兴海路2号")

    html = page(office.get(QUEUE))

    for text in ("新鑫食品厂", entry.payer_code, "兴海路1号", "兴海路2号", "未建会", "名称相似，相似度 0.70"):
        assert text in html
    for key, firm in enumerate(firms, start=1):
        assert f'value="same:{firm.pk}" data-key="{key}"' in html
    assert 'data-key="x"' in html
    assert 'data-key="n"' in html
    assert " required" not in html


def test_a_candidate_chosen_is_the_payer_and_the_next_one_comes(office, me, yinghai, firms):
    entry = proposed(levy(yinghai, month=OCTOBER), *firms)
    following = levy(yinghai, month=OCTOBER)

    response = say(office, entry, f"same:{firms[1].pk}", remark="更名前的名称")

    assert said(entry) == ("matched", firms[1].pk, "hand", me, "更名前的名称")
    assert response.context["entry"] == following
    assert response.context["last"] == entry
    assert "已处理 1/2" in page(response)


def test_several_kinds_of_levy_of_one_payer_are_decided_at_once(office, me, yinghai, firms):
    fund = proposed(levy(yinghai, month=OCTOBER, payer_code="X1", payer_name="新鑫厂"), *firms)
    other = levy(yinghai, month=OCTOBER, payer_code="X1", payer_name="新鑫厂", kind="preparation")

    say(office, fund, f"same:{firms[0].pk}")

    assert said(other) == said(fund) == ("matched", firms[0].pk, "hand", me, "")


def test_only_a_candidate_can_be_chosen_by_its_key(office, yinghai, firms):
    entry = proposed(levy(yinghai, month=OCTOBER, payer_name="新鑫厂"), firms[0])

    response = say(office, entry, f"same:{firms[1].pk}")

    assert "新鑫厂的候选单位已更新，请重新选择" in page(response)
    assert said(entry) == ("", None, "", None, "")


def test_any_other_enterprise_is_chosen_by_its_code(office, me, yinghai, firms):
    entry = levy(yinghai, month=OCTOBER)

    unknown = say(office, entry, "other", other="没有的厂", remark="已更名")
    assert "没有找到企业“没有的厂”" in page(unknown, 422)
    assert 'value="已更名"' in page(unknown, 422)
    say(office, entry, "other", other=firms[2].credit_code)

    assert said(entry) == ("matched", firms[2].pk, "hand", me, "")


def test_a_payer_of_another_district_is_set_aside(office, me, yinghai):
    entry = levy(yinghai, month=OCTOBER)

    say(office, entry, "foreign")

    assert said(entry) == ("foreign", None, "hand", me, "")


def test_a_new_payer_becomes_an_enterprise_under_its_valid_code(office, me, yinghai):
    entry = levy(yinghai, month=OCTOBER, payer_name="从未见过厂", address="兴海路3号")

    missing = say(office, entry, "new", org=yinghai.code)
    say(office, entry, "new", org=yinghai.code, ownership="21", industry="C")

    assert {"ownership", "industry"} == set(missing.context["form"].errors)
    firm = Enterprise.objects.get()
    assert (firm.name, firm.credit_code, firm.no_code_reason) == ("从未见过厂", entry.payer_code, "")
    assert (firm.address, firm.org, firm.ownership) == ("兴海路3号", yinghai, "21")
    assert said(entry) == ("created", firm.pk, "hand", me, "")


def test_a_payer_with_a_wrong_code_becomes_an_enterprise_that_says_so(office, yinghai):
    entry = levy(yinghai, month=OCTOBER, payer_code="110115X")

    say(office, entry, "new", org=yinghai.code, ownership="21", industry="C")

    firm = Enterprise.objects.get()
    assert (firm.credit_code, firm.no_code_reason) == (None, "税务名单代码110115X无效")


def test_a_code_of_the_register_makes_no_second_enterprise(office, yinghai, firms):
    entry = levy(yinghai, month=OCTOBER, payer_code=firms[0].credit_code)

    response = say(office, entry, "new", org=yinghai.code, ownership="21", industry="C")

    assert "没有新建" in page(response)
    assert Enterprise.objects.count() == len(firms)
    assert said(entry) == ("", None, "", None, "")


def test_who_decides_second_is_told_who_and_when_and_changes_nothing(office, me, yinghai, firms):
    entry = proposed(levy(yinghai, month=OCTOBER, payer_name="新鑫厂"), *firms)
    seen = {"entry": entry.pk, "version": entry.version}
    say(office, entry, f"same:{firms[0].pk}")
    first = str(entry.__class__.objects.get(pk=entry.pk).decided_by)

    office.force_login(make.user("organisation", yinghai.parent), BACKEND)
    response = office.post(QUEUE, seen | {"do": f"same:{firms[1].pk}"}, follow=True)

    told = f"新鑫厂已由{first}于{TODAY}认定为同一家：{firms[0]}。这次没有改动"
    assert told in page(response)
    assert said(entry) == ("matched", firms[0].pk, "hand", me, "")


def test_skipping_goes_to_the_next_and_the_previous_that_wait(office, yinghai):
    first, second, third = (levy(yinghai, month=OCTOBER) for _ in range(3))

    middle = office.get(QUEUE, {"at": second.pk}).context

    assert (middle["before"], middle["after"]) == (first, third)
    assert office.get(QUEUE).context["entry"] == first


def test_a_decision_is_taken_back_and_the_payer_waits_again(office, yinghai, firms):
    entry = levy(yinghai, month=OCTOBER, payer_name="新鑫厂")
    say(office, entry, "other", other=firms[0].credit_code)

    response = say(office, entry, "undo")

    assert "已撤销认定：新鑫厂" in page(response)
    assert said(entry) == ("", None, "", None, "")
    assert [choice.candidate.enterprise for choice in response.context["choices"]] == [firms[0]]


def test_what_was_decided_by_hand_is_remembered_next_month(office, yinghai, firms):
    entry = proposed(levy(yinghai, month=OCTOBER, payer_code="110115X", payer_name="新鑫厂"), *firms)
    say(office, entry, f"same:{firms[2].pk}")
    again = levy(yinghai, month=NOVEMBER, payer_code="110115X", payer_name="新鑫厂")

    assert match(NOVEMBER) == {"remembered": 1, "hand_queue": 0}

    assert said(again) == ("matched", firms[2].pk, "remembered", None, "")


@pytest.mark.parametrize("sent", [{}, {"entry": "x", "version": "1"}, {"do": "merge"}])
def test_what_the_page_cannot_send_is_refused(office, yinghai, sent):
    entry = levy(yinghai, month=OCTOBER)
    known = {"entry": entry.pk, "version": entry.version} if "do" in sent else {}

    page(office.post(QUEUE, known | sent), 400)


def test_what_is_said_in_another_month_is_not_found(office, yinghai):
    entry = levy(yinghai, month=SEPTEMBER)

    page(office.post(QUEUE, {"entry": entry.pk, "version": 1, "do": "foreign"}), 404)
    assert said(entry)[0] == ""
