"""The cases of labour law supervision: papers served and answered, matters handed on, supervisors."""

import datetime as dt
from functools import partial

from disputes.models import SupervisionDocument
from tests import make
from tests.make import FOUNDED

from .counts import Case
from .rates import Share
from .scenes import SPRING, event

SERVED = {"delivered_on": FOUNDED, "method": "hand", "receipt": "前台签收"}
BEFORE = dt.date(2014, 12, 31)


def paper(org, day, kind="opinion", **fields):
    """Served on `day`."""
    return make.paper(org, kind, **SERVED | {"delivered_on": day} | fields)


def listed(org, day, kind="file"):
    return make.referral(org, kind, referred_on=FOUNDED, since=day)


def due(org, day=SPRING, *, answered=False):
    """Its answer due on `day`, and come on that very day."""
    fields = {"answered_on": day, "answer": "已改正"} if answered else {}
    made = make.paper(org, **SERVED, **fields)
    SupervisionDocument.objects.filter(pk=made.pk).update(answer_due=day)


def answered(org, day=SPRING, closed=None):
    fields = {"closed_on": closed, "outcome": "corrected"} if closed else {}
    make.paper(org, answered_on=day, answer="正在改正", **SERVED, **fields)


VOID = {"voided_on": dt.date(2016, 1, 1), "void_reason": "误送"}
EVENTS = {
    "LAW04": Case(paper, partial(paper, **VOID)),
    "LAW05": Case(partial(paper, kind="proposal"), partial(paper, **VOID)),
    "LAW08": Case(listed, partial(listed, kind="publicity")),
    "LAW09": Case(partial(listed, kind="publicity"), listed),
    "LAW13": Case(event(make.referral, "referred_on"), event(make.referral, "referred_on", "file")),
}
STOCKS = {"LAW10": Case(lambda org, since, until=None: make.supervisor(org, since=since, until=until))}
RATES = {
    "LAW06": Share(
        over=due, both=partial(due, answered=True), outside=lambda org: due(org, BEFORE, answered=True)
    ),
    "LAW07": Share(
        over=answered,
        both=lambda org, day=SPRING: answered(org, closed=day),
        outside=lambda org: answered(org, BEFORE, closed=SPRING),
    ),
}
