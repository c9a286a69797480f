"""试算: a past month computed twice, as it is and with a proposed value; nothing of it enters the figures."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from union_portal import parameters, periods
from union_portal.jobs.models import Job, Refused, handler
from union_portal.organization.models import OrgUnit, User
from union_portal.organization.records import refusal
from union_portal.parameters.enacting import enact, supposing
from union_portal.parameters.models import RuleParameter

from ..compute import compute
from ..measures import Value
from ..models import Trial, TrialFigure
from ..store import period_row
from .definitions import in_force, readers
from .setting import Clash

TRIAL = "rules.trial"


def first_free(today: dt.date) -> dt.date:
    """Months that have ended are reported, or being reported, under the rules they had."""
    return today.replace(day=1)


def held_on(code: str, day: dt.date) -> RuleParameter | None:
    rows = RuleParameter.objects.filter(code=code, scope_division="")
    return next((row for row in rows if in_force(row, day)), None)


@transaction.atomic
def propose(
    unit: OrgUnit, user: User, code: str, value: Any, since: dt.date, source: str, month: periods.Period
) -> Trial:
    """Asked for a second time while the first is at work, it is the same one."""
    held = held_on(code, since)
    told = {
        "org": unit,
        "asked_by": user,
        "code": code,
        "value": value,
        "held": held.value if held else None,
        "since": since,
        "source": source,
        "period": period_row(month),
    }
    OrgUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    trial = Trial.objects.filter(**told, ran_at=None).first() or Trial.objects.create(**told)
    Job.ask(TRIAL, key(trial), user, trial=trial.pk)
    return trial


def key(trial: Trial) -> str:
    return f"{TRIAL}:{trial.pk}"


def job_of(trial: Trial) -> Job | None:
    return Job.objects.filter(key=key(trial)).first()


@handler(TRIAL, snapshot=True, turn=lambda job: f"trial {job.args['trial']}")
def try_out(job: Job) -> str:
    """args: trial."""
    trial = Trial.objects.select_related("org", "period").get(pk=job.args["trial"])
    if trial.ran_at is None:
        try:
            changed = list(differing(trial, job.progress))
        except parameters.Missing as missing:
            raise Refused(str(missing)) from None
        TrialFigure.objects.bulk_create(changed)
        trial.ran_at = timezone.now()
        trial.save()
    cells = trial.figures.filter(proposed=True).values_list("org", "code")
    townships, codes = {org for org, _ in cells if org != trial.org_id}, {code for _, code in cells}
    return f"试算完成：{len(townships)}个单位、{len(codes)}项指标有变化" if codes else "试算完成：没有变化"


def differing(trial: Trial, progress: Callable[[int, int], None]) -> Iterator[TrialFigure]:
    """Each figure that the value changes, as it is and as it would be, from the same registers."""
    month = trial.period.span
    codes = readers(trial.code, month)
    if not codes:
        raise Refused("没有指标读取这项参数，不用试算")
    now = compute(month, codes)
    progress(1, 2)
    with supposing(trial.code, trial.value, month.start):
        then = compute(month, codes)
    for unit in OrgUnit.objects.within(trial.org):
        for code in codes:
            before, after = now[unit.path][code], then[unit.path][code]
            if before != after:
                yield kept(trial, unit, code, before, proposed=False)
                yield kept(trial, unit, code, after, proposed=True)


def kept(trial: Trial, unit: OrgUnit, code: str, value: Value, *, proposed: bool) -> TrialFigure:
    return TrialFigure(
        trial=trial,
        org=unit,
        code=code,
        proposed=proposed,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
    )


@transaction.atomic
def publish(trial: Trial, user: User, today: dt.date, *, verified: bool) -> None:
    """The value takes effect on the day proposed, until the next change already known. Twice is once."""
    trial = Trial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    if trial.published_at is not None:
        return
    if trial.ran_at is None:
        raise Clash("试算还没有完成，完成后才能发布")
    if trial.since < first_free(today):
        raise Clash(f"拟生效日期{trial.since}所在的月份已经结束，请改日期重新试算")
    list(RuleParameter.objects.filter(code=trial.code, scope_division="").select_for_update())
    held = held_on(trial.code, trial.since)
    if held is None or held.value != trial.held:
        raise Clash("试算之后这项参数已经改过，请按现行取值重新试算")
    try:
        enact(trial.code, trial.value, trial.since, held.until, source=trial.source, verified=verified)
    except DatabaseError as error:
        raise Clash(refusal(error, RuleParameter)) from None
    trial.published_at, trial.published_by = timezone.now(), user
    trial.save()
