"""Every figure of first page, month, workbook and article is followed to the rows, and they come to it."""

import re
from functools import cache
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from tests import make
from tests.published import SMALL, published
from union_portal.district.build import build, scaled
from union_portal.organization.models import OrgUnit
from union_portal.reporting.article.wording import written
from union_portal.reporting.store import store

DOOR = re.compile(r'<a class="fig" href="(/indicators/[^"]+)" title="([^"]*)"[^>]*>([^<]+)</a>')
BACKEND = "union_portal.organization.backends.PostBackend"
MONTH = "/reports/{township}/2015-12/"
PAGES = ("/", "/indicators/?period=2015", "/yearbook/2015/", "/annual/2015/article/", MONTH)


class Crawler:
    """The statistics office, going through every door; each is opened once."""

    def __init__(self, root):
        self.client = Client()
        self.client.force_login(make.user("statistics", root), BACKEND)
        self.township = OrgUnit.objects.townships().order_by("path")[0].code
        self.behind = cache(self._behind)

    def doors(self, page: str) -> list[tuple[str, str, str]]:
        html = self.client.get(page.format(township=self.township), follow=True).content.decode()
        return [(unescape(a), unescape(title), text) for a, title, text in DOOR.findall(html)]

    def _behind(self, address: str):
        """The figure of a page, and whether its rows come to it."""
        context = self.client.get(address).context
        one, value = context["indicator"], context["shown"].value
        if not hasattr(one, "plus"):
            return context["shown"], context["balanced"]
        rows = [one.rows(context["period"], context["place"], part) for part in one.parts()]
        counted = sum(one.recount(found, part) for found, part in zip(rows, one.parts(), strict=True))
        return context["shown"], counted == value.value


@pytest.fixture(scope="module")
def crawler(django_db_setup, django_db_blocker):
    """Of a small Daxing, its figures kept."""
    brief = scaled(published(), SMALL)
    with django_db_blocker.unblock(), transaction.atomic():
        root = build(brief, seed=2015, reports=True).root
        store(brief.period)
        yield Crawler(root)
        transaction.set_rollback(True)


def same(title: str, text: str, shown) -> bool:
    """The door says the figure itself; in prose its title does, and the words before it were made of it."""
    exact = "" if shown.value.value is None else written(shown.value.value, shown.indicator.unit)
    prose = f"{shown.indicator.code} {shown.indicator.name} {exact}"
    return text in (shown.text, shown.number) or title == prose or title.startswith(f"{prose}，")


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_is_what_its_rows_come_to(crawler, page):
    doors = crawler.doors(page)

    wrong = []
    for address, title, text in doors:
        shown, balanced = crawler.behind(address)
        if not balanced or not same(title, text, shown):
            wrong.append((address, text, shown.text, balanced))
    assert wrong == []
    assert len(doors) > 20
