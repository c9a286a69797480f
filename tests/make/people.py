"""Members under valid, fictitious numbers; their spells, cards and honours."""

import datetime as dt

from members.models import Card, Delegate, Honour, Member, Membership
from union_portal.fields import check_character

from .places import FOUNDED, serial

BIRTHS = 2900
"""Days over which births are spread: eight years; then comes the next district."""
DISTRICTS = ("110115", "110114", "110113", "110112", "110111", "110109", "110108", "110107", "110106")


def identity_number(number=None, born=dt.date(1985, 6, 1), female=False):
    """A valid, fictitious number: sequences 990 to 999 are given to nobody.

    However many were made before, its holder is of age when unions are FOUNDED here.
    """
    number = number or next(serial)
    round, place = divmod(number // 5, BIRTHS)
    day = born + dt.timedelta(days=place)
    body = f"{DISTRICTS[round]}{day:%Y%m%d}99{2 * (number % 5) + (0 if female else 1)}"
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
    if fields.get("standing") == "retained":
        fields.setdefault("retained_for", "other")
    return Membership.objects.create(
        org=union.org, member=who, union=union, since=since, start=start, **fields
    )


def card(who, *, issued_on=FOUNDED, **fields):
    fields = {"applied_on": issued_on or FOUNDED} | fields
    return Card.objects.create(org=who.org, member=who, issued_on=issued_on, **fields)


def honour(org, title="city_model", *, awarded_on=dt.date(2015, 5, 1), **fields):
    fields = {"holder": "钱测试"} | fields
    return Honour.objects.create(org=org, title=title, awarded_on=awarded_on, **fields)


def delegate(org, *, elected_on=dt.date(2015, 5, 1), **fields):
    fields = {"name": "孙测试", "congress": "第一次代表大会"} | fields
    return Delegate.objects.create(org=org, elected_on=elected_on, **fields)
