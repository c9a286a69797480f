"""The gap to a target, and the list that closes it, equal what trying one enterprise after another finds."""

import datetime as dt
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.make import FOUNDED, bargaining, organising
from union_portal.periods import custom
from union_portal.reporting.compute import compute

DAY = dt.date(2015, 12, 31)
A_YEAR_AGO = dt.date(2014, 12, 31)
STAFF = (150, 150, 40, 40, 8, 60)
SPRING, OFFERED, NEXT = dt.date(2015, 3, 1), dt.date(2015, 10, 8), dt.date(2015, 10, 20)
ANSWERED = {"answered_on": NEXT, "answer": "agreed"}
STARTED = ANSWERED | {"started_on": NEXT}
DRAFTED = STARTED | {"drafted_on": NEXT}
PASSED = DRAFTED | {"passed_on": NEXT, "entitled": 9, "present": 9, "in_favour": 9}
TALKS = {
    "": (0, None),
    "未发要约": (0, {"offered_on": None}),
    "拒绝": (0, {"answered_on": NEXT, "answer": "refused", "answer_reason": "不同意"}),
    "终结": (0, ANSWERED | {"lapsed_on": NEXT, "lapse_reason": "停产"}),
    "已发要约": (1, {}),
    "已应约": (2, ANSWERED),
    "协商中": (3, STARTED),
    "有草案": (5, DRAFTED),
    "已审议": (6, PASSED),
    "已签字": (7, PASSED | {"labour_signed_on": NEXT, "employer_signed_on": NEXT}),
}
"""How far talks have come, furthest last; talks that came to nothing count as none."""
firms = st.fixed_dictionaries(
    {
        "covered": st.booleans(),
        "had": st.booleans(),
        "visits": st.lists(
            st.sampled_from([A_YEAR_AGO, dt.date(2015, 1, 1), DAY, dt.date(2016, 1, 1)]), max_size=3
        ),
        "talks": st.sampled_from(sorted(TALKS)),
    }
)
CODES = ("BAR14", "BAR15", "BAR16", "BAR18", "BAR19", "BAR21")


def dressed(firm, world) -> None:
    if world["covered"]:
        cover(firm)
    if world["had"]:
        make.contract(firm, signed_on=dt.date(2014, 12, 31), expires_on=dt.date(2015, 12, 30))
    for day in world["visits"]:
        organising.visit(firm, on=day)
    fields = TALKS[world["talks"]][1]
    if fields is not None:
        bargaining.talks(firm, **({"offered_on": OFFERED} | fields))


def cover(firm) -> None:
    """By everything that any of the targets asks for."""
    for kind in ("wage", "comprehensive"):
        make.contract(firm, kind, signed_on=SPRING)
    make.model_enterprise(firm, since=FOUNDED)


def readiness(world, staff, pk) -> tuple:
    recent = [day for day in world["visits"] if A_YEAR_AGO < day <= DAY]
    return -TALKS[world["talks"]][0], not world["had"], -len(recent), -staff, pk


def reached(code, percent, district) -> bool:
    share = compute(custom(DAY, DAY), [code])[district.path][code]
    return Fraction(share.numerator or 0) / Fraction(share.denominator or 0) >= Fraction(percent) / 100


@pytest.fixture
def known(yinghai):
    made = [make.enterprise(yinghai, employees=staff, eligible=("bargain",)) for staff in STAFF]
    for firm in made:
        make.affiliation(firm, make.union(yinghai), since=FOUNDED)
    return made


@pytest.fixture
def reader(enter, district):
    return enter("rights", district)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    worlds=st.lists(firms, min_size=len(STAFF), max_size=len(STAFF)),
    code=st.sampled_from(CODES),
    percent=st.decimals("0.01", 100, places=2),
)
def test_the_gap_is_closed_by_the_first_of_the_list_and_by_no_fewer(
    reader, district, known, worlds, code, percent
):
    asked = {"on": DAY, "code": code, "percent": percent}
    hundred = code in ("BAR18", "BAR21")
    with transaction.atomic():
        for firm, world in zip(known, worlds, strict=True):
            dressed(firm, world)
        seen = reader.get("/bargaining/coverage/gap/", asked).context
        tried = 0
        listed = list(seen["page"])
        for firm in listed:
            if reached(code, percent, district):
                break
            cover(firm)
            tried += 1
        done = reached(code, percent, district)
        transaction.set_rollback(True)

    among = [(f, w, n) for f, w, n in zip(known, worlds, STAFF, strict=True) if n >= 100 or not hundred]
    rest = [(readiness(w, n, f.pk), f) for f, w, n in among if not w["covered"]]
    assert done
    assert seen["short"] == tried
    assert (seen["all"], seen["covered"]) == (len(among), len(among) - len(rest))
    assert seen["short"] == max(0, seen["wanted"] - seen["covered"])
    assert listed == [firm for _, firm in sorted(rest, key=lambda one: one[0])]
