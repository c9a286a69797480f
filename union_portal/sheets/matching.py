"""Which column of a file is which column of the register, and which text means which row."""

from collections.abc import Iterable, Sequence

from union_portal.ledgers.declarations import Ledger
from union_portal.organization.models import OrgUnit

from .columns import Heading, Refusal, by_label, key_of
from .models import ColumnMemory

LOOK_DOWN = 15
"""A heading row stands within the first rows of the sheet, below titles and notes."""
AT_ONCE = 10_000


def find_header(rows: Sequence[Sequence], names: Sequence[Heading]) -> int:
    """The index of the row that names the most columns; the first of equals, 0 when none does."""
    known = by_label(names)
    scores = [sum(key_of(cell) in known for cell in row if cell is not None) for row in rows[:LOOK_DOWN]]
    return scores.index(max(scores)) if scores and max(scores) else 0


def match_columns(user, ledger: Ledger, header: Sequence, names: Sequence[Heading]) -> dict[int, str]:
    """Position → field name: as this user matched the heading last time, else by label and alias.

    A field is taken once, by the first heading that names it.
    """
    known = by_label(names)
    memory = ColumnMemory.objects.filter(user=user, ledger=ledger.name)
    remembered = dict(memory.values_list("heading", "name"))
    taken: set[str] = set()
    mapping: dict[int, str] = {}
    for position, cell in enumerate(header):
        key = key_of(cell) if cell is not None else ""
        heading = known.get(key)
        name = remembered.get(key, heading.name if heading else "")
        if name and name not in taken:
            mapping[position] = name
            taken.add(name)
    return mapping


def remember(user, ledger: Ledger, header: Sequence, mapping: dict[int, str]) -> None:
    """Next month's file has the same headings."""
    lines = [
        ColumnMemory(user=user, ledger=ledger.name, heading=key, name=mapping.get(position, ""))
        for position, cell in enumerate(header)
        if cell is not None and (key := key_of(cell)[:60])
    ]
    ColumnMemory.objects.bulk_create(
        {line.heading: line for line in lines}.values(),
        update_conflicts=True,
        unique_fields=["user", "ledger", "heading"],
        update_fields=["name"],
    )


def units_of(user, app: str) -> dict[str, OrgUnit]:
    """Townships this user may fill, under every name they go by."""
    units = OrgUnit.objects.filter(pk__in=user.unit_ids(f"{app}.change")).townships()
    return {
        key_of(name): unit
        for unit in units
        for name in (unit.name, unit.short_name, unit.code, *unit.aliases)
    }


def resolve(heading: Heading, ledger: Ledger, user, values: Sequence) -> tuple[list, dict[int, Refusal]]:
    """Keys or exact names to primary keys, in sets; only rows in scope are found."""
    target = heading.target
    key = ledger.keys.get(heading.name) or (target.open_search or ["pk"])[0]
    wanted = {value for value in values if value is not None}
    found: dict[str, int | None] = {}
    for name in dict.fromkeys((key, *target.open_search[:1])):
        rows = target.model.objects.visible_to(user)
        for chunk in _chunks(sorted(wanted - found.keys())):
            for text, pk in rows.filter(**{f"{name}__in": chunk}).values_list(name, "pk"):
                found[str(text)] = None if str(text) in found else pk
    faults: dict[int, Refusal] = {}
    pks: list = []
    word = "系统编号" if key == "pk" else str(target.model._meta.get_field(key).verbose_name)
    for row, value in enumerate(values):
        pk = found.get(value) if value is not None else None
        if value is not None and pk is None:
            several = value in found
            faults[row] = Refusal(
                f"{target.title}中有多条同名" if several else f"没有找到这条{target.title}", f"请填写{word}"
            )
        pks.append(pk)
    return pks, faults


def _chunks(values: list) -> Iterable[list]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
