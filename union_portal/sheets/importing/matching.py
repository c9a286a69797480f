"""Which column of a file is which column of the register, and which text means which row."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CharField, F, Func, QuerySet

from union_portal.fields import CreditCodeField, DocumentField, MobileField, normalise_credit_code
from union_portal.ledgers.declarations import Ledger
from union_portal.organization.models import OrgUnit

from .. import rowkeys
from ..models import ColumnMemory
from .columns import Heading, Refusal, key_of
from .lines import by_label, known_key

AT_ONCE = 10_000
ROW_NUMBER = re.compile(r"([1-9]\d{0,17})(?:-\d{1,9})?")
HEADING = 60
LOOK_INTO, ENOUGH = 60, 3
"""Rows looked at to tell a column by what it holds, and cells it must hold for that."""
TELLING = (DocumentField, MobileField, CreditCodeField)


def match_columns(
    user, ledger: Ledger, header: Sequence, rows: Sequence[Sequence], names: Sequence[Heading]
) -> dict[int, str]:
    """Position → field name: as this user matched the heading last time, by label and alias, by content.

    A field is taken once, by the first heading that names it. `rows` are those below the headings.
    """
    known = {alias: heading.name for alias, heading in by_label(names).items()}
    known[key_of(rowkeys.LABEL)] = rowkeys.LABEL
    memory = ColumnMemory.objects.filter(user=user, ledger=ledger.name)
    valid = {"", rowkeys.LABEL, *(heading.name for heading in names)}
    remembered = {key: name for key, name in memory.values_list("heading", "name") if name in valid}
    taken: set[str] = set()
    mapping: dict[int, str] = {}
    for position, cell in enumerate(header):
        key = key_of(cell)[:HEADING] if cell is not None else ""
        name = remembered.get(key, known.get(known_key(cell, known), ""))
        if name and name not in taken:
            mapping[position] = name
            taken.add(name)
    left = [h for h in names if h.name not in taken]
    for position in set(range(len(header))) - mapping.keys():
        key = key_of(header[position])[:HEADING] if header[position] is not None else ""
        sample = [row[position] for row in rows[:LOOK_INTO] if position < len(row)]
        if key not in remembered and (name := by_content(sample, left)):
            mapping[position] = name
            left = [h for h in left if h.name != name]
    return mapping


def by_content(sample: Sequence, names: Sequence[Heading]) -> str:
    """Numbers of identity, mobiles and credit codes show what they are, whatever stands above them."""
    cells = [str(cell) for cell in sample if cell not in (None, "")]
    for heading in names if len(cells) >= ENOUGH else ():
        if isinstance(heading.field, TELLING):
            good = sum(_accepted(heading.field, cell) for cell in cells)
            if good >= len(cells) * 0.8:
                return heading.name
    return ""


def is_content(row: Sequence) -> bool:
    """A row with a number of identity, a mobile or a credit code is a record, not headings."""
    kinds = (DocumentField(), MobileField(), CreditCodeField())
    return any(_accepted(kind, str(cell)) for kind in kinds for cell in row if cell is not None)


def _accepted(field, cell: str) -> bool:
    try:
        if isinstance(field, CreditCodeField):
            field.clean(cell, None)
        else:
            field.check_plain(field.normalise(cell), None)
    except ValidationError:
        return False
    return True


def remember(user, ledger: Ledger, header: Sequence, mapping: dict[int, str]) -> None:
    """Next month's file has the same headings."""
    lines = [
        ColumnMemory(user=user, ledger=ledger.name, heading=key, name=mapping.get(position, ""))
        for position, cell in enumerate(header)
        if cell and (key := key_of(cell)[:HEADING])
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


def own_unit(user, app: str) -> int | None:
    """The unit of the post by which this user writes here."""
    return next((p.unit_id for p in user.live_posts if f"{app}.change" in p.definition.rights), None)


def resolve(heading: Heading, target: Ledger, user, values: Sequence) -> tuple[list, dict[int, Refusal]]:
    """Keys, else names, else names in another spelling, to primary keys; only rows in scope are found."""
    wanted = {value for value in values if value is not None}
    found: dict[str, int | None] = {}
    names, rows = target.open_search[:1], target.model.objects.all()
    if heading.name not in heading.ledger.model.named_anywhere:
        rows = target.model.objects.visible_to(user)
    for name in dict.fromkeys((heading.key, *names)):
        _find(found, rows, name, _as_kept(target, name, wanted - found.keys()))
    for name in names if wanted - found.keys() else ():
        alike = rows.annotate(alike=Func(F(name), function="name_key", output_field=CharField()))
        _find(found, alike, "alike", _by_name_key(wanted - found.keys()))
    faults: dict[int, Refusal] = {}
    pks: list = []
    for row, value in enumerate(values):
        pk = found.get(value) if value is not None else None
        if value is not None and pk is None:
            several = value in found
            faults[row] = Refusal(
                f"{target.title}中有多条同名" if several else f"没有找到这条{target.title}",
                f"请填写{heading.key_label}",
            )
        pks.append(pk)
    return pks, faults


def _find(found: dict[str, int | None], rows: QuerySet, name: str, typed: dict[str, list[str]]) -> None:
    """Adds the row of every value; None where several are meant."""
    for chunk in _chunks(sorted(typed)):
        for text, pk in rows.filter(**{f"{name}__in": chunk}).values_list(name, "pk"):
            found |= {value: None if value in found else pk for value in typed[str(text)]}


def _as_kept(target: Ledger, name: str, values: Iterable[str]) -> dict[str, list[str]]:
    """Values as the column would keep them, with what was typed. A row's number may have its version."""
    codes = {field.name for field in target.model._meta.fields if isinstance(field, CreditCodeField)}
    kept: dict[str, list[str]] = defaultdict(list)
    for value in values:
        number = ROW_NUMBER.fullmatch(value)
        if name != "pk":
            kept[normalise_credit_code(value) if name in codes else value].append(value)
        elif number:
            kept[number[1]].append(value)
    return kept


def _by_name_key(values: Iterable[str]) -> dict[str, list[str]]:
    """Names as the register tells them apart, with what was typed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name_key(said), array_agg(said) FROM unnest(%s) AS said GROUP BY 1", [[*values]]
        )
        return {key: said for key, said in cursor.fetchall() if key}


def _chunks(values: list) -> Iterable[list]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
