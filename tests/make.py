"""Rows for tests: each function makes one valid row and takes what the test is about."""

import datetime as dt
import itertools

from enterprises.models import Affiliation, Eligibility, Enterprise, GrassrootsUnion, Headcount
from members.models import Member, Membership
from union_portal.fields import check_character, credit_code, organisation_check
from union_portal.organization.models import Level, OrgUnit, Post, User

serial = itertools.count(1)
FOUNDED = dt.date(2010, 3, 1)


def district(code="110115", name="大兴区总工会"):
    return OrgUnit.objects.create(code=code, level=Level.DISTRICT, division=code, name=name)


def township(parent, tail, name):
    code = f"{parent.code}{tail}"
    return OrgUnit.objects.create(
        code=code, level=Level.TOWNSHIP, parent=parent, division=code, name=name
    )


def user(role, unit, username=None, password=None):
    number = next(serial)
    made = User.objects.create(username=username or f"{role}{number}", name=f"测试{number}", password=password)
    Post.objects.create(user=made, role=role, unit=unit, since=dt.date(2010, 1, 1))
    return made


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
        Headcount.objects.create(org=org, enterprise=made, since=FOUNDED, employees=employees, women=employees // 3)
    if unionized_on:
        affiliation(made, union(org, approved_on=unionized_on), since=unionized_on, employees=employees or 30)
    for kind in eligible:
        Eligibility.objects.create(org=org, enterprise=made, kind=kind, since=FOUNDED)
    return made


def union(org, *, approved_on=FOUNDED, kind="independent", **fields):
    name = fields.pop("name", f"第{next(serial)}工会委员会")
    return GrassrootsUnion.objects.create(org=org, name=name, kind=kind, approved_on=approved_on, **fields)


def affiliation(enterprise, union, *, since, mode="own", employees=30, **fields):
    return Affiliation.objects.create(
        org=enterprise.org, enterprise=enterprise, union=union, mode=mode, since=since, employees=employees, **fields
    )


def identity_number(number=None, born=dt.date(1985, 6, 1), female=False):
    """A valid, fictitious number: sequences 990 to 999 are given to nobody."""
    number = number or next(serial)
    day = born + dt.timedelta(days=number // 5)
    body = f"110115{day:%Y%m%d}99{2 * (number % 5) + (0 if female else 1)}"
    return body + check_character(body)


def member(org, **fields):
    number = next(serial)
    document = fields.pop("document", None) or identity_number(number)
    fields = {
        "name": "张测试",
        "number": f"M{number:08d}",
        "document": document,
        "sex": "M" if int(document[16]) % 2 else "F",
        "born_on": dt.datetime.strptime(document[6:14], "%Y%m%d").date(),
        "collected_on": FOUNDED,
    } | fields
    return Member.objects.create(org=org, **fields)


def membership(who, union, *, since=FOUNDED, start="admission", **fields):
    if start == "admission":
        fields = {"source": "existing", "channel": "counter", "admitted_on": since} | fields
    fields.setdefault("admitted_on", since)
    return Membership.objects.create(org=union.org, member=who, union=union, since=since, start=start, **fields)
