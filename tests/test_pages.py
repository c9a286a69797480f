"""Signing in, refusals and breakdowns, jobs; and what no page may contain."""

import re

import pytest
from django.test import RequestFactory

from tests import make, registers
from tests.registers import page
from union_portal import views
from union_portal.jobs.models import Job

PASSWORD = "correct horse 2015"
STRUCK = re.compile(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:", re.I)
"""What a strict content security policy would refuse."""
FORBIDDEN = re.compile("排名|排行|名次|积分|打卡")


# --- signing in, type size, refusals


def test_a_wrong_password_is_one_sentence_that_names_no_account(client, district):
    user = make.user("leader", district, "leader1")
    user.set_password(PASSWORD)
    user.save()

    for name in ("leader1", "nobody"):
        html = page(client.post("/login/", {"username": name, "password": "x"}), 422)
        assert "账号或密码不正确，请核对后重试。" in html


def test_the_right_password_opens_the_home(client, district):
    user = make.user("leader", district, "leader1")
    user.set_password(PASSWORD)
    user.save()

    response = client.post("/login/", {"username": "leader1", "password": PASSWORD}, follow=True)

    assert response.redirect_chain == [("/", 302)]


def test_big_type_is_kept_with_the_account(enter, district):
    client = enter("leader", district)

    response = client.post("/big-type/", {"next": "/indicators/"}, follow=True)

    assert response.redirect_chain == [("/indicators/", 302)]
    assert '<html lang="zh-CN" class="big">' in page(response)


@pytest.mark.parametrize("status", [500, 503])
def test_a_breakdown_is_explained_without_the_database(status):
    html = page(views.problem(RequestFactory().get("/members/"), status), status)

    assert "没有保存" in html and "编号" in html


@pytest.mark.parametrize(
    ("state", "words"),
    [("queued", "排队等待"), ("running", "1 / 4"), ("done", "已算完"), ("failed", "没有写入任何数据")],
)
def test_a_job_says_how_far_it_is(enter, district, state, words):
    fields = {"running": {"done": 1, "total": 4}, "done": {"result": "已算完"}}.get(state, {})
    job = Job.objects.create(key="compute:1", kind="compute", state=state, **fields)

    assert words in page(enter("officer", district).get(f"/jobs/{job.pk}/"))


def test_another_person_s_job_is_not_found(enter, district):
    job = Job.objects.create(key="compute:1", kind="compute", requested_by=make.user("leader", district))

    assert "没有找到" in page(enter("rights", district).get(f"/jobs/{job.pk}/"), 404)


# --- what no page may contain


ADDRESSES = (
    "/", "/indicators/", "/indicators/BAR15/", "/indicators/DIS05/", "/yearbook/", "/nowhere/",
    "/enterprises/new/", "/periods/", "/periods/definitions/", "/periods/definitions/BAR17/",
    "/periods/rules/renewal_grace_days/", *registers.ADDRESSES,
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["organisation", "leader"])
def test_no_page_has_inline_style_or_script_and_none_ranks(enter, district, food, role, address):
    html = enter(role, district).get(address, follow=True).content.decode()

    assert not STRUCK.search(html)
    assert not FORBIDDEN.search(html)


def test_neither_has_a_row_or_its_form(enter, yinghai, food):
    client = enter("chair", yinghai)

    for address in (f"/enterprises/{food.pk}/", f"/enterprises/{food.pk}/edit/"):
        assert not STRUCK.search(page(client.get(address)))


def test_neither_has_the_sign_in_page(client, district):
    assert not STRUCK.search(page(client.get("/login/")))


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/enterprises/", "企业与工会"),
        ("/enterprises/unions/", "企业与工会"),
        ("/enterprises/cases/", "建会跟踪"),
        ("/enterprises/levy/", "税务代收"),
        ("/members/cards/", "京卡办理"),
        ("/bargaining/models/", "集体协商"),
        ("/periods/definitions/", "期间与口径"),
    ],
)
def test_the_menu_marks_the_entry_in_whose_section_a_page_lies(enter, district, path, label):
    html = enter("organisation", district).get(path).content.decode()

    marked = re.findall(r'<li><a href="[^"]+" aria-current="page">(?:<svg.*?</svg>)?([^<]+)</a>', html)
    assert set(marked) == {label}
