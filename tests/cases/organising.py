"""The cases of organisation work: unions and coverage, the road to a union, the levy, meetings, duties."""

import datetime as dt
from functools import partial

from enterprises.models import Defiance, Dispatch, Suggestion
from tests import make
from tests.make import FOUNDED, organising
from union_portal.periods import add_months

from .counts import Case
from .rates import Share
from .scenes import SPRING, covered, democratic, event, firm, joined, spell, union

DAY = dt.timedelta(days=1)
LAST = dt.date(2015, 12, 31)


def founded(org, day, employees=100, kind="independent"):
    """A union approved on `day`, and the enterprise it covers from then on."""
    made = union(org, day, kind=kind)
    mode = "own" if kind == "independent" else "joint"
    make.affiliation(make.enterprise(org), made, since=day, mode=mode, employees=employees)
    return made


def federation(org, day, until=None, kind="industry", level="district"):
    made = union(org, day, until, kind=kind)
    made.level = level
    made.save()
    return made


def lost(org, day):
    return covered(org, until=day)


def moved(org, day):
    """From its own union to a joint one, without a day between."""
    enterprise = covered(org, until=day)
    make.affiliation(enterprise, make.union(org, kind="joint"), since=day, mode="joint")


def agency(org, day=FOUNDED, until=None, kind="agency", workers=80, under=True):
    """Sends workers out; under a union from `day` on."""
    enterprise = make.enterprise(org, kind=kind)
    if under:
        make.affiliation(enterprise, make.union(org), since=day, until=until)
    Dispatch.objects.create(org=org, enterprise=enterprise, workers=workers, since=FOUNDED)
    return enterprise


def large(org, day=FOUNDED, until=None, employees=100):
    enterprise = make.enterprise(org, closed_on=until, closure="moved" if until else "")
    make.headcount(enterprise, employees, since=day)
    return enterprise


def visited(org, day=SPRING, employees=100):
    organising.visit(large(org, employees=employees), on=day)


def in_hand(org, day=None, state="new"):
    """A case opened long ago, claimed from `day` on."""
    case = organising.unionization_case(firm(org), opened_on=FOUNDED, state=state)
    if day:
        organising.claim(case, since=day)


def hindered(org, day=FOUNDED, until=None, under=None):
    return organising.obstacle(firm(org, under=under), since=day, until=until)


def window(day=None, until=None):
    """The day money came in so that it counts from `day` on, or until `until` no more."""
    return add_months(until, -12) if until else day


def payer(org, day=FOUNDED, until=None, under=None, known=True, **fields):
    """Pays so that it counts as paying from `day` on, matched to an enterprise of this township."""
    on = window(day, until)
    if known:
        fields |= {"enterprise": firm(org, under=under), "decision": "matched", "decided_on": FOUNDED}
    organising.levy(org, month=on.replace(day=1), paid_on=on, **fields)


def recognised(org, day=SPRING, decision="matched"):
    """Paid in spring, and decided on `day`."""
    enterprise = firm(org) if decision == "matched" else None
    organising.levy(
        org, month=SPRING, paid_on=SPRING, enterprise=enterprise, decision=decision, decided_on=day
    )


def silent(org, day=FOUNDED, until=None, paid=None):
    enterprise = covered(org, day, until)
    if paid:
        organising.levy(
            org, paid_on=paid, enterprise=enterprise, decision="matched", decided_on=paid, month=SPRING
        )


def talked(org, day, after=90):
    """Under a union from `day` on, so many days after a meeting with the employer."""
    coverage = joined(org, day)
    held_on = day - after * DAY
    organising.outreach_meeting(org, kind="employer", enterprise=coverage.enterprise, held_on=held_on)


def meeting(org, day=SPRING, kind="workers", **fields):
    return organising.outreach_meeting(org, kind=kind, held_on=day, **fields)


THREE = {"before": "已指导", "record": "已记录", "review": "已点评"}


def expiring(org, renewed_on=None, elected_in=2013):
    """A term of three years; one elected in 2013 runs out on the last day of 2015."""
    term = organising.term(org, elected_on=dt.date(elected_in, 1, 1))
    if renewed_on:
        organising.term(org, union=term.union, elected_on=renewed_on)


def with_women(org, women=25, committee=None):
    enterprise = make.enterprise(org)
    made = make.union(org)
    make.affiliation(enterprise, made, since=FOUNDED)
    make.headcount(enterprise, 60, women=women)
    if committee:
        organising.committee(org, union=made, since=committee)


def quarter(org, done=None, kind="firm"):
    """A duty owed once in the year, done on this day."""
    duty = organising.duty(org, kind=kind)
    term = organising.duty_term(org, duty=duty, starts_on=dt.date(2015, 1, 1), ends_on=LAST)
    if done:
        organising.duty_done(org, term=term, on=done)


def defiant(org, day=FOUNDED, until=None):
    Defiance.objects.create(
        org=org, enterprise=firm(org), kind="union", since=day, until=until, evidence="拒绝"
    )


def suggested(org, day):
    Suggestion.objects.create(org=org, enterprise=firm(org), on=day, subject="改进通风", number=3)


def task(org, due_on=SPRING, done_on=None):
    organising.key_task(org, due_on=due_on, done_on=done_on)


EVENTS = {
    "ORG08": Case(founded, partial(founded, employees=99)),
    "ORG11": Case(lost, moved),
    "ORG12": Case(covered, partial(covered, mode="federation")),
    "ORG33": Case(event(organising.grant, "paid_on", amount=10_000)),
    "ORG34": Case(event(organising.drive, "since")),
    "COM01": Case(lambda org, day: talked(org, day, after=0), meeting),
    "COM02": Case(meeting, partial(meeting, kind="seminar")),
    "COM03": Case(partial(meeting, consulted=7), each=7),
    "COM04": Case(partial(spell, channel="meeting"), spell),
    "COM05": Case(talked, partial(talked, after=91)),
    "COM10": Case(partial(meeting, kind="study"), meeting),
    "DEM10": Case(suggested, each=3),
    "FIN02": Case(event(organising.levy, "paid_on", amount=10_000)),
}
STOCKS = {
    "ORG03": Case(partial(covered, mode="federation"), lambda org, day: firm(org)),
    "ORG14": Case(partial(federation, level="city"), federation),
    "ORG15": Case(federation, partial(federation, kind="regional")),
    "ORG16": Case(partial(federation, kind="regional", level="township"), federation),
    "ORG17": Case(agency, partial(agency, kind="ordinary")),
    "ORG18": Case(agency, partial(agency, under=False), each=80),
    "ORG20": Case(large, partial(large, employees=99)),
    "ORG23": Case(hindered, partial(hindered, under=FOUNDED)),
    "ORG26": Case(payer, partial(payer, under=FOUNDED)),
    "ORG27": Case(silent, partial(silent, paid=SPRING)),
    "ORG31": Case(defiant),
    "COM09": Case(lambda org, day=FOUNDED, until=None: organising.presenter(org, since=day, until=until)),
    "DEM02": Case(democratic, partial(democratic, kind="disclosure"), each=30),
    "DEM05": Case(partial(democratic, kind="disclosure"), democratic, each=30),
    "DEM08": Case(partial(democratic, kind="regional"), democratic),
    "FIN01": Case(partial(payer, known=False), partial(payer, known=False, amount=0)),
    "FIN04": Case(partial(payer, kind="preparation"), partial(payer, kind="preparation", under=FOUNDED)),
}
RATES = {
    "ORG09": Share(
        over=lambda org: founded(org, SPRING, employees=99),
        both=lambda org, day=SPRING: founded(org, day),
        outside=lambda org: founded(org, SPRING, kind="joint"),
    ),
    "ORG19": Share(
        over=lambda org: agency(org, workers=1, under=False),
        both=lambda org, day=SPRING: agency(org, day, workers=1),
        outside=lambda org: covered(org, kind="agency"),
    ),
    "ORG21": Share(over=large, both=visited, outside=partial(visited, employees=99)),
    "ORG22": Share(
        over=in_hand,
        both=lambda org, day=SPRING: in_hand(org, day),
        outside=lambda org: in_hand(org, SPRING, state="gone"),
    ),
    "ORG24": Share(
        over=hindered,
        both=lambda org, day=SPRING: hindered(org, until=day, under=FOUNDED),
        outside=lambda org: hindered(org, SPRING, SPRING + DAY, under=FOUNDED),
    ),
    "ORG25": Share(
        over=lambda org: organising.levy(org, paid_on=SPRING),
        both=recognised,
        outside=partial(recognised, decision="foreign"),
    ),
    "ORG29": Share(
        over=expiring,
        both=lambda org, day=SPRING: expiring(org, day),
        outside=lambda org: expiring(org, SPRING, elected_in=2014),
    ),
    "ORG30": Share(
        over=with_women,
        both=lambda org, day=SPRING: with_women(org, committee=day),
        outside=lambda org: with_women(org, women=24, committee=SPRING),
    ),
    "ORG32": Share(
        over=task,
        both=lambda org, day=SPRING: task(org, day, day),
        outside=lambda org: task(org, LAST + DAY, SPRING),
    ),
    "COM08": Share(
        over=partial(meeting, before="已指导"),
        both=lambda org, day=SPRING: meeting(org, day, **THREE),
        outside=lambda org: meeting(org, kind="seminar", **THREE),
    ),
    "TEAM03": Share(
        over=quarter,
        both=lambda org, day=SPRING: quarter(org, day),
        outside=lambda org: quarter(org, SPRING, kind="training"),
    ),
}
ALONE = {"ORG28", "ORG35", "COM06", "COM07", "DEM09", "FIN03"}
"""Tested on their own, in test_indicators_organising.py: their rows are not of the usual kind."""
