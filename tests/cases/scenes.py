"""Rows as an indicator meets them: each scene is one thing that counts from, or on, a day."""

import datetime as dt
from functools import partial

from tests import make
from tests.make import AGREED, FOUNDED
from union_portal.periods import add_months

SPRING = dt.date(2015, 3, 1)
"""A day inside the period of every test."""

# --- enterprises


def covered(org, day=FOUNDED, until=None, mode="own", employees=30, **fields):
    """An enterprise under a union from `day` on."""
    enterprise = make.enterprise(org, **fields)
    make.affiliation(enterprise, make.union(org), since=day, until=until, mode=mode)
    make.headcount(enterprise, employees)
    return enterprise


def firm(org, *kinds, under=None, employees=30, **fields):
    """An enterprise recorded as these kinds, under a union from `under` on, or under none."""
    enterprise = make.enterprise(org, employees=employees, eligible=kinds, **fields)
    if under:
        make.affiliation(enterprise, make.union(org), since=under)
    return enterprise


def joined(org, day, mode="own", employees=30, size="S", **fields):
    """The coverage of an enterprise that was under no union before."""
    enterprise = make.enterprise(org)
    make.size_class(enterprise, size)
    union = make.union(org, kind="independent" if mode == "own" else "joint")
    return make.affiliation(enterprise, union, since=day, mode=mode, employees=employees, **fields)


def union(org, day, until=None, kind="independent"):
    return make.union(
        org, approved_on=day, kind=kind, dissolved_on=until, dissolve_reason="ended" if until else ""
    )


def democratic(org, day=FOUNDED, until=None, kind="congress", held_on=SPRING):
    return governed(firm(org, under=FOUNDED), day, kind, until=until, held_on=held_on)


def governed(enterprise, day=FOUNDED, kind="disclosure", until=None, held_on=SPRING):
    """This enterprise, with a form of democratic management from `day` on, and one meeting."""
    form = make.democratic_form(enterprise, kind, since=day, until=until)
    make.meeting(form, held_on=held_on)
    return enterprise


# --- members


def spell(org, day=FOUNDED, until=None, who=None, end="retired", **fields):
    who = who or make.member(org)
    return make.membership(who, make.union(org), since=day, until=until, end=end if until else "", **fields)


def spell_of(**person):
    """A spell of somebody with these traits."""
    return lambda org, day=FOUNDED, until=None: spell(org, day, until, who=make.member(org, **person))


def replaced(org, day):
    """A second card: its first is the one that counts, long before."""
    who = make.member(org)
    first = make.card(who, ended_on=FOUNDED, end="lost")
    return make.card(who, issued_on=day, replaces=first)


def waiting(org, day):
    """Applied for a card."""
    who = make.member(org)
    spell(org, who=who)
    return make.card(who, applied_on=day, issued_on=None)


def holder(org, day=SPRING):
    who = make.member(org)
    make.card(who, issued_on=day)
    return spell(org, who=who)


def event(maker, field, *args, **fields):
    """A row that happens once, on the day written into `field`."""
    return lambda org, day: maker(org, *args, **{field: day}, **fields)


def titled(title):
    return event(make.honour, "awarded_on", title)


# --- bargaining


def bargained(org, day=AGREED, until=None, kind="wage", employees=30, size="S", **fields):
    """An enterprise, not unionized, with a contract of its own in effect from `day` on."""
    enterprise = make.enterprise(org, employees=employees)
    make.size_class(enterprise, size)
    make.contract(enterprise, kind, effective_on=day, terminated_on=until, **fields)
    return enterprise


def document(org, day=AGREED, until=None, kind="wage", scope="enterprise"):
    enterprise = make.enterprise(org) if scope == "enterprise" else None
    return make.contract(enterprise, kind, org=org, scope=scope, effective_on=day, terminated_on=until)


def listed(org, day=FOUNDED):
    """An enterprise bound by a regional contract that others signed."""
    enterprise = make.enterprise(org)
    make.coverage(make.contract(org=org, scope="regional"), enterprise, since=day)
    return enterprise


def eligible(org, day=FOUNDED, until=None, unionized=True):
    """Recorded as 符合协商条件 from `day` on."""
    enterprise = firm(org, under=FOUNDED if unionized else None)
    make.eligibility(enterprise, "bargain", since=day, until=until)
    return enterprise


def model_firm(org, day=FOUNDED, until=None, employees=100):
    return make.model_enterprise(firm(org, under=FOUNDED, employees=employees), since=day, until=until)


def signed(enterprise, day=AGREED, kind="wage", **fields):
    """This enterprise, with a contract of its own in effect from `day` on."""
    make.contract(enterprise, kind, **{"effective_on": day} | fields)
    return enterprise


def expiring(org, day=SPRING, kind="wage", renewed=False):
    signed = min(AGREED, add_months(day, -12))
    contract = make.contract(eligible(org), kind, signed_on=signed, expires_on=day)
    if renewed:
        make.contract(contract.enterprise, kind, signed_on=day, renews=contract)
    return contract


# --- disputes, assistance, stations


def ended(outcome):
    return event(make.case, "closed_on", accepted_on=FOUNDED, outcome=outcome)


def recovered(org, day, claim="wages"):
    return make.recovery(make.case(org, claim=claim), agreed_on=day, agreed=10_000)


def filed(org, day=FOUNDED, until=None, exit="recovered"):
    return make.household(org, filed_on=day, closed_on=until, exit=exit if until else "")


def paid(org, day, kind, household=None, amount=500):
    fields = {"approved_on": FOUNDED, "paid_on": day, "household": household, "amount": amount}
    return make.aid(org, kind, **fields)


def given(kind, amount=500):
    return partial(paid, kind=kind, amount=amount)


def approved_aid(org, day, refused_on=None):
    return make.aid(org, "emergency", approved_on=day, refused_on=refused_on)


def visit(org, day):
    return paid(org, day, "warmth", make.household(org))


def raised(org, day, kind="raised"):
    return make.movement(make.fund(org), kind, moved_on=day, amount=10_000)


def place(kind, **fields):
    return lambda org, day=FOUNDED, until=None: make.station(org, kind, since=day, until=until, **fields)


def passed(org, day=FOUNDED, until=None, kind="station"):
    return make.station(org, kind, until=until, standardised_on=day)


def attended(kind):
    return lambda org, day: make.attendance(make.activity(org, kind, held_on=day), persons=5)


def innovated(org, day, firm=True):
    firm = make.enterprise(org) if firm else None
    return make.attendance(make.activity(org, "innovation", held_on=day), enterprise=firm)
