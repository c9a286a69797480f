"""The wizard's steps: columns matched, cells mended, the changes looked at and confirmed."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property

from union_portal.ledgers.declarations import Ledger

from .. import jobs
from ..importing import matching, preview, repairs, transfers, uploads
from ..importing.checking import FAULTS_KEPT
from ..importing.columns import Heading, headings
from ..models import ImportBatch
from ..reading import storing
from ..reading.source import Unreadable
from .forms import ColumnsForm, ConfirmForm
from .pages import BatchPage

State = ImportBatch.State
SAMPLES, LOOK_INTO = 3, 200
LONG_NUMBER = re.compile(r"\d{11,}[\dXx]?")
SHOWN = 50


# --- 2 columns


class ColumnsPage(BatchPage):
    states = uploads.OPEN
    step = 2

    def get(self, request, app, pk):
        return self.form_page(ColumnsForm(self.batch, self.ledger))

    def post(self, request, app, pk):
        if sheet := request.POST.get("sheet"):
            return self.other_sheet(sheet)
        form = ColumnsForm(self.batch, self.ledger, request.POST)
        if form.is_valid():
            try:
                uploads.map_columns(self.batch, form.mapping)
                return self.check()
            except uploads.Stopped as refusal:
                form.add_error(None, str(refusal))
        return self.form_page(form, 422)

    def other_sheet(self, sheet: str):
        """The same file again, read from another of its sheets."""
        old = self.batch
        try:
            with storing.opened(old.stored) as path:
                self.batch = uploads.receive(path, self.ledger, old.user, old.file_name, sheet)
        except Unreadable as refusal:
            messages.error(self.request, f"工作表“{sheet}”读不出来：{refusal}")
            return self.go("columns")
        if still := ImportBatch.objects.filter(pk=old.pk).first():
            uploads.discard(still)
        return self.go("columns")

    def form_page(self, form: ColumnsForm, status: int = 200):
        sheet, names = uploads.open_sheet(self.batch), {h.name: h for h in headings(self.ledger)}
        chosen = {int(name.removeprefix("column-")): form[name].value() for name in form.fields}
        lines = [
            {
                "field": form[f"column-{position}"],
                "heading": heading,
                "samples": samples(sheet.rows, position, names.get(chosen[position])),
            }
            for position, heading in enumerate(self.batch.headings)
        ]
        return self.page(
            "columns",
            status,
            form=form,
            lines=[line for line in lines if line["heading"] or line["samples"]],
            ignored=[line["heading"] for line in lines if line["heading"] and not line["field"].value()],
            missing=missing(self.ledger, self.request.user, set(chosen.values())),
            first=uploads.first_import(self.batch),
        )


def samples(rows: list[list], position: int, heading: Heading | None) -> list[str]:
    """The first three values of a column, as a list may show them: personal ones masked."""
    cells = (row[position] for row in rows[:LOOK_INTO] if position < len(row))
    texts = (str(int(c)) if isinstance(c, float) and c == int(c) else str(c) for c in cells if c is not None)
    found = list(dict.fromkeys(text[:40] for text in texts if text.strip()))[:SAMPLES]
    if heading and heading.personal:
        return [heading.mask(text) for text in found]
    return [LONG_NUMBER.sub(lambda m: f"{m[0][:3]}****{m[0][-4:]}", text) for text in found]


def missing(ledger: Ledger, user, chosen: set[str]) -> list[str]:
    """Columns a new row needs, that no column of the file fills, nor anything else."""
    filled = chosen | {name for name, source in ledger.derived.items() if source in chosen}
    if len({unit.pk for unit in matching.units_of(user, ledger.app).values()}) == 1:
        filled.add("org")
    return [heading.label for heading in headings(ledger) if heading.needed and heading.name not in filled]


# --- 3 check


class CheckPage(BatchPage):
    """One group of faults is open, its cells ready to be typed anew; each button saves what was typed."""

    states = (State.CHECKED,)
    step = 3

    @cached_property
    def groups(self) -> list[repairs.Group]:
        return repairs.groups(self.batch)

    @cached_property
    def group(self) -> repairs.Group | None:
        """The one that the address names, else the first."""
        wanted = self.request.GET.get("group")
        return next((g for g in self.groups if g.key == wanted), self.groups[0] if self.groups else None)

    @cached_property
    def rules(self) -> list[tuple[str, str]]:
        return repairs.rules(self.group, self.ledger) if self.group else []

    @cached_property
    def faults(self):
        """A page of the open group's faults."""
        found = self.group.faults(self.batch) if self.group else self.batch.faults.none()
        return Paginator(found, repairs.PAGE).get_page(self.request.GET.get("page"))

    @cached_property
    def cells(self) -> list[repairs.Cell]:
        return repairs.cells_of(self.batch, self.ledger, list(self.faults))

    def get(self, request, app, pk):
        return self.group_page() if self.batch.rejected else self.go("confirm")

    def post(self, request, app, pk):
        order, cells = request.POST.get("do", "check"), self.cells
        rule = next((r for r, _ in self.rules if r == order), "")
        decided = self.decide(self.group, rule) if self.group and rule else 0
        kept = repairs.mend(self.batch, self.ledger, cells, request.POST)
        if any(cell.error for cell in cells):
            return self.group_page(422)
        if order == "next":
            messages.success(request, f"已记下{kept}格，重新检查后生效")
            return redirect(f"{request.path}?group={self.group.key}&page={self.faults.number + 1}")
        if rule == "transfer" and not kept:
            return self.go("check")
        changed = kept or decided or repairs.unsettled(self.batch)
        if order == "check" and not changed:
            messages.warning(request, "还没有改动。请改正标出的格，或先导入没有问题的行")
            return redirect(request.get_full_path())
        self.batch.partial = order == "partial"
        self.batch.save(update_fields=["partial"])
        return self.check() if changed else self.go("confirm")

    def decide(self, group: repairs.Group, rule: str) -> int:
        if rule != "transfer":
            return repairs.apply(self.batch, group, rule)
        transfers.ask(self.batch, group.count)
        messages.success(self.request, f"已把{group.count}人列给区总工会组织部，这些行先不导入")
        return 0

    def group_page(self, status: int = 200):
        return self.page(
            "check",
            status,
            groups=self.groups,
            group=self.group,
            rules=self.rules,
            titles=repairs.titles(self.batch, self.ledger, [fault.row for fault in self.faults]),
            page=self.faults,
            cells=self.cells,
            wrong=[cell for cell in self.cells if cell.error],
            good=self.batch.read - self.batch.rejected,
            asked=self.group and self.group.kind == repairs.Kind.ELSEWHERE and transfers.asked(self.batch),
            most=FAULTS_KEPT,
        )


class RowPage(BatchPage):
    """Every column of one row: for faults that are the row's, not a cell's."""

    states = (State.CHECKED,)
    step = 3

    def get(self, request, app, pk, row):
        return self.row_page(self.cells)

    def post(self, request, app, pk, row):
        kept = repairs.mend(self.batch, self.ledger, self.cells, request.POST)
        if any(cell.error for cell in self.cells):
            return self.row_page(self.cells, 422)
        return self.check() if kept else self.go("check")

    @cached_property
    def cells(self) -> list[repairs.Cell]:
        cells = repairs.row_cells(self.batch, self.ledger, self.kwargs["row"])
        if not cells:
            raise Http404("文件里没有这一行")
        return cells

    def row_page(self, cells: list[repairs.Cell], status: int = 200):
        row = self.kwargs["row"]
        whole = self.batch.faults.filter(row=row, column="")
        wrong = [cell for cell in cells if cell.error]
        return self.page("row", status, row=row, cells=cells, whole=whole, wrong=wrong)


# --- 4 confirm


class ConfirmPage(BatchPage):
    states = (State.CHECKED,)
    step = 4

    def get(self, request, app, pk):
        if self.batch.rejected and not self.batch.partial:
            return self.go("check")
        return self.form_page(ConfirmForm(self.batch, self.ledger))

    def post(self, request, app, pk):
        form = ConfirmForm(self.batch, self.ledger, request.POST)
        valid = form.is_valid()
        if form.recount:
            return self.new_modes(form.modes)
        if not valid:
            return self.form_page(form, 422)
        self.batch.overwrite = form.file_wins
        self.batch.save(update_fields=["overwrite"])
        try:
            jobs.ask(self.batch, "sheets.save")
        except uploads.Stopped as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, 422)
        return self.go()

    def new_modes(self, modes: dict[str, str]):
        """What an update would do is no longer what was shown: counted again, shown again."""
        self.batch.modes = modes
        self.batch.save(update_fields=["modes"])
        messages.success(self.request, "更新方式已改，请看过新的变化后再确认")
        return self.check()

    def form_page(self, form: ConfirmForm, status: int = 200):
        updates = preview.updates(self.batch, SHOWN) if self.batch.updated else []
        return self.page(
            "confirm",
            status,
            form=form,
            updates=updates,
            shown=SHOWN,
            writes=self.batch.created + self.batch.updated,
            first=uploads.first_import(self.batch),
        )
