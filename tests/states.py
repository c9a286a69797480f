"""A row of each workflow in each of its states, and what a step's own page asks for."""

import datetime as dt

from assistance.models import Aid, MutualClaim
from bargaining.models import Talks
from disputes.models import Case, SupervisionDocument
from enterprises.models import GrassrootsUnion, UnionizationCase
from enterprises.models.tracking import CLOSED, Stage
from members.models import Card, MembershipApplication, Transfer
from tests import make
from tests.make import FOUNDED, bargaining, cards, joining, organising, serial
from union_portal.fields import credit_code, organisation_check

LATER = dt.date(2015, 6, 1)
SERVED = {"delivered_on": FOUNDED, "method": "hand", "receipt": "前台签收"}


def case_that(outcome):
    """Closed with this outcome; a refused one was never accepted."""
    accepted_on = None if outcome == "refused" else FOUNDED
    return lambda org: make.case(org, accepted_on=accepted_on, closed_on=FOUNDED, outcome=outcome)


def asked_and(verdict):
    return lambda org: joining.application(org, verdict=verdict, decided_on=LATER, reason="材料不全")


def code_of_union():
    body = f"MA{next(serial):06d}"
    return credit_code(f"81110115{body}{organisation_check(body)}")


def road_that(state):
    """With all the evidence that any step asks for: a visit, a reason, a union, the firm's own end."""

    def made(org):
        firm = make.enterprise(org, closed_on=FOUNDED, closure="moved")
        organising.visit(firm)
        if state not in CLOSED:
            organising.obstacle(firm)
        union = make.union(org, credit_code=code_of_union())
        return organising.unionization_case(firm, state=state, union=union)

    return made


def card_that(**dates):
    return lambda org: cards.waiting(org, **dates)


OFFERED = dt.date(2015, 5, 20)
"""Not so long before `LATER` that an answer then would be late."""
AGREED = {"received_on": OFFERED, "answered_on": OFFERED, "answer": "agreed"}
REFUSED = {"answered_on": OFFERED, "answer": "refused", "answer_reason": "经营困难"}
STARTED = AGREED | {"reps_published_on": OFFERED, "recorder": "钱记录", "started_on": OFFERED}
DRAFTED = STARTED | {"drafted_on": OFFERED}
PASSED = DRAFTED | {"passed_on": OFFERED, "entitled": 180, "present": 120, "in_favour": 90}
SIGNED = PASSED | {"labour_signed_on": OFFERED, "employer_signed_on": OFFERED}


def talks_that(offered_on=OFFERED, **dates):
    """Represented by three on each side, with every paper kept."""

    def made(org):
        talks = bargaining.talks(make.enterprise(org), offered_on=offered_on, **dates)
        return bargaining.documented(bargaining.represented(talks))

    return made


def paused(org):
    made = talks_that(**STARTED)(org)
    bargaining.pause(made, since=OFFERED, limit=OFFERED)
    return made


ISSUED = dict.fromkeys(("sent_on", "produced_on", "delivered_on", "issued_on"), FOUNDED)
IN_STATE = {
    Talks: {
        "draft": talks_that(None),
        "offered": talks_that(),
        "refused": talks_that(**REFUSED),
        "answered": talks_that(**AGREED),
        "talking": talks_that(**STARTED),
        "suspended": paused,
        "drafted": talks_that(**DRAFTED),
        "passed": talks_that(**PASSED),
        "signed": talks_that(**SIGNED),
        "lapsed": talks_that(lapsed_on=FOUNDED, lapse_reason="企业停产"),
    },
    Card: {
        "applied": card_that(),
        "sent": card_that(sent_on=FOUNDED),
        "produced": card_that(sent_on=FOUNDED, produced_on=FOUNDED),
        "delivered": card_that(sent_on=FOUNDED, produced_on=FOUNDED, delivered_on=FOUNDED),
        "issued": card_that(**ISSUED),
        "refused": card_that(sent_on=FOUNDED, ended_on=FOUNDED, end="refused", refusal="照片不清"),
        "ended": card_that(**ISSUED, ended_on=FOUNDED, end="lost"),
    },
    UnionizationCase: {state: road_that(state) for state in Stage.values},
    GrassrootsUnion: {
        "preparing": lambda org: make.union(org, approved_on=None),
        "standing": lambda org: make.union(org),
        "dissolved": lambda org: make.union(org, dissolved_on=LATER, dissolve_reason="ended"),
    },
    Case: {
        "received": make.case,
        "mediating": lambda org: make.case(org, accepted_on=FOUNDED),
        **{outcome: case_that(outcome) for outcome in Case.Outcome.values},
    },
    SupervisionDocument: {
        "issued": make.paper,
        "delivered": lambda org: make.paper(org, **SERVED),
        "answered": lambda org: make.paper(org, answered_on=FOUNDED, answer="已建会", **SERVED),
        "closed": lambda org: make.paper(org, closed_on=FOUNDED, outcome="corrected", **SERVED),
        "void": lambda org: make.paper(org, voided_on=FOUNDED, void_reason="单位名称有误"),
    },
    Transfer: {
        "waiting": joining.transfer,
        "accepted": lambda org: joining.transfer(org, accepted_on=LATER),
        "returned": lambda org: joining.transfer(org, returned_on=joining.SPRING, reason="不在本单位"),
        "recalled": lambda org: joining.transfer(org, recalled_on=LATER),
    },
    Aid: {
        "applied": make.aid,
        "approved": lambda org: make.aid(org, approved_on=FOUNDED),
        "paid": lambda org: make.aid(org, approved_on=FOUNDED, paid_on=FOUNDED),
        "refused": lambda org: make.aid(org, refused_on=FOUNDED),
    },
    MutualClaim: {
        "reported": make.claim,
        "accepted": lambda org: make.claim(org, accepted_on=FOUNDED),
        "paid": lambda org: make.claim(org, accepted_on=FOUNDED, paid_on=FOUNDED, paid=300),
        "refused": lambda org: make.claim(org, refused_on=FOUNDED, reason="材料不实"),
    },
    MembershipApplication: {
        "submitted": joining.application,
        **{verdict: asked_and(verdict) for verdict in MembershipApplication.Verdict.values},
    },
}
"""A row in each state, made by its dates alone."""

PAGES = {
    "found": {
        "way": "independent",
        "name": "新食品有限公司工会委员会",
        "approved_on": "2015-06-01",
        "approval_no": "工组批〔2015〕1号",
        "employees": "60",
        "origin": "survey",
    },
    "sign": {"number": "工资〔2015〕1号", "expires_on": "2016-05-31", "women": "chapter"},
}
"""What a step with a page of its own asks for."""
