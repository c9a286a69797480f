"""The generic screens of a register: list, page, form, step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError, IntegrityError, transaction
from django.forms import modelform_factory
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views import View

from union_portal.audit.history import history
from union_portal.fields import personal_key
from union_portal.organization.records import refusal, show
from union_portal.organization.requests import SignedIn
from union_portal.workflow import WORKFLOWS

from . import filters, forms, tables
from .declarations import LEDGERS, PANELS, Ledger

PAGE, PANEL_ROWS = 50, 8


class LedgerView(View):
    """Asks for the right first: without it the register does not exist for this user."""

    ledger = Ledger()
    request: SignedIn
    verb = "view"

    def dispatch(self, request, *args, **kwargs):
        for verb, word in (("view", "查看"), (self.verb, "登记")):
            if not request.user.can(f"{self.ledger.app}.{verb}"):
                raise PermissionDenied(f"你的岗位没有{word}{self.ledger.title}的权限")
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, status: int = 200, **context):
        can = {f"can_{v}": self.request.user.can(f"{self.ledger.app}.{v}") for v in ("change", "export")}
        names = [f"{self.ledger.app}/{self.ledger.name}_{template}.html", f"ledgers/{template}.html"]
        return render(self.request, names, context | can | {"ledger": self.ledger}, status=status)

    @cached_property
    def row(self):
        """The row, if it lies in the user's units; a stranger's row is the same 404 as no row."""
        row = self.ledger.rows(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404(f"没有找到这条{self.ledger.title}，或它不在你的管理范围内")
        return row


class ListPage(LedgerView):
    def get(self, request):
        bar, rows = filters.chosen(self.ledger, request.user, request.GET, self.ledger.rows(request.user))
        columns, page = tables.columns(self.ledger), Paginator(rows, PAGE).get_page(request.GET.get("page"))
        return self.page("list", bar=bar, columns=columns, page=page)

    def post(self, request):
        """An identity number or a phone is turned into its keyed hash before it reaches a URL."""
        typed = request.POST.dict() | {"csrfmiddlewaretoken": ""}
        if key := personal_key(self.ledger.personal_search, typed.get("q", "")):
            typed |= {"q": "", "find": key}
        return HttpResponseRedirect(f"?{urlencode({name: value for name, value in typed.items() if value})}")


class DetailPage(LedgerView):
    def get(self, request, pk):
        row, flow = self.row, WORKFLOWS.get(self.ledger.model)
        sections = {
            title: [(column.label, column.cell(row)) for column in tables.columns(self.ledger, names)]
            for title, names in self.ledger.layout.items()
        }
        return self.page(
            "detail",
            row=row,
            sections=sections,
            panels=[panel for panel in map(self.panel, PANELS[self.ledger.model]) if panel],
            history=history(row),
            steps=flow.open_to(request.user, row) if flow else {},
        )

    def panel(self, panel) -> dict | None:
        """The first rows and the count of a related register, if the user may see that register."""
        ledger = LEDGERS[panel.ledger.model]
        if not self.request.user.can(f"{ledger.app}.view"):
            return None
        rows = ledger.rows(self.request.user).filter(panel.rows(self.row))
        columns = tables.columns(ledger, panel.columns)
        return {
            "title": panel.title or ledger.title,
            "ledger": ledger,
            "columns": columns,
            "count": rows.count(),
            "rows": rows[:PANEL_ROWS],
        }


class FormPage(LedgerView):
    """New or edit. Sent twice it saves once; started from an older version it saves nothing (409)."""

    verb = "change"

    def instance(self):
        return self.row if "pk" in self.kwargs else None

    def get(self, request, pk=None):
        form = forms.form_class(self.ledger, request.user)(instance=self.instance())
        return self.page("form", form=form, row=self.instance())

    def post(self, request, pk=None):
        form = forms.form_class(self.ledger, request.user)(request.POST, instance=self.instance())
        if first := self.already_sent(request.POST.get("form_key")):
            return redirect(self.ledger.url("detail", first))
        try:
            with transaction.atomic():
                if form.is_valid():
                    row = form.save()
                    messages.success(request, f"已保存{self.ledger.title}：{row}")
                    return redirect(self.ledger.url("detail", row))
        except IntegrityError as error:
            form.add_error(None, refusal(error, self.ledger.model))
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", "") != "PT409":
                raise
            return self.conflict(form)
        return self.page("form", 422, form=form, row=self.instance())

    def already_sent(self, key: str | None):
        if "pk" in self.kwargs or not key or len(key) != 36:
            return None
        return self.ledger.model.objects.visible_to(self.request.user).filter(form_key=key).first()

    def conflict(self, form):
        """Somebody saved meanwhile: both versions side by side, nothing typed is lost."""
        theirs = self.ledger.rows(self.request.user).get(pk=self.kwargs["pk"])
        columns = tables.columns(self.ledger, self.ledger.form_fields)
        both = [(column, column.text(form.instance), column.text(theirs)) for column in columns]
        clash = [(column, mine, saved) for column, mine, saved in both if mine != saved]
        form.data = form.data.dict() | {"version": theirs.version}
        return self.page("form", 409, form=form, row=theirs, clash=clash)


class StepPage(LedgerView):
    """One step of the row's workflow: what it needs is asked, what it refuses is said."""

    @cached_property
    def step(self):
        flow = WORKFLOWS.get(self.ledger.model)
        if flow is None or self.kwargs["name"] not in flow.steps:
            raise Http404("没有这个办理步骤")
        return flow.steps[self.kwargs["name"]]

    def form(self, data=None):
        base = forms.form_class(self.ledger, self.request.user)
        asks = {"fields": list(self.step.needs), "widgets": base._meta.widgets}
        return modelform_factory(self.ledger.model, base, **asks)(data, instance=self.row)

    def get(self, request, pk, name):
        return self.page("step", row=self.row, step=self.step, form=self.form())

    def post(self, request, pk, name):
        form = self.form(request.POST)
        known = form.cleaned_data if form.is_valid() else form.data
        values = {field: known.get(field) for field in self.step.needs}
        row, flow = self.ledger.rows(request.user).get(pk=pk), WORKFLOWS[self.ledger.model]
        try:
            with transaction.atomic():
                flow.take(name, row, request.user, **values)
        except ValidationError as error:
            show(form, error)
            return self.page("step", 422, row=self.row, step=self.step, form=form)
        messages.success(request, f"{self.step.label}：{row}")
        return redirect(self.ledger.url("detail", row))


def routes(prefix: str, declared: type[Ledger]) -> list:
    """The URLs of one register: `prefix`, new/, <pk>/, <pk>/edit/, <pk>/<step>/."""
    ledger = LEDGERS[declared.model]
    views = {"list": ("", ListPage), "new": ("new/", FormPage), "detail": ("<int:pk>/", DetailPage)}
    views |= {"edit": ("<int:pk>/edit/", FormPage), "step": ("<int:pk>/<slug:name>/", StepPage)}
    return [
        path(f"{prefix}{tail}", view.as_view(ledger=ledger), name=f"{ledger.name}-{name}")
        for name, (tail, view) in views.items()
    ]
