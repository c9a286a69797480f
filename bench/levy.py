"""A month's list of 30,000 payers matched against a register of 301,000 enterprises."""

import datetime as dt
import random
import sys

from django.db import connection, transaction

from enterprises.levy.matching import match
from enterprises.models import LevyEntry
from tests import taxlist
from union_portal.audit.context import acting
from union_portal.organization.models import Level, OrgUnit

from .district import scratch
from .measure import Result, alternately

FIRMS, PAYERS = 301_000, 30_000
MONTH = dt.date(2016, 6, 1)
GOAL = 60
"""Seconds."""
LEAST = 0.9
"""Of the payers matched without a person: fewer, and something else was measured."""


def match_levy() -> list[Result]:
    """From the payers as imported to enterprises and candidates as kept; the list is made anew each round."""
    with scratch():
        with acting(route="bench", name="命令行"):
            load()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        (taken,) = alternately(undone, rounds=3)
    return [Result("税务代收匹配（3万户对30.1万家）", taken, goal=GOAL)]


def load() -> None:
    units = townships()
    town = taxlist.Town(random.Random(301))
    firms = taxlist.register(town, FIRMS)
    payers = taxlist.payers(town, firms, PAYERS)
    taxlist.load_firms(firms, units)
    taxlist.load_payers(payers, units, MONTH)


def townships() -> list[OrgUnit]:
    root = OrgUnit.objects.create(
        code=taxlist.DIVISION,
        level=Level.DISTRICT,
        division=taxlist.DIVISION,
        name=f"{taxlist.DISTRICT}总工会",
    )
    return [
        OrgUnit.objects.create(
            code=f"{root.code}{number:03}",
            level=Level.TOWNSHIP,
            parent=root,
            division=f"{root.code}{number:03}",
            name=f"{name}总工会",
        )
        for number, name in enumerate(taxlist.TOWNSHIPS, 1)
    ]


def undone() -> None:
    with acting(route="bench", name="命令行"):
        counts = match(MONTH)
        matched = LevyEntry.objects.exclude(enterprise=None).count()
        print(f"匹配{matched:,}户：{counts}", file=sys.stderr)
        if matched < LEAST * PAYERS * taxlist.REGISTERED:
            raise AssertionError(f"自动匹配只有{matched:,}户")
        transaction.set_rollback(True)
