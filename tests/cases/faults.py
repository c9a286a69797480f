"""One record for each reason for which an enrolled member's record fails."""

import datetime as dt

from members.models import Member
from tests import make
from tests.make import FOUNDED

from .members import EMPLOYED, recorded

DAY = dt.timedelta(days=1)
TODAY = dt.date.today()


def wrong(org, **fields):
    """A record that passed when it was saved, as an older one may stand in the table."""
    spell = recorded(org)
    Member.objects.filter(pk=spell.member_id).update(**fields)
    return spell


def of_age(org, years: int):
    """Admitted at FOUNDED, a day before the birthday that made `years`."""
    born = FOUNDED.replace(year=FOUNDED.year - years) + DAY
    return recorded(org, document=make.identity_number(1, born=born), born_on=born)


def under(org, **union):
    who = make.member(org, mobile="13800138000")
    return make.membership(who, make.union(org, **union), **EMPLOYED)


FAULTY = {
    "uncollected": lambda org: recorded(org, collected_on=None),
    "name": lambda org: wrong(org, name="张"),
    "document": lambda org: wrong(org, document_fault="number"),
    "facts": lambda org: wrong(org, document_fault="facts"),
    "expired": lambda org: recorded(org, document_until=TODAY - DAY),
    "sex": lambda org: wrong(org, sex=""),
    "born": lambda org: wrong(org, born_on=dt.date(1899, 12, 31)),
    "age": lambda org: of_age(org, 16),
    "employer": lambda org: make.membership(make.member(org, mobile="13800138000"), make.union(org)),
    "union": lambda org: under(org, dissolved_on=TODAY, dissolve_reason="ended"),
    "admitted": lambda org: under(org, approved_on=FOUNDED + DAY),
    "new-form": lambda org: recorded(org, category="new_form"),
    "host": lambda org: recorded(org, category="dispatched"),
    "mobile": lambda org: wrong(org, mobile_fault=True),
    "no-mobile": lambda org: recorded(org, mobile=None),
}
"""A builder by the code of the reason; each record has that one fault and no other."""

SOUND = [
    recorded,
    lambda org: recorded(org, document_until=TODAY),
    lambda org: recorded(org, category="new_form", new_form="rider"),
    lambda org: of_age(org, 17),
    lambda org: under(org, approved_on=FOUNDED),
]
"""Records that nearly fail."""
