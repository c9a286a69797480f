"""The tree, its people, and the numbers that keep every row of a test apart."""

import datetime as dt
import itertools

from union_portal.organization.models import Level, OrgUnit, Post, User

serial = itertools.count(1)
FOUNDED = dt.date(2010, 3, 1)


def district(code="110115", name="大兴区总工会"):
    return OrgUnit.objects.create(code=code, level=Level.DISTRICT, division=code, name=name)


def township(parent, tail, name):
    code = f"{parent.code}{tail}"
    return OrgUnit.objects.create(code=code, level=Level.TOWNSHIP, parent=parent, division=code, name=name)


def user(role, unit, username=None, password=None):
    number = next(serial)
    made = User.objects.create(
        username=username or f"{role}{number}", name=f"测试{number}", password=password
    )
    Post.objects.create(user=made, role=role, unit=unit, since=dt.date(2010, 1, 1))
    return made
