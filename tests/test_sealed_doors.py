"""T36 by every door: each address, form, API, admin page, import and job that changes a month of an open
year changes nothing of a sealed one, and says so. A door that these lists do not know fails them."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests import make
from tests.make import two_years as months
from tests.make.places import FOUNDED
from tests.make.two_years import OPEN, SEALED, two_years
from tests.registers import page
from tests.sealed_doors import DEEDS, attempts
from tests.sealed_tables import MODELS, SAYS
from union_portal.api.urls import router
from union_portal.jobs.models import Job
from union_portal.ledgers.declarations import LEDGERS
from union_portal.notices.models import Notice
from union_portal.organization.backends import PostBackend
from union_portal.organization.models import Post
from union_portal.reporting.annual import steps
from union_portal.reporting.annual.views import ACTS
from union_portal.reporting.models import PublishedTotal, SectionConfirmation

READ = {
    "report-matrix-now", "report-matrix", "objections", "indicators", "indicator", "reports", "report-now",
    "report-receipt", "quality", "identities", "quality-rows", "publishedtotal-list",
    "publishedtotal-detail",
    "article-latest", "article", "article-download", "yearbook", "yearbook-year", "yearbook-download",
    "annual-latest", "annual", "annual-progress", "annual-drift", "import-progress", "import-batch",
    "import-result", "import-problems", "import-blank", "import-prefilled", "imports",
    "periods-now", "definitions", "definition", "rule-trial", "report-paper",
    "admin:reporting_publishedtotal_changelist", "admin:reporting_publishedtotal_history", "admin:",
}  # fmt: skip
"""Pages that only show."""
ELSEWHERE = {
    "report-review": "opens the first report that waits; none of a sealed year waits",
    "periods": "sets days of months that have not opened",
    "rule": "tries a value on a past month, beside its figures (test_rule_trials)",
    "rule-publish": "a value for months to come",
    "quality-spare": "excepts a row of a register from a check, over days to come",
    "publishedtotal-step": "this register has no steps: 404",
    "admin:reporting_publishedtotal_delete": "nobody deletes a record: 403 (test_every_door)",
    "import-discard": "throws an upload away that was never saved",
}
"""Doors that change something, though nothing of a year, and why."""
IMPORT = {"import", "import-columns", "import-check", "import-row", "import-confirm", "import-undo"}
LEGAL = {
    "drift": "compares the registers with the seal (test_annual_page)",
    "propose": "the only way to contradict a sealed year, beside it (test_seals)",
    "approve": "the same, by another person",
}
"""Deeds on the page of the year that a sealed year is there for."""
ROLES = ("chair", "statistics", "organisation", "leader", "officer")
"""Who knocks; the officer of the admin pages works in the statistics office as well."""
ROAD = ("prepare", "review", "sign", "seal")
"""How a record comes to its seal."""
IDLE = {
    ("report-natural", "2"): "gives a reason to what is odd in a month: in these nothing is",
    ("report-cell", "5"): "a locked month takes no typing, sealed or not",
}
"""Attempts without effect on an open year, and why."""


@pytest.fixture
def years(district, yinghai):
    return two_years(district, yinghai)


@pytest.fixture
def visit(years):
    """Does what is attempted, as somebody who may; each role is one person."""
    clients = {role: Client(raise_request_exception=False) for role in ROLES}
    for role, client in clients.items():
        user = make.user(role, years.township if role == "chair" else years.district)
        if role == "officer":
            Post.objects.create(user=user, role="statistics", unit=years.district, since=FOUNDED)
        client.force_login(user, f"{PostBackend.__module__}.{PostBackend.__name__}")

    def sent(attempt, method=""):
        body, kind = urlencode(attempt.sent), "application/x-www-form-urlencoded"
        if attempt.address.startswith("/api/"):
            body, kind = json.dumps(attempt.sent), "application/json"
        client = clients[attempt.role]
        client.cookies.pop("messages", None)
        if attempt.file and not method:
            file = SimpleUploadedFile("名单.pdf", b"%PDF-1.4\n" + b"x" * 2000)
            return client.post(attempt.address, attempt.sent | {"file": file})
        return getattr(client, method or attempt.method)(attempt.address, body, kind)

    return sent


def names(patterns, space=""):
    """Each name under the resolver with what it calls."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from names(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name or ''}", one.callback


def model_behind(view):
    """Of a generic page, form, endpoint or admin page."""
    ledger = getattr(view, "view_initkwargs", {}).get("ledger") or getattr(
        getattr(view, "cls", None), "ledger", None
    )
    return ledger.model if ledger else getattr(getattr(view, "model_admin", None), "model", None)


def doors() -> set[str]:
    """Every address of statistics, of its registers, and of the import."""
    homes = ("union_portal.reporting", "union_portal.sheets.wizard")
    return {
        name
        for name, view in names(get_resolver().url_patterns)
        if view.__module__.startswith(homes) or model_behind(view) in MODELS.values()
    }


def world() -> dict[str, object]:
    """Every row of statistics, and how much was asked of the background and told to people."""
    rows = {name: list(model._base_manager.order_by("pk").values_list()) for name, model in MODELS.items()}
    return rows | {"jobs": Job.objects.count(), "notices": Notice.objects.count()}


def answered(answer) -> str:
    """The page, or what the next page will say."""
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return json.dumps(answer.json(), ensure_ascii=False)
    said = "；".join(map(str, get_messages(answer.wsgi_request))) if answer.status_code == 302 else ""
    return said or answer.content.decode()


def tried(act) -> tuple[bool, object]:
    """Whether it changed anything, and what it gave back; undone."""
    before = world()
    with transaction.atomic():
        given = act()
        changed = world() != before
        transaction.set_rollback(True)
    return changed, given


def taken_so_far(years, do: str) -> None:
    """The open record brought to where this deed is next."""
    record, people = years.records[OPEN], ("statistics", "statistics", "leader")
    if do == "confirm":
        SectionConfirmation.objects.filter(record=record).delete()
    upto = len(ROAD) - 1 if do == "back" else ROAD.index(do) if do in ROAD else 0
    for name, role in list(zip(ROAD, people, strict=False))[:upto]:
        getattr(steps, name)(record, make.user(role, years.district))


# --- which doors there are


def test_every_door_of_statistics_is_known_to_these_trials(years):
    known = {one.door for one in attempts(years, SEALED)} | READ | IMPORT | set(ELSEWHERE)

    assert sorted(doors() ^ known) == []
    assert sorted(ACTS) == sorted(DEEDS | LEGAL)


def test_of_statistics_the_registers_alone_have_an_endpoint_an_admin_page_and_an_import():
    """Months, cells, records and snapshots have none (T49): no save but the page's own, with its version."""
    admins = {model for model in admin.site._registry if model in MODELS.values()}
    endpoints = {view.ledger.model for _, view, _ in router.registry} & set(MODELS.values())

    assert admins == endpoints == LEDGERS.keys() & set(MODELS.values()) == {PublishedTotal}


# --- what each does


def test_what_every_door_does_to_an_open_year(years, visit):
    """That the trials knock as people do."""
    idle = []
    for one in attempts(years, OPEN):
        with transaction.atomic():
            taken_so_far(years, one.does)
            changed, answer = tried(lambda one=one: visit(one))
            transaction.set_rollback(True)
        if not changed and (one.door, one.does) not in IDLE:
            idle.append((one.door, one.does, answer.status_code, answered(answer)[:300]))

    assert idle == []


def test_no_door_changes_a_sealed_year_and_each_says_why(years, visit):
    wrong = []
    for one in attempts(years, SEALED):
        changed, answer = tried(lambda one=one: visit(one))
        if changed or SAYS not in answered(answer) or answer.status_code >= 500:
            wrong.append((one.door, one.does, changed, answer.status_code, answered(answer)[:300]))

    assert wrong == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_method_changes_a_sealed_year(years, visit, method):
    changed = [
        (one.door, one.does)
        for one in attempts(years, SEALED)
        if one.method != method and tried(lambda one=one: visit(one, method))[0]
    ]

    assert changed == []


def test_the_pages_of_a_sealed_month_offer_nothing_to_do_and_say_why(enter, years):
    """To the chair in each of its states; to the office what waits for review or asks to be reopened."""
    places = [("chair", "reports", number) for number in range(months.BEGUN, months.REOPENED + 1)]
    places += [("statistics", "reports/review", number) for number in (months.SENT, months.PLEADED)]
    offered = []
    for role, place, number in places:
        client = enter(role, years.township if role == "chair" else years.district)
        html = page(client.get(f"/{place}/{years.township.code}/{SEALED}-{number:02}/"))
        forms = re.findall(r'<form[^>]*action="/reports/[^"]*"|name="do"', html)
        if SAYS not in html or forms:
            offered.append((role, number, forms))

    assert offered == []
