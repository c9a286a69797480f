"""A contract, its coverage or its talks that need a look, and one that nearly does."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from tests import make
from tests.make import bargaining

TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
YEAR = 365 * DAY
LINE = 2540
"""The city's lowest pay since September 2025."""


def signed(org, ago=2 * YEAR, expires=TODAY + YEAR // 2, **fields):
    """Signed, filed and in effect so many days ago."""
    day = TODAY - ago
    fields = {"signed_on": day, "filed_on": day, "effective_on": day, "expires_on": expires} | fields
    return make.contract(make.enterprise(org), **fields)


def listed(org, until=None):
    """By a regional contract that expired yesterday."""
    begun = TODAY - 2 * YEAR
    area = {"org": org, "scope": "regional"}
    regional = make.contract(**area, signed_on=begun, expires_on=TODAY - DAY, filed_on=begun)
    make.contract(**area, renews=regional, signed_on=TODAY, filed_on=TODAY)
    make.coverage(regional, make.enterprise(org), since=TODAY - YEAR, until=until)


def reported(org, ago):
    bargaining.report(signed(org), on=TODAY - ago)


def offered(org, ago):
    bargaining.talks(make.enterprise(org), offered_on=TODAY - ago)


BARGAINED: dict[str, tuple[Callable, Callable]] = {
    "contract-lapsed": (
        partial(signed, expires=TODAY - DAY),
        partial(signed, expires=TODAY),
    ),
    "contract-unfiled": (
        partial(signed, ago=40 * DAY, filed_on=None, expires=TODAY + YEAR),
        partial(signed, ago=5 * DAY, filed_on=None, expires=TODAY + YEAR),
    ),
    "contract-low-pay": (
        partial(signed, minimum_wage=LINE - 1),
        partial(signed, minimum_wage=LINE),
    ),
    "contract-unreported": (partial(reported, ago=YEAR), partial(reported, ago=YEAR - DAY)),
    "coverage-beyond": (listed, partial(listed, until=TODAY)),
    "offer-unanswered": (partial(offered, ago=60 * DAY), partial(offered, ago=10 * DAY)),
}
