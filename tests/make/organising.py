"""The road to a union, the tax office's list, meetings, duties."""

import datetime as dt

from enterprises.models import (
    Claim,
    Committee,
    ContactDayMove,
    Defiance,
    Dispatch,
    Drive,
    Duty,
    DutyDone,
    DutyTerm,
    FoundingGrant,
    Inspection,
    KeyTask,
    LeaderArea,
    LevyEntry,
    Obstacle,
    OutreachMeeting,
    Pilot,
    Presentation,
    Presenter,
    Reconciliation,
    Suggestion,
    Suspension,
    Term,
    UnionizationCase,
    UnionStage,
    Visit,
)

from .firms import code_of_enterprise, enterprise, union
from .places import FOUNDED, serial

SPRING = dt.date(2015, 3, 1)


def of_firm(model, firm, fields):
    return model.objects.create(org=firm.org, enterprise=firm, **fields)


def unionization_case(firm, *, opened_on=SPRING, origin="census", **fields):
    return of_firm(UnionizationCase, firm, {"opened_on": opened_on, "origin": origin} | fields)


def claim(case, *, since=SPRING, **fields):
    return Claim.objects.create(org=case.org, case=case, since=since, **fields)


def visit(firm, *, on=SPRING, method="place", result="已走访", **fields):
    return of_firm(Visit, firm, {"on": on, "method": method, "result": result} | fields)


def obstacle(firm, *, reason="unwilling", since=SPRING, **fields):
    return of_firm(Obstacle, firm, {"reason": reason, "since": since} | fields)


def levy(org, *, month=SPRING, amount=2000, **fields):
    number = next(serial)
    named = {"payer_name": f"第{number}缴费有限公司", "payer_code": code_of_enterprise(number)}
    return LevyEntry.objects.create(org=org, month=month, amount=amount, **named | fields)


def dispatch(agency, *, workers=80, since=SPRING, **fields):
    return of_firm(Dispatch, agency, {"workers": workers, "since": since} | fields)


def reconciliation(org, *, month=None, closed_on=None, **fields):
    month = month or dt.date(1950 + next(serial) % 900, 1, 1)
    return Reconciliation.objects.create(org=org, month=month, closed_on=closed_on or month, **fields)


def outreach_meeting(org, *, kind="workers", held_on=SPRING, **fields):
    place = fields.pop("place", f"第{next(serial)}会议室")
    return OutreachMeeting.objects.create(org=org, kind=kind, held_on=held_on, place=place, **fields)


def presenter(org, *, since=FOUNDED, **fields):
    name = fields.pop("name", f"讲解{next(serial)}")
    return Presenter.objects.create(org=org, name=name, since=since, **fields)


def presentation(org, *, rating=4):
    return Presentation.objects.create(
        org=org, meeting=outreach_meeting(org), presenter=presenter(org), rating=rating
    )


def contact_day_move(org, *, due_on=None, **fields):
    due_on = due_on or dt.date(2015, 1, 1) + dt.timedelta(days=next(serial))
    moved = {"moved_to": due_on + dt.timedelta(days=7), "reason": "法定节假日"}
    return ContactDayMove.objects.create(org=org, due_on=due_on, **moved | fields)


def pilot(org, *, since=None, until=None):
    since = since or dt.date(1950, 1, 1) + dt.timedelta(days=next(serial))
    return Pilot.objects.create(org=org, since=since, until=until or since + dt.timedelta(days=1))


def leader_area(org, *, since=None, until=None, leader="王主席"):
    since = since or dt.date(1950, 1, 1) + dt.timedelta(days=next(serial))
    until = until or since + dt.timedelta(days=1)
    return LeaderArea.objects.create(org=org, since=since, until=until, leader=leader)


def key_task(org, *, due_on=SPRING, **fields):
    return KeyTask.objects.create(org=org, title=f"任务{next(serial)}", due_on=due_on, **fields)


def grant(org, *, paid_on=SPRING, amount=3000, **fields):
    return FoundingGrant.objects.create(org=org, union=union(org), paid_on=paid_on, amount=amount, **fields)


def drive(org, *, kind="area", since=SPRING, **fields):
    return Drive.objects.create(org=org, name=f"行动{next(serial)}", kind=kind, since=since, **fields)


def duty(org, *, kind="firm", since=FOUNDED, cadre=None, **fields):
    return Duty.objects.create(
        org=org, cadre=cadre or f"干部{next(serial)}", kind=kind, since=since, **fields
    )


def duty_term(org, *, starts_on=dt.date(2015, 1, 1), ends_on=dt.date(2015, 3, 31), owed=1, **fields):
    held = fields.pop("duty", None) or duty(org)
    return DutyTerm.objects.create(
        org=org, duty=held, starts_on=starts_on, ends_on=ends_on, owed=owed, **fields
    )


def duty_done(org, *, on=SPRING, subject="走访", **fields):
    term = fields.pop("term", None) or duty_term(org)
    return DutyDone.objects.create(org=org, term=term, on=on, subject=subject, **fields)


def term(org, *, elected_on=SPRING, years=3, **fields):
    held = fields.pop("union", None) or union(org)
    return Term.objects.create(org=org, union=held, elected_on=elected_on, years=years, **fields)


def committee(org, *, kind="women", since=SPRING, **fields):
    held = fields.pop("union", None) or union(org)
    return Committee.objects.create(org=org, union=held, kind=kind, since=since, **fields)


def union_stage(org, *, stage="growing", since=SPRING, **fields):
    return UnionStage.objects.create(org=org, union=union(org), stage=stage, since=since, **fields)


def inspection(org, *, kind="supervision", on=SPRING, **fields):
    fields = {"led_by": "区总工会", "subject": "建会督导"} | fields
    return Inspection.objects.create(org=org, kind=kind, on=on, **fields)


ROWS = {
    Claim: lambda org: claim(unionization_case(enterprise(org))),
    Committee: committee,
    ContactDayMove: contact_day_move,
    Defiance: lambda org: of_firm(
        Defiance, enterprise(org), {"kind": "union", "since": SPRING, "evidence": "三次走访均拒绝"}
    ),
    Dispatch: lambda org: dispatch(enterprise(org, kind="agency")),
    Drive: drive,
    Duty: duty,
    DutyDone: duty_done,
    DutyTerm: duty_term,
    FoundingGrant: grant,
    Inspection: inspection,
    KeyTask: key_task,
    LeaderArea: leader_area,
    LevyEntry: levy,
    Obstacle: lambda org: obstacle(enterprise(org)),
    OutreachMeeting: outreach_meeting,
    Pilot: pilot,
    Presentation: presentation,
    Presenter: presenter,
    Reconciliation: reconciliation,
    Suggestion: lambda org: of_firm(Suggestion, enterprise(org), {"on": SPRING, "subject": "改进通风"}),
    Suspension: lambda org: of_firm(Suspension, enterprise(org), {"kind": "stopped", "since": SPRING}),
    Term: term,
    UnionStage: union_stage,
    UnionizationCase: lambda org: unionization_case(enterprise(org)),
    Visit: lambda org: visit(enterprise(org)),
}
