"""What is wrong with an upload, grouped by what mends it; cells typed anew and rules for a whole group."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from openpyxl.utils import get_column_letter

from union_portal.fields import DocumentField, DocumentType, check_document, column
from union_portal.ledgers.declarations import Ledger
from union_portal.organization.models import OrgUnit

from ..models import ImportBatch, ImportFault, ImportFix
from . import matching
from .checking import HALF_SHOWN, REPAIR_DOCUMENT, shown
from .columns import Heading, Refusal, headings, read_column
from .preview import QUIET
from .uploads import open_sheet

Kind = ImportFault.Kind
PAGE = 50
ONE_BY_ONE = (Kind.DOUBLE, Kind.CONFLICT)
"""Kinds whose reason differs from row to row, although the repair is one."""
EMPTIED = "留空"
CHUNK = 2_000


# --- groups


@dataclass(frozen=True)
class Group:
    """Faults of one kind, in one column, for one reason. `why` is empty where each row has its own."""

    kind: str
    name: str
    label: str
    why: str
    repair: str
    count: int

    @property
    def key(self) -> str:
        """Names the group in an address without saying what it holds."""
        said = "\n".join((self.kind, self.name, self.why))
        return hashlib.sha256(said.encode()).hexdigest()[:10]

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def title(self) -> str:
        return f"{self.label}：{self.why or self.kind_label}"

    def faults(self, batch: ImportBatch) -> QuerySet[ImportFault]:
        same = Q(kind=self.kind, name=self.name) & (Q(why=self.why) if self.why else Q())
        return batch.faults.filter(same)


def groups(batch: ImportBatch) -> list[Group]:
    """In the order of kinds; the largest of a kind first."""
    reason = Case(When(kind__in=ONE_BY_ONE, then=Value("")), default=F("why"))
    found = (
        batch.faults.values("kind", "name", "label", reason=reason)
        .annotate(n=Count("pk"), mend=Min("repair"))
        .order_by()
    )
    made = [Group(f["kind"], f["name"], f["label"], f["reason"], f["mend"], f["n"]) for f in found]
    return sorted(made, key=lambda g: (Kind.values.index(g.kind), -g.count, g.label, g.why))


def rules(group: Group, ledger: Ledger) -> list[tuple[str, str]]:
    """What one press can decide for the whole group: code, words of the button."""
    if group.kind == Kind.CONFLICT:
        return [("keep", "都保留现在的"), ("mine", "都改为表中的")]
    if group.kind == Kind.ELSEWHERE:
        return [("transfer", "申请转入")]
    heading = heading_of(ledger, group.name)
    return [("keep", "这些格留空")] if heading and not heading.needed else []


def heading_of(ledger: Ledger, name: str) -> Heading | None:
    return next((h for h in headings(ledger) if h.name == name), None)


def apply(batch: ImportBatch, group: Group, rule: str) -> int:
    """Decides every cell of the group; how many. `keep`: what the register has, or blank; `mine`: as in the
    file."""
    places = list(group.faults(batch).values_list("row", "name"))
    texts: Mapping[tuple[int, str], str | None] = {}
    if rule == "mine":
        sheet = open_sheet(batch)
        positions = {name: position for position, name in sheet.mapping.items()}
        texts = {
            (row, name): _typed(sheet.rows[row - sheet.first], positions.get(name)) for row, name in places
        }
    _keep(ImportFix(batch=batch, row=row, name=name, value=texts.get((row, name))) for row, name in places)
    return len(places)


def _typed(row: Sequence, position: int | None) -> str | None:
    cell = row[position] if position is not None and position < len(row) else None
    if cell in (None, ""):
        return None
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)


def _keep(fixes: Iterable[ImportFix]) -> None:
    ImportFix.objects.bulk_create(
        fixes,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["batch", "row", "name"],
        update_fields=["value"],
    )


def unsettled(batch: ImportBatch) -> bool:
    """Whether cells of faulty rows were typed anew: the last check may not have seen them."""
    return batch.fixes.filter(row__in=batch.faults.values("row")).exists()


def titles(batch: ImportBatch, ledger: Ledger, rows: Iterable[int]) -> dict[int, str]:
    """What a reader knows rows of the sheet by: the register's first open column, as it was staged."""
    plain = (f for f in _own(ledger) if f.name in batch.mapping.values())
    field = next(plain, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [batch.staging])
        if field is None or cursor.fetchone()[0] is None:
            return {}
        cursor.execute(f'SELECT row, "{field.column}" FROM {batch.staging} WHERE row = ANY (%s)', [[*rows]])
        return {row: text for row, text in cursor.fetchall() if text}


def _own(ledger: Ledger) -> list[models.Field]:
    return [
        column(ledger.model, name) for name in ledger.open_search if "__" not in name and name not in QUIET
    ]


# --- cells


@dataclass
class Cell:
    """One cell to be mended. `value` stands in the input; a personal value never does;
    `found`, what the file has, shows it masked."""

    row: int
    column: str
    heading: Heading
    value: str = ""
    found: str = ""
    why: str = ""
    repair: str = ""
    options: Sequence[str] = ()
    mended: bool = False
    error: str = ""

    @property
    def field(self) -> str:
        return f"cell-{self.row}-{self.heading.name}"

    @property
    def label(self) -> str:
        return f"第{self.row}行 {self.heading.label}"


def cells_of(batch: ImportBatch, ledger: Ledger, faults: Sequence[ImportFault]) -> list[Cell]:
    """The cells of one column's faults, with what was typed for them since the check."""
    heading = heading_of(ledger, faults[0].name) if faults else None
    if heading is None or not faults[0].column:
        return []
    options = options_of(heading, batch, ledger)
    typed = {
        fix.row: fix.value.reveal() if fix.value else ""
        for fix in batch.fixes.filter(name=heading.name, row__in=[fault.row for fault in faults])
    }
    made = []
    for fault in faults:
        told = shown(heading, typed.get(fault.row, ""))[:120]
        mended = fault.row in typed and told != fault.found
        cell = Cell(fault.row, fault.column, heading, why=fault.why, repair=fault.repair, options=options)
        fill(cell, told if mended else fault.found, mended=mended)
        made.append(cell)
    return made


def fill(cell: Cell, text: str, *, mended: bool = False) -> None:
    """Puts into the input what may stand there."""
    cell.mended = mended
    cell.found = text
    if not cell.heading.personal and (not cell.options or text in cell.options):
        cell.value = text


def options_of(heading: Heading, batch: ImportBatch, ledger: Ledger) -> list[str]:
    """The words a coded column takes; none for what is typed freely."""
    kind = heading.field
    if kind.is_relation and kind.related_model is OrgUnit:
        units = matching.units_of(batch.user, ledger.app).values()
        return list(dict.fromkeys(unit.name for unit in units))
    if kind.choices:
        return [str(label) for _, label in kind.flatchoices]
    return ["是", "否"] if kind.get_internal_type() == "BooleanField" else []


def mend(batch: ImportBatch, ledger: Ledger, cells: Sequence[Cell], typed: Mapping[str, str]) -> int:
    """Keeps what was typed where it can be read, and says on the cell why where not; how many were kept."""
    changed = [c for c in cells if c.field in typed and typed[c.field].strip() != c.value.strip()]
    good = []
    for name in dict.fromkeys(cell.heading.name for cell in changed):
        column = [cell for cell in changed if cell.heading.name == name]
        texts = ["" if typed[c.field].strip() == EMPTIED else typed[c.field].strip() for c in column]
        refused = judged(batch, ledger, column[0].heading, texts)
        for place, (cell, text) in enumerate(zip(column, texts, strict=True)):
            cell.value = typed[cell.field]
            if place in refused:
                cell.error = f"{refused[place].why}，{refused[place].repair}"
            else:
                good.append(ImportFix(batch=batch, row=cell.row, name=name, value=text or None))
                cell.mended = True
    _keep(good)
    return len(good)


def judged(batch: ImportBatch, ledger: Ledger, heading: Heading, texts: list[str]) -> dict[int, Refusal]:
    """What can be told of typed values without the rest of the row: place → why it is refused."""
    read = read_column(heading, texts, matching.units_of(batch.user, ledger.app))
    refused = read.faults | dict.fromkeys(read.masked, HALF_SHOWN)
    if target := heading.target:
        refused |= matching.resolve(heading, target, batch.user, read.values)[1]
    field = heading.field
    if isinstance(field, DocumentField) and field.type_field not in batch.mapping.values():
        for place, number in enumerate(read.values):
            try:
                if number:
                    check_document(number, DocumentType.RIC)
            except ValidationError as error:
                refused[place] = Refusal(error.messages[0], REPAIR_DOCUMENT)
    return refused


def row_cells(batch: ImportBatch, ledger: Ledger, row: int) -> list[Cell]:
    """Every matched column of one row of the file, as typed since; none if the file has no such row."""
    sheet = open_sheet(batch)
    if not 0 <= row - sheet.first < len(sheet.rows):
        return []
    typed = {fix.name: fix.value.reveal() if fix.value else "" for fix in batch.fixes.filter(row=row)}
    places = {name: position for position, name in sheet.mapping.items()}
    faults = {fault.name: fault for fault in batch.faults.filter(row=row)}
    made = []
    for heading in headings(ledger):
        if heading.name not in places:
            continue
        position = places[heading.name]
        text = typed.get(heading.name, _typed(sheet.rows[row - sheet.first], position) or "")
        letter = get_column_letter(position + 1)
        cell = Cell(row, letter, heading, options=options_of(heading, batch, ledger))
        if fault := faults.get(heading.name):
            cell.why, cell.repair = fault.why, fault.repair
        fill(cell, shown(heading, text), mended=heading.name in typed)
        made.append(cell)
    return made
