"""The first page of each role, the health of the portal, and its answers when something goes wrong."""

import datetime as dt
import sys
import uuid

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .audit.history import latest_requests
from .celery import app as celery
from .jobs.models import Heartbeat, Job
from .notices.digest import awaiting
from .organization.models import User
from .organization.records import refusal
from .organization.roles import ROLES
from .reporting.monthly.page import waiting
from .reporting.overview import overview
from .reporting.review.matrix_pages import panel

FRESH = dt.timedelta(seconds=120)


def home(request):
    """The role's own first page; a user without a live post is told whom to ask."""
    post = request.user.main_post
    if post is None:
        return render(request, "home/no_post.html", status=403)
    if not request.user.can("reporting.view"):
        return render(request, "home/auditor.html", {"requests": latest_requests()})
    context = overview(request.user, post.unit, request.GET.get("period", ""))
    context["waiting"] = waiting(request.user)
    context["reports"] = panel(request.user, post.unit, context["period"].last_day.year, timezone.localdate())
    context["todos"] = awaiting(request.user, timezone.localdate())
    return render(request, f"home/{ROLES[post.role].home}.html", context)


def job(request, pk: int):
    """How far a background job is; only its own asker, or the statistics office, may look."""
    found = Job.objects.filter(pk=pk).first()
    if found is None or found.requested_by_id != request.user.pk and not request.user.can("jobs.view"):
        raise Http404("没有这个后台任务")
    return render(request, "jobs/job.html", {"job": found})


@require_POST
def big_type(request):
    """The 大字 switch, kept with the account."""
    request.user.big_type = not request.user.big_type
    request.user.save(update_fields=["big_type"])
    back = request.POST.get("next", "/")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")


@login_not_required
def healthz(_request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@transaction.non_atomic_requests
def readyz(_request):
    """Each part by name: database, migrations, broker, worker. Answers even without the database."""
    parts = {
        "database": _answers(_database_answers),
        "migrations": _answers(_migrated),
        "broker": _answers(_broker_answers),
        "worker": _answers(_worker_alive),
    }
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _answers(check) -> bool:
    try:
        return check() is not False
    except Exception:  # a health check reports any failure, and none may escape it
        return False


def _database_answers() -> bool:
    connection.ensure_connection()
    return connection.is_usable()


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker_answers() -> None:
    with celery.connection_for_read(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, timeout=1)


def _worker_alive() -> bool:
    return Heartbeat.objects.filter(name="worker", at__gt=timezone.now() - FRESH).exists()


# --- when something goes wrong

PROBLEMS = {
    400: ("请求不完整", "这次提交的内容不完整或格式不对，没有保存任何数据。请返回上一页核对后重试。"),
    403: ("没有权限", "你的岗位不能办理这件事。如确需办理，请与区总工会办公室联系。"),
    404: ("没有找到", "这一页不存在，或这条记录不在你的管理范围内。"),
    409: ("他人已先保存", "这条记录刚刚被别人修改过，没有覆盖他的内容。请返回重新打开后再改。"),
    500: ("系统出错了", "这次操作没有保存。请稍后重试；如再次出现，请把编号告诉管理员。"),
    503: ("系统暂时繁忙", "数据库暂时没有应答，这次操作没有保存。请过一两分钟重试。"),
}


def problem(request, status: int, detail: str = "", title: str = ""):
    """One page for every refusal: what happened, whether anything was saved, what to do.

    From 500 on it is drawn without the request, since asking who is there may be what failed.
    """
    heading, advice = PROBLEMS[status]
    advice = detail if title else advice
    context = {"title": title or heading, "advice": advice, "detail": detail, "status": status}
    if status >= 500:
        context["incident"] = uuid.uuid4().hex[:8].upper()
    known = getattr(request, "user", None) if status < 500 else None
    context["layout"] = "base.html" if known and known.is_authenticated else "bare.html"
    return render(request if status < 500 else None, "problem.html", context, status=status)


def bad_request(request, exception=None):
    return problem(request, 400)


def forbidden(request, exception=None):
    return problem(request, 403, str(exception or ""))


def not_found(request, exception=None):
    detail = exception.args[0] if exception and exception.args and isinstance(exception.args[0], str) else ""
    return problem(request, 404, detail)


def broken(request):
    """409 for a stale version or a protected row, or in the words of the rule that the database keeps;
    503 for a time-out or a lost server, else 500."""
    error = sys.exc_info()[1]
    if not isinstance(error, DatabaseError):
        return problem(request, 500)
    code = getattr(error.__cause__, "pgcode", "") or ""
    if code == "23514":
        return problem(request, 409, refusal(error, User), "没有保存")
    return problem(request, 409 if code == "PT409" or code.startswith("23") else 503)
