"""The pages people open all day: how many queries, and how long beside the bare SELECT of their rows."""

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import PAGE
from union_portal.organization.models import User
from union_portal.reporting.models import Figure

from .district import YEAR
from .measure import Result, alternately

MOST_QUERIES = 12


def lists() -> list[Result]:
    """Every register's first page, the home, the indicators, and one indicator opened."""
    results = []
    for ledger in LEDGERS.values():
        rows = ledger.model._default_manager.all()[:PAGE]
        results += opened(who_may(f"{ledger.app}.view"), ledger.url("list"), f"台账 {ledger.title}", rows)
    figures = Figure.objects.filter(period__start=YEAR.start, period__kind=YEAR.kind)
    for title, address in (("首页", "/"), ("指标", "/indicators/"), ("一个指标", "/indicators/BAR15/")):
        results += opened(who_may("reporting.view"), f"{address}?period=2015", title, figures)
    return results


def who_may(right: str) -> User:
    """The account that sees most rows by this right."""
    return max(User.objects.order_by("pk"), key=lambda user: len(user.unit_ids(right)))


def opened(user: User, address: str, title: str, rows: QuerySet) -> list[Result]:
    reader = Client()
    reader.force_login(user)

    def page() -> None:
        answer = reader.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{address}：{answer.status_code}")

    with CaptureQueriesContext(connection) as queries:
        page()
        asked = len(queries)
    ours, bare = alternately(page, lambda: fetched(*rows.query.sql_with_params()), rounds=5)
    return [
        Result(f"{title}：查询次数", asked, goal=MOST_QUERIES, unit="次"),
        Result(f"{title}：用时（对同页裸SELECT）", ours, bare),
    ]


def fetched(select: str, values: tuple) -> list[tuple]:
    with connection.connection.cursor() as cursor:
        cursor.execute(select, values)
        return cursor.fetchall()
