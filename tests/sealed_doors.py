"""Everything that can be done to a year, by whom and with what: the doors that a seal shuts."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from tests.make import two_years as months
from tests.make.two_years import FIGURE, TYPED, Years
from union_portal.reporting.annual.sections import sections
from union_portal.reporting.models import Objection, PublishedTotal, ReportPaper

DEEDS = {
    "freeze": "statistics", "confirm": "organisation", "note": "statistics", "prepare": "statistics",
    "review": "statistics", "sign": "leader", "back": "leader", "seal": "leader",
}  # fmt: skip
"""Deeds on the page of the year, and whose they are."""


@dataclass(frozen=True)
class Attempt:
    """`door`: the name of its address. `does`: what tells it from others through the same door."""

    door: str
    role: str
    address: str
    sent: dict[str, str]
    does: str = ""
    method: str = "post"
    file: bool = False


def attempts(years: Years, year: int) -> list[Attempt]:
    return [
        *by_chairs(years, year),
        *with_papers(years, year),
        *by_reviewers(years, year),
        *on_the_record(years, year),
        *on_totals(years, year),
    ]


def by_chairs(years: Years, year: int):
    typed = {TYPED: "9", f"{TYPED}-version": "1"}
    for door, number, tail, sent in (
        ("report", months.BEGUN, "", typed),
        ("report-zero", months.BEGUN, "zero/", {}),
        ("report-paste", months.BEGUN, "paste/", typed | {"confirm": "1"}),
        ("report-submit", months.FILLED, "submit/", {}),
        ("report-natural", months.FILLED, "natural/", {}),
        ("report-withdraw", months.SENT, "withdraw/", {}),
        ("report-amend", months.LOCKED, "amend/", {"why": "漏报"}),
        ("report-cell", months.BEGUN, f"cells/{TYPED}/", {"value": "9", "version": "1"}),
        ("report-cell", months.REOPENED, f"cells/{TYPED}/", {"value": "9", "version": "0"}),
        ("report-cell", months.LOCKED, f"cells/{TYPED}/", {"value": "9", "version": "0"}),
        ("report-reason", months.FILLED, f"cells/{FIGURE}/reason/", {"text": "属实", "version": "0"}),
        ("report-objection", months.FILLED, f"cells/{FIGURE}/objection/", {"text": "少一家"}),
    ):
        address = f"/reports/{years.township.code}/{year}-{number:02}/{tail}"
        yield Attempt(door, "chair", address, sent, f"{number}")


def with_papers(years: Years, year: int):
    paper = ReportPaper.objects.get(report__period__start__year=year)
    address = f"/reports/{years.township.code}/{year}-{months.BEGUN:02}/cells/{TYPED}/papers/"
    yield Attempt("report-paper-add", "chair", address, {}, file=True)
    yield Attempt("report-paper-remove", "chair", f"{address}{paper.pk}/remove/", {})


def by_reviewers(years: Years, year: int):
    until = f"{timezone.localdate() + dt.timedelta(3)}"
    for role, number, do, sent in (
        ("statistics", months.SENT, "begin", {}),
        ("statistics", months.SENT, "approve", {}),
        ("statistics", months.SENT, "return", {f"r-{TYPED}": "请核对"}),
        ("organisation", months.SENT, "save", {f"r-{TYPED}": "请核对"}),
        ("organisation", months.SENT, "check:enterprises", {}),
        ("statistics", months.PLEADED, "reopen", {"until": until}),
        ("statistics", months.PLEADED, "decline", {"why": "无误"}),
    ):
        address = f"/reports/review/{years.township.code}/{year}-{number:02}/"
        yield Attempt("report-review-one", role, address, {"do": do, "filed": "1"} | sent, do)
    for door, number in (("urge", months.BEGUN), ("lock", months.PASSED), ("again", months.LOCKED)):
        address = f"/reports/matrix/{year}/{door}/"
        yield Attempt(f"report-{door}", "statistics", address, {"month": f"{number}"})
    objection = Objection.objects.get(report__period__start__year=year)
    address = f"/reports/objections/{objection.pk}/"
    yield Attempt("objection-answer", "statistics", address, {"outcome": "stands", "answer": "台账无误"})


def on_the_record(years: Years, year: int):
    place, words = f"?kind=CAL_YEAR&org={years.district.code}", {"subject": "MEM02", "text": "改"}
    for do, role in DEEDS.items():
        sent = {"do": do, "section": sections()[0].name} | words
        yield Attempt("annual-do", role, f"/annual/{year}/do/{place}", sent, do)
    address = f"/quality/identities/explain/{place}&period={year}"
    yield Attempt("explain", "statistics", address, words)
    for key, text in (("members", "会员[[MEM01]]。"), ("headline", "标题")):
        row = years.records[year] if key == "headline" else years.records[year].chapters.get(key=key)
        row.refresh_from_db()
        sent = {"body": text, "version": f"{row.version}"}
        yield Attempt("article-save", "statistics", f"/annual/{year}/article/{key}/{place}", sent, key)


def on_totals(years: Years, year: int):
    known = PublishedTotal.objects.get(since__year=year)
    other = {"since": f"{year}-01-01", "until": f"{year + 1}-01-01", "value": "9", "source": "年报"}
    new = other | {"code": "MEM01", "org": f"{years.township.pk}"}
    changed = new | {"code": known.code, "version": f"{known.version}"}
    lists, one, name = "/published-totals/", f"{known.pk}/", "publishedtotal"
    yield Attempt(f"{name}-new", "statistics", f"{lists}new/", new)
    yield Attempt(f"{name}-edit", "statistics", f"{lists}{one}edit/", changed)
    yield Attempt(f"api-{name}-list", "statistics", f"/api/{name}/", new)
    yield Attempt(f"api-{name}-detail", "statistics", f"/api/{name}/{one}", changed, method="put")
    admin, seen = f"/admin/reporting/{name}/", {"seen": f"{known.version}"}
    yield Attempt(f"admin:reporting_{name}_add", "officer", f"{admin}add/", new)
    yield Attempt(f"admin:reporting_{name}_change", "officer", f"{admin}{one}change/", changed | seen)
