"""Nothing typed at the counter is lost: not to a dead network, not to a session that has ended."""

import json

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from members.models import Member
from tests import make, test_browser, test_browser_counter
from tests.test_browser_counter import NUMBER
from union_portal.organization.models import User

chromium, arrive, food = test_browser.chromium, test_browser.arrive, test_browser_counter.food
STORED = """() => new Promise(done => {
  const asked = indexedDB.open("counter", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => done(JSON.stringify(all.result.map(row =>
      ({...row, sealed: new TextDecoder("latin1").decode(row.sealed)}))));
  };
})"""

KEPT = """async () => {
  const whole = draft => draft.values.employer === "瑞康食品厂";
  while (!(await window.counterDrafts.all()).some(whole)) { await new Promise(requestAnimationFrame); }
}"""
"""Until all that was typed is kept."""


@pytest.fixture
def person(arrive, food):
    worker = arrive("worker", food.org)
    worker.page.goto("/members/counter/")
    return worker


def fill(page):
    page.locator("#id_typed").press_sequentially(NUMBER)
    expect(page.locator("#answer")).to_contain_text("可以登记")
    page.locator("#id_name").fill("王芳")
    page.locator("#id_employer").fill("瑞康食品厂")


def take_out_and_save(page):
    page.get_by_role("button", name="取出").click()
    expect(page.locator("#answer")).to_contain_text("可以登记")
    assert page.locator("#id_name").input_value() == "王芳"
    assert not Member.objects.exists()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".slip")).to_contain_text("王芳")
    expect(page.locator("#drafts")).to_be_hidden()
    assert [who.document for who in Member.objects.all()] == [NUMBER]


def test_without_network_the_form_is_kept_encrypted_and_offered_again(person):
    page = person.page
    fill(page)
    person.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#state")).to_contain_text("网络中断，没有上传。填写的内容已加密留在这台电脑上")
    stored = page.evaluate(STORED)
    person.context.set_offline(False)
    page.goto("/members/counter/")

    (draft,) = json.loads(stored)
    assert [text for text in (NUMBER, "王芳", NUMBER[-4:]) if text in stored] == []
    assert sorted(draft) == ["at", "iv", "key", "owner", "sealed"]
    expect(page.locator("#drafts")).to_contain_text("1 张")
    take_out_and_save(page)


def test_a_session_that_ended_keeps_what_was_typed_until_the_worker_is_back(person, food):
    page = person.page
    fill(page)
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#state")).to_contain_text("登录已过期，没有上传。")
    user = User.objects.get(name=page.locator("header.top .mut").inner_text().split()[-1])

    person.follow(page.get_by_role("link", name="重新登录"))
    page.get_by_label("账号").fill(user.username)
    page.get_by_label("密码", exact=True).fill(test_browser.PASSWORD)
    person.follow(page.get_by_role("button", name="登录"))

    take_out_and_save(page)


def test_a_page_closed_half_way_is_offered_again(person):
    page = person.page
    fill(page)
    page.evaluate(KEPT)

    page.goto("/members/counter/")

    expect(page.locator("#drafts")).to_contain_text("1 张")
    take_out_and_save(page)


def test_another_worker_at_the_same_machine_is_offered_nothing(person, food):
    page = person.page
    fill(page)
    page.evaluate(KEPT)
    person.follow(page.get_by_role("button", name="退出"))
    other = make.user("worker", food.org, password=test_browser.PASSWORD)
    person.sign_in(other.username, test_browser.PASSWORD)

    page.goto("/members/counter/")

    page.wait_for_function("document.getElementById('desk').dataset.category === 'staff'")
    expect(page.locator("#drafts")).to_be_hidden()
    assert len(json.loads(page.evaluate(STORED))) == 1


def test_a_full_drawer_says_so_and_keeps_no_more(person):
    page = person.page
    page.evaluate("window.counterDrafts.open(document.getElementById('desk').dataset.key, 1)")
    page.evaluate(
        "window.counterDrafts.put('00000000-0000-0000-0000-000000000001', {typed: '1', name: '甲'})"
    )
    page.locator("#desk").evaluate("desk => { desk.dataset.most = 1; }")

    fill(page)

    expect(page.locator("#state")).to_have_text("未上传的登记已有1张，不再留存；请先上传。")
    assert len(json.loads(page.evaluate(STORED))) == 1
