"""The import wizard around its steps: the file chosen, the job waited for, the batch found again.

What is decided about a batch on the way, step by step, is in steps.py.
"""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View

from union_portal.jobs.models import Job
from union_portal.ledgers.declarations import LEDGERS, Ledger, ledger_named
from union_portal.ledgers.filters import chosen
from union_portal.organization.requests import SignedIn

from .. import jobs, prefilled
from ..cells import steady
from ..importing import uploads
from ..models import ImportBatch
from ..reading import storing
from ..reading.precheck import MAX_SIZE
from ..reading.source import Unreadable
from ..template import DATED, template
from .forms import UploadForm

State = ImportBatch.State
FINISHED = (State.DONE, State.UNDONE)
STEPS = ("选文件", "对列", "检查", "确认", "结果")
BATCHES = 20
AGAIN = "这份文件你已上传过，还没有导入；现在接着上次的办"


# --- where a batch stands


def busy(batch: ImportBatch) -> bool:
    return bool(batch.job and batch.job.state in (Job.State.QUEUED, Job.State.RUNNING))


def standing(batch: ImportBatch) -> str:
    """The page a batch goes on with, by the end of its URL's name."""
    if busy(batch) or batch.state in (State.CHECKING, State.SAVING):
        return "batch"
    if batch.state in FINISHED:
        return "result"
    if batch.state == State.CHECKED:
        return "check" if batch.rejected and not batch.partial else "confirm"
    return "columns"


def address(batch: ImportBatch, page: str = "batch") -> str:
    return reverse(f"import-{page}", args=[uploads.ledger_of(batch).app, batch.pk])


class RegisterPage(View):
    """A page about imports into one register, open to those who may change its rows."""

    request: SignedIn

    @cached_property
    def ledger(self) -> Ledger:
        ledger = ledger_named(self.kwargs["name"])
        if ledger is None or ledger.app != self.kwargs["app"]:
            raise Http404("没有这个台账")
        uploads.allow(self.request.user, ledger)
        return ledger


class BatchPage(View):
    """One step of an import; only its own user finds it, and only when the batch has come that far.

    `states` are those in which the step is open; in others the page leads where the batch stands.
    """

    request: SignedIn
    states: tuple[str, ...] = ()
    step = 1

    def dispatch(self, request, *args, **kwargs):
        found = ImportBatch.objects.select_related("job", "user", "continues")
        self.batch = found.filter(pk=kwargs["pk"], user=request.user).first()
        self.ledger = ledger_named(self.batch.ledger) if self.batch else None
        if self.ledger is None or self.ledger.app != kwargs["app"]:
            raise Http404("没有这次导入，或不是你的导入")
        uploads.allow(request.user, self.ledger)
        if self.states and (busy(self.batch) or self.batch.state not in self.states):
            return redirect(address(self.batch, standing(self.batch)))
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, status: int = 200, **context):
        context |= {"batch": self.batch, "ledger": self.ledger, "steps": STEPS, "step": self.step}
        return render(self.request, f"sheets/{template}.html", context, status=status)

    def go(self, page: str = "batch"):
        return redirect(address(self.batch, page))

    def check(self):
        """Asks for a new check and shows how far it is."""
        jobs.ask(self.batch, "sheets.check")
        return self.go()


# --- 1 choose


class ChoosePage(RegisterPage):
    def get(self, request, app, name):
        return self.page(UploadForm(label_suffix=""))

    def post(self, request, app, name):
        form = UploadForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self.page(form, 422)
        file = form.cleaned_data["file"]
        try:
            batch = self.received(file)
        except Unreadable as refusal:
            form.add_error("file", f"“{file.name}”没有收下：{refusal}")
            return self.page(form, 413 if file.size > MAX_SIZE else 422)
        matched = batch.known or batch.state != State.UPLOADED
        if matched:
            jobs.ask(batch, "sheets.check")
        return redirect(address(batch, "batch" if matched else "columns"))

    def page(self, form: UploadForm, status: int = 200):
        waiting = ImportBatch.objects.filter(user=self.request.user, ledger=self.ledger.name)
        context = {
            "form": form,
            "ledger": self.ledger,
            "steps": STEPS,
            "step": 1,
            "waiting": waiting.exclude(state__in=FINISHED).count(),
            "most": MAX_SIZE,
        }
        return render(self.request, "sheets/choose.html", context, status=status)

    def received(self, file) -> ImportBatch:
        user = self.request.user
        with storing.in_memory(file.chunks()) as path:
            if same := uploads.under_way(path, self.ledger, user):
                messages.success(self.request, AGAIN)
            return same or uploads.receive(path, self.ledger, user, file.name)


class Blank(RegisterPage):
    """空白模板."""

    def get(self, request, app, name):
        return sheet(steady(template(self.ledger), DATED), f"{self.ledger.title}导入模板")


class Prefilled(RegisterPage):
    """预填模板: the rows of the list's query string that this user may change."""

    def get(self, request, app, name):
        _, rows = chosen(self.ledger, request.user, request.GET, self.ledger.rows(request.user, "change"))
        if (count := rows.count()) > prefilled.LIMIT:
            words = f"共{count:,}条，预填模板一次最多{prefilled.LIMIT:,}条，请先在列表中用筛选条件缩小范围"
            messages.error(request, words)
            return redirect("import", app, name)
        file = io.BytesIO()
        prefilled.workbook(self.ledger, rows).save(file)
        return sheet(file.getvalue(), f"{self.ledger.title}预填模板")


def sheet(content: bytes, title: str) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=f"{title}.xlsx")


# --- waiting


class Waiting(BatchPage):
    """How far the check or the saving is, or why it failed; once done, on to where the batch stands."""

    def get(self, request, app, pk):
        if (page := standing(self.batch)) != "batch":
            return self.go(page)
        self.step = 3 if self.batch.state == State.CHECKING else 5
        return self.page("running", **progress(self.batch))

    def post(self, request, app, pk):
        """重新检查 after a failure."""
        return self.go() if busy(self.batch) or self.batch.state in FINISHED else self.check()


class Progress(BatchPage):
    def get(self, request, app, pk):
        told = progress(self.batch)
        return JsonResponse({name: told[name] for name in ("busy", "done", "total", "words")})


def progress(batch: ImportBatch) -> dict:
    """Numbers for the bar, and the same in words: n/N, rows a second, time left."""
    job = batch.job
    if job is None or not busy(batch):
        error = job.error if job else "任务已不在"
        return {"busy": False, "done": 0, "total": 0, "words": "", "error": error}
    words = "排队等待" if job.state == Job.State.QUEUED else "正在办理"
    if job.done and job.total:
        rate = job.done / max(1, (timezone.now() - job.created_at).total_seconds())
        left = round((job.total - job.done) / rate)
        words = f"{job.done:,} / {job.total:,} 行，每秒{rate:,.0f}行，约还需{left}秒"
    return {"busy": True, "done": job.done, "total": job.total, "words": words, "error": ""}


class Discard(BatchPage):
    """放弃: what was uploaded goes; nothing had been written."""

    def post(self, request, app, pk):
        if busy(self.batch):
            messages.error(request, "任务还在进行，请等它结束后再放弃")
            return self.go()
        if self.batch.state == State.SAVING:
            self.batch.state = State.FAILED
        try:
            uploads.discard(self.batch)
        except uploads.Stopped as refusal:
            messages.error(request, str(refusal))
            return self.go()
        messages.success(request, f"已放弃导入“{self.batch.file_name}”，台账没有改动")
        return redirect(self.ledger.url("list"))


# --- my imports


def mine(request):
    """A person's own imports, unfinished ones first."""
    last = Case(When(state__in=FINISHED, then=Value(1)), default=Value(0))
    known = [ledger.name for ledger in LEDGERS.values()]
    batches = ImportBatch.objects.filter(user=request.user, ledger__in=known).select_related("job")
    page = Paginator(batches.order_by(last, "-uploaded_at"), BATCHES).get_page(request.GET.get("page"))
    lines = [line(batch) for batch in page]
    return render(request, "sheets/mine.html", {"page": page, "lines": lines})


NEXT = {"columns": "对列", "check": "改正问题", "confirm": "确认导入", "result": "看结果", "batch": "看进度"}


def line(batch: ImportBatch) -> dict:
    page = standing(batch)
    failed = page == "batch" and not busy(batch)
    return {
        "batch": batch,
        "ledger": uploads.ledger_of(batch),
        "state": "没有完成" if failed else batch.get_state_display(),
        "failed": failed,
        "next": "重新检查或放弃" if failed else NEXT[page],
        "url": address(batch, page),
    }
