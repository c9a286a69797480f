"""Talks, what follows a contract, instructors."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from bargaining.models import (
    Amendment,
    Clause,
    Filing,
    Instructor,
    Pause,
    PerformanceReport,
    Representative,
    Talks,
    TalksPaper,
    TalksStep,
)
from union_portal.notices.files import keep

from .firms import enterprise
from .places import FOUNDED, serial
from .work import contract

SPRING = dt.date(2015, 3, 2)


def talks(firm, *, offered_on=SPRING, **fields):
    """Offered on 2015-03-02 and not yet received, unless told otherwise."""
    fields = {"title": f"工资集体协商{next(serial)}", "org": firm.org, "enterprise": firm} | fields
    return Talks.objects.create(offered_on=offered_on, **fields)


def representative(talks, side="labour", **fields):
    fields = {"name": f"代表{next(serial)}"} | fields
    return Representative.objects.create(org=talks.org, talks=talks, side=side, **fields)


def represented(talks, each=3):
    """Both sides with so many representatives, the first of them the chief."""
    for side in Talks.Side.values:
        for place in range(each):
            representative(talks, side, chief=not place)
    return talks


SCAN = b"%PDF-1.4\nscan"


def scan(name="扫描件.pdf", content=SCAN):
    return SimpleUploadedFile(name, content, "application/pdf")


def paper(talks, place, note, **fields):
    """A kept scan of the step in this place, named as one of its materials."""
    step = TalksStep.objects.get(place=place)
    fields = {"attachment": keep(scan(), talks.org), "on": SPRING} | fields
    return TalksPaper.objects.create(talks=talks, step=step, note=note, **fields)


def documented(talks):
    """Every material of every step."""
    for step in TalksStep.objects.all():
        for name in step.materials:
            paper(talks, step.place, name)
    return talks


def pause(talks, *, since=SPRING, limit=dt.date(2015, 4, 1), **fields):
    fields = {"reason": "等待财务数据"} | fields
    return Pause.objects.create(org=talks.org, talks=talks, since=since, limit=limit, **fields)


def filing(contract, *, submitted_on=SPRING, **fields):
    return Filing.objects.create(org=contract.org, contract=contract, submitted_on=submitted_on, **fields)


def clause(contract, topic="leave", **fields):
    return Clause.objects.create(org=contract.org, contract=contract, topic=topic, **fields)


def amendment(contract, *, on=SPRING, **fields):
    return Amendment.objects.create(
        org=contract.org, contract=contract, on=on, **({"what": "调整最低工资"} | fields)
    )


def report(contract, *, on=SPRING, **fields):
    return PerformanceReport.objects.create(org=contract.org, contract=contract, on=on, **fields)


def instructor(org, *, since=FOUNDED, **fields):
    return Instructor.objects.create(
        org=org, since=since, **({"name": f"指导员{next(serial)}", "unit": "区总工会"} | fields)
    )


ROWS = {
    Talks: lambda org: talks(enterprise(org)),
    Representative: lambda org: representative(talks(enterprise(org))),
    Pause: lambda org: pause(talks(enterprise(org))),
    Filing: lambda org: filing(contract(enterprise(org), signed_on=dt.date(2015, 2, 27))),
    Clause: lambda org: clause(contract(enterprise(org))),
    Amendment: lambda org: amendment(contract(enterprise(org))),
    PerformanceReport: lambda org: report(contract(enterprise(org))),
    Instructor: instructor,
}
