"""Checking an upload: every cell judged, the good rows staged, and what confirming would do counted."""

from django.db import transaction

from union_portal.fields import BlindIndexField, EncryptedField
from union_portal.ledgers.declarations import Ledger

from . import matching
from .columns import Heading, Refusal, headings, read_column
from .models import ImportBatch, ImportFault
from .staging import Staging
from .uploads import Sheet, ledger_of, open_sheet

State = ImportBatch.State
FAULTS_KEPT = 20_000
ELSEWHERE = Refusal("已登记在其他单位名下", "请由其所在单位办理转移，或与区总工会联系")


def check(batch: ImportBatch) -> None:
    """Read, judge every cell, stage the good rows, and say what confirming would do."""
    ledger, sheet = ledger_of(batch), open_sheet(batch)
    Check(batch, ledger, sheet).run()


class Check:
    """One pass of checking. `faults` is row → heading → refusal; a row with any fault is not saved."""

    def __init__(self, batch: ImportBatch, ledger: Ledger, sheet: Sheet):
        self.batch, self.ledger, self.sheet = batch, ledger, sheet
        self.names = {heading.name: heading for heading in headings(ledger)}
        self.live = [i for i, row in enumerate(sheet.rows) if any(cell not in (None, "") for cell in row)]
        self.columns: dict[str, list] = {}
        self.faults: dict[int, dict[str, tuple[Refusal, object]]] = {}

    def run(self) -> None:
        self._columns()
        self._only_unit()
        self._derive()
        self._missing()
        staged = [name for name in self.columns if self.ledger.model._meta.get_field(name)]
        staging = Staging(self.batch, self.ledger, staged)
        with transaction.atomic():
            staging.create()
            staging.load(self._lines(staging))
            self._whole_rows(staging)
            self._save(staging)

    def _columns(self) -> None:
        units = matching.units_of(self.batch.user, self.ledger.app)
        fixes = {(fix.row, fix.name): fix.value for fix in self.batch.fixes.all()}
        for position, name in self.sheet.mapping.items():
            heading = self.names[name]
            cells = [self._cell(i, position) for i in self.live]
            for place, i in enumerate(self.live):
                if fixes and (i + self.sheet.first, name) in fixes:
                    value = fixes[i + self.sheet.first, name]
                    cells[place] = value.reveal() if value else None
            read = read_column(heading, cells, units)
            values, refused = read.values, read.faults
            if heading.target is not None:
                values, unknown = matching.resolve(heading, self.ledger, self.batch.user, values)
                refused |= unknown
            self.columns[name] = values
            for place, why in refused.items():
                self._fault(place, heading, why, cells[place])

    def _cell(self, row: int, position: int):
        line = self.sheet.rows[row]
        return line[position] if position < len(line) else None

    def _fault(self, place: int, heading: Heading | None, why: Refusal, found=None) -> None:
        name = heading.name if heading else ""
        self.faults.setdefault(place, {}).setdefault(name, (why, found))

    def _only_unit(self) -> None:
        """A user of one township need not write it in every row."""
        units = {unit.pk for unit in matching.units_of(self.batch.user, self.ledger.app).values()}
        if "org" not in self.columns and len(units) == 1:
            self.columns["org"] = [*units] * len(self.live)

    def _derive(self) -> None:
        """What follows from other columns: the register's own rules, then hashes of encrypted values."""
        for name, place, why in self.ledger.complete(self.columns):
            self._fault(place, self.names.get(name), why, self.columns[name][place])
        for index in self.ledger.model._meta.fields:
            if isinstance(index, BlindIndexField) and index.source in self.columns:
                plain = self.columns[index.source]
                self.columns[index.name] = [None if p is None else index.to_copy(p) for p in plain]

    def _missing(self) -> None:
        """Required cells: only a new row needs them, so a row that is matched later is forgiven."""
        self.blank = {
            name: {
                place
                for place, value in enumerate(self.columns.get(name, [None] * len(self.live)))
                if value is None
            }
            for name, heading in self.names.items()
            if heading.needed
        }

    def _lines(self, staging: Staging):
        encrypted = {f.name: f for f in staging.fields if isinstance(f, EncryptedField)}
        lists = [
            [None if v is None else encrypted[f.name].to_copy(v) for v in self.columns[f.name]]
            if f.name in encrypted
            else self.columns[f.name]
            for f in staging.fields
        ]
        for place, values in enumerate(zip(*lists, strict=True)):
            act = "X" if place in self.faults else "N"
            yield (self.live[place] + self.sheet.first, act, *values)

    def _whole_rows(self, staging: Staging) -> None:
        """Questions that need the whole file or the register: doubles, matches, scope, checks."""
        place_of = {i + self.sheet.first: place for place, i in enumerate(self.live)}
        for row, first in staging.doubles():
            self._fault(place_of[row], None, Refusal(f"与第{first}行重复", "请只保留一行"))
        staging.match()
        for (row,) in staging.strangers(self.batch.user.unit_ids(f"{self.ledger.app}.change")):
            self._fault(place_of[row], None, ELSEWHERE)
        new = {row for (row,) in staging.run(f"SELECT row FROM {staging.table} WHERE pk IS NULL")}
        for name, places in self.blank.items():
            for place in places:
                if self.live[place] + self.sheet.first in new:
                    self._fault(place, self.names[name], Refusal("未填写", f"请填写{self.names[name].label}"))
        staging.refuse(self.live[place] + self.sheet.first for place in self.faults)
        staging.settle()
        words = {c.name: c.violation_error_message for c in self.ledger.model._meta.constraints}
        broken = staging.broken()
        for row, constraint in broken:
            why = str(words.get(constraint) or "与数据库规则不符")
            self._fault(place_of[row], None, Refusal(why, "请核对这一行各列"))
        staging.refuse(row for row, _ in broken)

    def _save(self, staging: Staging) -> None:
        batch, counts = self.batch, staging.counts()
        ImportFault.objects.filter(batch=batch).delete()
        ImportFault.objects.bulk_create(list(self._fault_rows())[:FAULTS_KEPT], batch_size=2000)
        batch.read, batch.rejected = len(self.live), len(self.faults)
        batch.created, batch.updated = counts.get("N", 0), counts.get("U", 0)
        batch.unchanged, batch.state = counts.get("S", 0), State.CHECKED
        batch.save()

    def _fault_rows(self):
        for place, lines in sorted(self.faults.items()):
            for name, (why, found) in lines.items():
                heading = self.names.get(name)
                shown = "" if found is None else str(found)
                if heading and heading.personal and shown:
                    shown = heading.field.mask(shown)
                yield ImportFault(
                    batch=self.batch,
                    row=self.live[place] + self.sheet.first,
                    name=name,
                    label=heading.label if heading else "整行",
                    found=shown[:120],
                    why=why.why[:200],
                    repair=why.repair[:200],
                )
