"""Employers, their unions, their size and standing, their democratic management."""

import datetime as dt

from enterprises.models import (
    Affiliation,
    CongressMeeting,
    DemocraticForm,
    Eligibility,
    Enterprise,
    GrassrootsUnion,
    Headcount,
    SizeClass,
)
from union_portal.fields import credit_code, organisation_check

from .places import FOUNDED, serial


def code_of_enterprise(number=None):
    body = f"MA{number or next(serial):06d}"
    return credit_code(f"91110115{body}{organisation_check(body)}")


def enterprise(org, *, unionized_on=None, employees=None, eligible=(), **fields):
    """With `unionized_on` it gets an independent union and its own affiliation from that day."""
    number = next(serial)
    fields = {
        "name": f"第{number}食品有限公司",
        "credit_code": code_of_enterprise(number),
        "ownership": "21",
        "industry": "C",
        "opened_on": FOUNDED,
    } | fields
    made = Enterprise.objects.create(org=org, **fields)
    if employees is not None:
        headcount(made, employees)
    if unionized_on:
        affiliation(made, union(org, approved_on=unionized_on), since=unionized_on, employees=employees or 30)
    for kind in eligible:
        eligibility(made, kind)
    return made


def headcount(enterprise, employees, *, since=FOUNDED, **fields):
    fields = {"women": employees // 3} | fields
    return Headcount.objects.create(
        org=enterprise.org, enterprise=enterprise, since=since, employees=employees, **fields
    )


def size_class(enterprise, size="S", *, since=FOUNDED, **fields):
    return SizeClass.objects.create(
        org=enterprise.org, enterprise=enterprise, size=size, since=since, **fields
    )


def eligibility(enterprise, kind, *, since=FOUNDED, **fields):
    return Eligibility.objects.create(
        org=enterprise.org, enterprise=enterprise, kind=kind, since=since, **fields
    )


def union(org, *, approved_on=FOUNDED, kind="independent", **fields):
    name = fields.pop("name", f"第{next(serial)}工会委员会")
    return GrassrootsUnion.objects.create(org=org, name=name, kind=kind, approved_on=approved_on, **fields)


def affiliation(enterprise, union, *, since, mode="own", employees=30, **fields):
    return Affiliation.objects.create(
        org=enterprise.org,
        enterprise=enterprise,
        union=union,
        mode=mode,
        since=since,
        employees=employees,
        **fields,
    )


def democratic_form(enterprise, kind="congress", *, since=FOUNDED, **fields):
    return DemocraticForm.objects.create(
        org=enterprise.org, enterprise=enterprise, kind=kind, since=since, **fields
    )


def meeting(form, *, held_on=dt.date(2015, 6, 1), **fields):
    return CongressMeeting.objects.create(org=form.org, form=form, held_on=held_on, **fields)
