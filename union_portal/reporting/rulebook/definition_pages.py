"""口径 on the screen: the list, the versions of one code, a rule and its values, a trial and its result."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from union_portal.jobs.models import Job
from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn
from union_portal.parameters.models import RuleParameter

from ..catalogue import ORDER
from ..figures import Shown, change_of, show
from ..indicators import REGISTRY, Value
from ..models import Trial
from ..review.matrix_pages import own_unit
from .definitions import definitions, rules_of
from .proposing import TrialForm
from .setting import Clash, sets_days, sets_rules
from .trials import job_of, publish
from .values import said

LATEST = 8
FACTS = {"name": "名称", "unit": "单位", "type": "类型", "definition": "口径", "basis": "计算式"}
TYPES = {"T": "期末数", "P": "期间数", "C": "累计数", "R": "比率", "D": "合成数"}


def listed(request: SignedIn):
    """Every indicator with its version, and the rules that figures rest on."""
    unit, today = own_unit(request), timezone.localdate()
    groups = defaultdict(list)
    for one in definitions(today):
        groups[one.indicator.entry.group_name].append(one)
    trials = Trial.objects.within(unit).select_related("period", "asked_by") if tries(request, unit) else ()
    rules = rules_of(today)
    return render(
        request,
        "reporting/rulebook/definitions.html",
        {
            "groups": dict(groups),
            "rules": rules.values(),
            "trials": [(one, rules.get(one.code), said(one.value)) for one in trials[:LATEST]],
            "tries": tries(request, unit),
        },
    )


def tries(request: SignedIn, unit: OrgUnit) -> bool:
    return sets_days(request.user, unit)


def one_definition(request: SignedIn, code: str):
    """Its versions side by side, and the rules it reads."""
    own_unit(request)
    if code not in REGISTRY:
        raise Http404(f"指标“{code}”不在目录中，或还没有台账")
    [found] = definitions(timezone.localdate(), [code])
    facts = [(label, told(name, found.versions)) for name, label in FACTS.items()]
    return render(request, "reporting/rulebook/definition.html", {"found": found, "facts": facts})


def told(name: str, versions) -> list[tuple[str, bool]]:
    """One fact in every version, and whether it differs from the version before."""
    texts = [getattr(one.meaning, name) for one in versions]
    texts = [TYPES.get(text, text) if name == "type" else text for text in texts]
    return [(text, at > 0 and text != texts[at - 1]) for at, text in enumerate(texts)]


def one_rule(request: SignedIn, code: str):
    """A rule's values over time, who reads it, and the form that tries another."""
    unit, today = own_unit(request), timezone.localdate()
    rule = rules_of(today).get(code)
    if rule is None:
        raise Http404(f"没有指标读取参数“{code}”")
    may = tries(request, unit) and rule.held is not None
    form = TrialForm(rule, today, request.POST or None) if may else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("口径由区总工会办公室试算，你的岗位没有这项权限")
        if form.is_valid():
            return redirect("rule-trial", form.save(unit, request.user).pk)
    rows = RuleParameter.objects.filter(code=code, scope_division="").order_by("-since")
    return render(
        request,
        "reporting/rulebook/rule.html",
        {
            "rule": rule,
            "rows": [(row, said(row.value), row == rule.held) for row in rows],
            "form": form,
        },
        status=422 if form and form.errors else 200,
    )


def found_trial(request: SignedIn, pk: int) -> Trial:
    units = request.user.unit_ids("reporting.view")
    rows = Trial.objects.select_related("org", "period", "asked_by", "published_by")
    trial = rows.filter(pk=pk, org__in=units).first()
    if trial is None:
        raise Http404("没有这次试算，或它不在你的管理范围内")
    if not tries(request, trial.org):
        raise PermissionDenied("试算由区总工会办公室和联合会管理员办理，你的岗位没有这项权限")
    return trial


def one_trial(request: SignedIn, pk: int):
    """How far the trial is; then which units and indicators change, and nothing else."""
    return trial_shown(request, found_trial(request, pk))


def trial_shown(request: SignedIn, trial: Trial, *, refused: str = "", status: int = 200):
    job, found = job_of(trial), changes(trial)
    units = {org.pk for _, lines in found for org, *_ in lines}
    return render(
        request,
        "reporting/rulebook/trial.html",
        {
            "trial": trial,
            "rule": rules_of(timezone.localdate()).get(trial.code),
            "value": said(trial.value),
            "held": said(trial.held) if trial.held is not None else "没有生效的取值",
            "job": job,
            "busy": trial.ran_at is None and job and job.state in (Job.State.QUEUED, Job.State.RUNNING),
            "changes": found,
            "townships": len(units - {trial.org_id}),
            "publishes": sets_rules(request.user),
            "refused": refused,
        },
        status=status,
    )


def changes(trial: Trial) -> list[tuple]:
    """By indicator: of the whole first, then of each unit in administrative order."""
    pairs: dict[tuple, dict[bool, Value]] = defaultdict(dict)
    for row in trial.figures.select_related("org").order_by("org__path"):
        pairs[row.code, row.org][row.proposed] = Value(row.value, row.numerator, row.denominator)
    lines = defaultdict(list)
    for (code, org), both in pairs.items():
        lines[code].append((org, *(show(code, both[proposed]) for proposed in (False, True))))
    return [
        (
            REGISTRY[code],
            [(org, before, after, difference(before, after)) for org, before, after in lines[code]],
        )
        for code in sorted(lines, key=ORDER.__getitem__)
    ]


def difference(before: Shown, after: Shown) -> str:
    """+3 · −1.2个百分点; — where one of them is 不适用."""
    if before.value.value is None or after.value.value is None:
        return "—"
    return change_of(after.indicator, after.value.value - before.value.value)


@require_POST
def publish_trial(request: SignedIn, pk: int):
    trial = found_trial(request, pk)
    if not sets_rules(request.user):
        raise PermissionDenied("口径参数由联合会管理员发布，你的岗位没有这项权限")
    try:
        publish(trial, request.user, timezone.localdate(), verified=request.POST.get("verified") == "1")
    except Clash as clash:
        return trial_shown(request, trial, refused=str(clash), status=409)
    return redirect("rule-trial", trial.pk)
