"""Checking an upload: every cell judged, the good rows staged, and what confirming would do counted."""

from collections.abc import Callable, Collection, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField
from openpyxl.utils import get_column_letter

from union_portal.fields import (
    BlindIndexField,
    DocumentField,
    DocumentType,
    EncryptedField,
    check_document,
    column,
    stored_as,
)
from union_portal.ledgers.declarations import Ledger
from union_portal.ledgers.tables import columns

from .. import rowkeys
from ..models import ImportBatch, ImportFault
from . import constraints, lines, matching, returning
from .columns import Heading, Kind, Refusal, headings, read_column
from .staging import Staging
from .uploads import Sheet, first_import, ledger_of, open_sheet

State = ImportBatch.State
FAULTS_KEPT = 20_000
ELSEWHERE = Refusal("此人或此单位已登记在别处", "可申请转入，由区总工会办理；请勿重复登记", Kind.ELSEWHERE)
NOT_YOURS = Refusal("没有这条记录，或不在你的管理范围内", "请清空这一格，按新记录导入")
HALF_SHOWN = Refusal("内容带星号，是遮蔽后的内容", "请填写完整的内容")
REPAIR_DOCUMENT = "请按证件原件重新填写"
Tell = Callable[[int, int], None]


def check(batch: ImportBatch, tell: Tell = lambda done, total: None) -> None:
    """Judge every cell, stage the good rows, and count what confirming would do; `tell` hears progress."""
    Check(batch, ledger_of(batch), open_sheet(batch), tell).run()


class Check:
    """One pass. `place` counts the rows that hold anything, from 0; `row` is the sheet's own number.

    `faults` is place → column → (refusal, what was found); a row with any fault is not saved.
    """

    def __init__(self, batch: ImportBatch, ledger: Ledger, sheet: Sheet, tell: Tell):
        self.batch, self.ledger, self.sheet, self.tell = batch, ledger, sheet, tell
        self.names = {heading.name: heading for heading in headings(ledger)}
        self.positions = {name: position for position, name in sheet.mapping.items()}
        self.live = lines.records(ledger, sheet.mapping, sheet.header, sheet.rows)
        self.columns: dict[str, list] = {}
        self.masked: dict[str, set[int]] = {}
        self.keys: dict[int, tuple[int, int]] = {}
        self.faults: dict[int, dict[str, tuple[Refusal, object]]] = {}

    def run(self) -> None:
        self._read_keys()
        self._read_columns()
        self._merge()
        self._only_unit()
        self._documents()
        for name, place, why, repair in self.ledger.complete(self.columns):
            self._fault(place, name, Refusal(why, repair), self.columns[name][place])
        self._index()
        staging = Staging(self.batch, self.ledger, [*self.columns])
        with transaction.atomic():
            staging.create()
            self._stage(staging)
            self.tell(len(self.live), len(self.live))
            self._judge_rows(staging)
            self._save(staging)

    # --- cells

    def _cells(self, position: int) -> list:
        rows = self.sheet.rows
        return [rows[i][position] if position < len(rows[i]) else None for i in self.live]

    def _row(self, place: int) -> int:
        return self.live[place] + self.sheet.first

    def _fault(self, place: int, name: str, why: Refusal, found=None) -> None:
        self.faults.setdefault(place, {}).setdefault(name, (why, found))

    def _read_keys(self) -> None:
        """系统编号 of rows that the portal wrote itself, as far as this user may change them."""
        if rowkeys.LABEL not in self.positions:
            return
        cells = self._cells(self.positions.pop(rowkeys.LABEL))
        read = {place: rowkeys.read(str(cell)) for place, cell in enumerate(cells) if cell not in (None, "")}
        seen = returning.visible(self.ledger, self.batch.user, [key[0] for key in read.values() if key])
        for place, key in read.items():
            if key and key[0] in seen:
                self.keys[place] = key
            else:
                self._fault(place, rowkeys.LABEL, NOT_YOURS, cells[place])

    def _read_columns(self) -> None:
        units = matching.units_of(self.batch.user, self.ledger.app)
        self.fixed = {(fix.row, fix.name): fix.value for fix in self.batch.fixes.all()}
        places = {self._row(place): place for place in range(len(self.live))} if self.fixed else {}
        shown = returning.shown(self.ledger, [*self.positions], [pk for pk, _ in self.keys.values()])
        for done, (name, position) in enumerate(self.positions.items()):
            heading, cells = self.names[name], self._cells(position)
            for (row, named), value in self.fixed.items():
                if named == name and row in places:
                    cells[places[row]] = value.reveal() if value else None
            for place, (pk, _) in self.keys.items() if shown else ():
                if (pk, name) in shown and str(cells[place]) == shown[pk, name]:
                    cells[place] = None
            self._read_column(heading, cells, units)
            self.tell(len(self.live) * done // len(self.positions), len(self.live))

    def _read_column(self, heading: Heading, cells: list, units: dict) -> None:
        read = read_column(heading, cells, units)
        values, refused = read.values, read.faults
        if target := heading.target:
            values, unknown = matching.resolve(heading, target, self.batch.user, values)
            refused |= unknown
        for place in self._untouched(heading, cells, values, refused):
            values[place] = None
            refused.pop(place, None)
        self.columns[heading.name], self.masked[heading.name] = values, read.masked
        for place, why in refused.items():
            self._fault(place, heading.name, why, cells[place])

    def _untouched(self, heading: Heading, cells: list, values: list, refused: Collection[int]) -> list[int]:
        """Rows that return with what an export wrote into this cell, though it would be read otherwise."""
        odd = self.keys.keys() & refused
        if self.keys and not heading.field.choices and isinstance(heading.field, CharField):
            odd |= {place for place in self.keys if values[place] != cells[place] is not None}
        pks = {place: self.keys[place][0] for place in odd}
        said = returning.written(self.ledger, columns(self.ledger, [heading.name]), [*pks.values()])
        return [place for place, pk in pks.items() if said.get((pk, heading.name)) == cells[place]]

    def _merge(self) -> None:
        """Three ways: the register when the sheet was made, the sheet, the register now."""
        if not self.keys:
            return
        model = self.ledger.model
        was = returning.changed_since(model, dict(self.keys.values()))
        now = {} if not was else model._default_manager.in_bulk({pk for pk, _ in was})
        for place, (pk, _) in self.keys.items() if was else ():
            for name, values in self.columns.items():
                if values[place] is None:
                    continue
                field = column(model, name)
                told = pk, stored_as(field)
                if told not in was:
                    continue
                mine, present = returning.as_trail(values[place]), getattr(now[pk], field.attname)
                if mine == was[told]:
                    values[place] = None
                elif mine != returning.as_trail(present) and (self._row(place), name) not in self.fixed:
                    self._fault(place, name, self._conflict(field, now[pk]), values[place])

    def _conflict(self, field, row) -> Refusal:
        present = "已改" if isinstance(field, EncryptedField) else getattr(row, field.name)
        words = dict(field.flatchoices).get(present, present) if field.choices else present
        return Refusal(f"下载之后已被改为“{words}”", "请决定保留现在的，还是改为表中的", Kind.CONFLICT)

    def _only_unit(self) -> None:
        """A user of one township need not write it in every row."""
        units = {unit.pk for unit in matching.units_of(self.batch.user, self.ledger.app).values()}
        if "org" not in self.columns and len(units) == 1 and not self.ledger.model.unplaced:
            self.columns["org"] = [*units] * len(self.live)

    def _documents(self) -> None:
        """Numbers of identity are judged by the kind of document that another column names."""
        for name, heading in self.names.items():
            if name not in self.columns or not isinstance(heading.field, DocumentField):
                continue
            numbers = self.columns[name]
            kinds = self.columns.get(heading.field.type_field) or [None] * len(numbers)
            for place, (number, kind) in enumerate(zip(numbers, kinds, strict=True)):
                try:
                    if number:
                        check_document(number, kind or DocumentType.RIC)
                except ValidationError as error:
                    self._fault(place, name, Refusal(error.messages[0], REPAIR_DOCUMENT), number)
                    numbers[place] = None

    def _index(self) -> None:
        for index in self.ledger.model._meta.fields:
            if isinstance(index, BlindIndexField) and index.source in self.columns:
                self.columns[index.name] = self.columns[index.source]

    def _stage(self, staging: Staging) -> None:
        places = range(len(self.live))
        keys = [self.keys[place][0] if place in self.keys else None for place in places]
        acts = ["X" if place in self.faults else "N" for place in places]
        staging.load([self._row(place) for place in places], keys, acts, self.columns)

    # --- rows

    def _judge_rows(self, staging: Staging) -> None:
        """Questions that need the whole file or the register: matches, doubles, scope, rules."""
        place_of = {self._row(place): place for place in range(len(self.live))}
        for row, number in staging.match():
            self._fault(place_of[row], "", Refusal(f"与{number}条已有记录都相符", "请填写代码或编号"))
        for row, first in staging.doubles():
            why = Refusal(f"与第{first}行是同一条记录", "请只保留一行", Kind.DOUBLE)
            self._fault(place_of[row], "", why)
        for (row,) in staging.strangers(self.batch.user.unit_ids(f"{self.ledger.app}.change")):
            self._fault(place_of[row], "", ELSEWHERE)
        self._missing({place_of[row] for row in staging.unmatched()})
        for place in self.faults:
            if foot := lines.foot_of(self.sheet.rows[self.live[place]]):
                self.faults[place] = {"": (lines.FOOT, foot)}
        self._refuse(staging, self.faults)
        staging.settle()
        self._rules(staging, place_of)
        staging.mark_late(self.batch, first_import(self.batch))

    def _missing(self, new: set[int]) -> None:
        """Required cells: only a new row needs them, and none that another, faulty cell would have told."""
        none, sources = [None] * len(self.live), self.ledger.derived
        for name, heading in sorted(self.names.items(), key=lambda item: item[0] in sources):
            masked = self.masked.get(name, set())
            for place in masked & new:
                self._fault(place, name, HALF_SHOWN)
            if heading.needed:
                why = Refusal("未填写", f"请填写{heading.label}", Kind.MISSING)
                values = self.columns.get(name, none)
                for place in new:
                    told = self.faults.get(place, {})
                    if values[place] is None and sources.get(name) not in told:
                        self._fault(place, name, why)

    def _rules(self, staging: Staging, place_of: dict[int, int]) -> None:
        model = self.ledger.model
        words = {c.name: str(c.violation_error_message) for c in model._meta.constraints}
        unique = {f.column: f"{f.verbose_name}已用于另一条记录" for f in model._meta.fields if f.unique}
        broken = [*constraints.broken(staging)]
        for row, name in broken:
            said = words.get(name) or next((w for c, w in unique.items() if f"_{c}_" in name), "")
            why = Refusal(said or "与已有记录冲突", "请核对这一行各列", Kind.RULE)
            self._fault(place_of[row], "", why)
        self._refuse(staging, {place_of[row] for row, _ in broken})

    def _refuse(self, staging: Staging, places: Iterable[int]) -> None:
        staging.refuse(self._row(place) for place in places)

    # --- what is remembered

    def _save(self, staging: Staging) -> None:
        batch, counts = self.batch, staging.counts()
        ImportFault.objects.filter(batch=batch).delete()
        ImportFault.objects.bulk_create(list(self._told())[:FAULTS_KEPT], batch_size=2000)
        batch.read, batch.rejected = len(self.live), len(self.faults)
        batch.created, batch.updated = counts.get("N", 0), counts.get("U", 0)
        batch.unchanged, batch.late = counts.get("S", 0), counts["late"]
        batch.state, batch.message = State.CHECKED, ""
        batch.save()

    def _told(self) -> Iterator[ImportFault]:
        for place, told in sorted(self.faults.items()):
            for name, (why, found) in told.items():
                heading, position = self.names.get(name), self._position(name)
                yield ImportFault(
                    batch=self.batch,
                    kind=why.kind,
                    row=self._row(place),
                    column=get_column_letter(position + 1) if position is not None else "",
                    name=name,
                    label=heading.label if heading else name or "整行",
                    found=shown(heading, found)[:120],
                    why=why.why[:200],
                    repair=why.repair[:200],
                )

    def _position(self, name: str) -> int | None:
        return next((at for at, mapped in self.sheet.mapping.items() if mapped == name), None)


def shown(heading: Heading | None, found) -> str:
    """What stood in the cell, as the list of faults may print it."""
    text = "" if found is None else str(found)
    return heading.mask(text) if heading else text
