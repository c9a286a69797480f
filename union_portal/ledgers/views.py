"""The generic screens of a register: list, page, form, step, look-up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError, IntegrityError, transaction
from django.forms import modelform_factory
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import cached_property
from django.views import View

from union_portal.audit.history import history
from union_portal.workflow import WORKFLOWS

from . import filters, forms, tables
from .declarations import LEDGERS, PANELS, Ledger, ledger_named

PAGE, PANEL_ROWS, SUGGESTIONS = 50, 8, 12


class LedgerView(View):
    """Asks for the right first: without it the register does not exist for this user."""

    ledger: Ledger = None
    verb = "view"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.can(f"{self.ledger.app}.view"):
            raise PermissionDenied(f"您的岗位没有查看{self.ledger.title}的权限")
        if not request.user.can(f"{self.ledger.app}.{self.verb}"):
            raise PermissionDenied(f"您的岗位没有登记{self.ledger.title}的权限")
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, status: int = 200, **context):
        context |= {"ledger": self.ledger, "can_change": self.request.user.can(f"{self.ledger.app}.change")}
        return render(self.request, f"ledgers/{template}.html", context, status=status)

    @cached_property
    def row(self):
        """The row, if it lies in the user's units; a stranger's row is the same 404 as no row."""
        row = self.ledger.rows(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404(f"没有找到这条{self.ledger.title}，或它不在您的管理范围内")
        return row


class ListPage(LedgerView):
    def get(self, request):
        bar = filters.filterset(self.ledger, request.user)(request.GET, self.ledger.rows(request.user))
        rows = bar.qs if bar.is_valid() else bar.queryset.none()
        if tab := self.ledger.tabs.get(request.GET.get("tab", "")):
            rows = rows.filter(tab)
        if key := request.GET.get("find", ""):
            rows = filters.find(self.ledger, rows, key)
        columns = tables.columns(self.ledger)
        page = Paginator(self.sorted(rows, columns), PAGE).get_page(request.GET.get("page"))
        return self.page("list", bar=bar, columns=columns, page=page, sort=request.GET.get("sort", ""))

    def post(self, request):
        """An identity number or a phone is turned into its keyed hash before it reaches a URL."""
        query = request.POST.copy()
        query.pop("csrfmiddlewaretoken", None)
        if key := filters.personal_key(self.ledger, query.get("q", "")):
            query.pop("q")
            query["find"] = key
        kept = {name: value for name, value in query.items() if value}
        query.clear()
        query.update(kept)
        return HttpResponseRedirect(f"?{query.urlencode()}")

    def sorted(self, rows, columns):
        sort = self.request.GET.get("sort", "")
        if sort.lstrip("-") in {c.path for c in columns if c.sortable}:
            return rows.order_by(sort, "pk")
        return rows


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
        if not form.is_valid():
            return self.page("form", 422, form=form, row=self.instance())
        try:
            with transaction.atomic():
                row = form.save()
        except IntegrityError as error:
            form.add_error(None, forms.explain(error, self.ledger.model))
            return self.page("form", 422, form=form, row=self.instance())
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", "") != "PT409":
                raise
            return self.conflict(form)
        messages.success(request, f"已保存{self.ledger.title}：{row}")
        return redirect(self.ledger.url("detail", row))

    def already_sent(self, key: str | None):
        if "pk" in self.kwargs or not key or len(key) != 36:
            return None
        return self.ledger.model.objects.visible_to(self.request.user).filter(form_key=key).first()

    def conflict(self, form):
        """Somebody saved meanwhile: both versions side by side, nothing typed is lost."""
        theirs = self.ledger.rows(self.request.user).get(pk=self.kwargs["pk"])
        clash = [
            (column.label, column.text(form.instance), column.text(theirs))
            for column in tables.columns(self.ledger, self.ledger.form_fields)
            if column.text(form.instance) != column.text(theirs)
        ]
        form.data = form.data.copy()
        form.data["version"] = theirs.version
        return self.page("form", 409, form=form, row=theirs, clash=clash)


class StepPage(LedgerView):
    """One step of the row's workflow: what it needs is asked, what it refuses is said."""

    def form(self, step, data=None):
        fields = list(step.needs)
        base = forms.form_class(self.ledger, self.request.user)
        made = modelform_factory(self.ledger.model, base, fields=fields, widgets=base._meta.widgets)
        return made(data, instance=self.row)

    def step(self, name: str):
        flow = WORKFLOWS[self.ledger.model]
        if name not in flow.steps:
            raise Http404("没有这个办理步骤")
        return flow, flow.steps[name]

    def get(self, request, pk, name):
        _, step = self.step(name)
        return self.page("step", row=self.row, step=step, form=self.form(step))

    def post(self, request, pk, name):
        flow, step = self.step(name)
        form = self.form(step, request.POST)
        values = {field: form.data.get(field) for field in step.needs}
        if form.is_valid():
            values = {field: form.cleaned_data[field] for field in step.needs}
        try:
            with transaction.atomic():
                flow.take(name, self.ledger.rows(request.user).get(pk=pk), request.user, **values)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.page("step", 422, row=self.row, step=step, form=form)
        messages.success(request, f"{step.label}：{self.row}")
        return redirect(self.ledger.url("detail", self.row))


def look_up(request, name: str):
    """Suggestions for a foreign key being typed: key and name of rows in scope, at most a dozen."""
    ledger = ledger_named(name)
    if ledger is None or not request.user.can(f"{ledger.app}.view"):
        raise Http404("没有这个台账")
    rows = filters.search(ledger, ledger.model.objects.visible_to(request.user), request.GET.get("q", ""))
    key = next(iter(ledger.open_search), "pk")
    return JsonResponse({"rows": [{"key": str(getattr(r, key)), "text": str(r)} for r in rows[:SUGGESTIONS]]})


def routes(prefix: str, declared: type[Ledger]) -> list:
    """The URLs of one register: `prefix`, new/, <pk>/, <pk>/edit/, <pk>/<step>/."""
    ledger = LEDGERS[declared.model]
    views = {"list": ("", ListPage), "new": ("new/", FormPage), "detail": ("<int:pk>/", DetailPage)}
    views |= {"edit": ("<int:pk>/edit/", FormPage), "step": ("<int:pk>/<slug:name>/", StepPage)}
    return [
        path(f"{prefix}{tail}", view.as_view(ledger=ledger), name=f"{ledger.name}-{name}")
        for name, (tail, view) in views.items()
    ]
