"""A block from a spreadsheet: found by indicator code, by name, or in the form's order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..catalogue import CATALOGUE
from ..models import ReportCell
from .cells import facts, written
from .checks import BLANK, check, normal, rules
from .form import MONTHLY


@dataclass(frozen=True)
class Pasted:
    """One line of the block. `why` it is left out, if it is."""

    code: str
    name: str
    before: str
    after: str
    version: int
    why: str = ""

    @property
    def changes(self) -> bool:
        return not self.why and self.before != self.after


def read(block: str, cells: Mapping[str, ReportCell]) -> list[Pasted]:
    """What the block would change. Lines that name nothing are taken in order: as many as are typed, or
    as the form has."""
    lines = [[cell.strip() for cell in line.split("\t")] for line in block.splitlines() if line.strip()]
    named = [(named_in(line), line) for line in lines]
    if not any(code for code, _ in named):
        order = MONTHLY.codes if len(lines) == len(MONTHLY.codes) else MONTHLY.typed
        named = [*zip(order, lines, strict=False), *(("", line) for line in lines[len(order) :])]
    return [pasted(code, line, cells) for code, line in named]


def named_in(line: list[str]) -> str:
    names = {CATALOGUE[code].name: code for code in MONTHLY.codes}
    for cell in line:
        code = cell.upper()
        if code in MONTHLY.codes or re.fullmatch(r"[A-Z]{3}\d\d", code):
            return code
        if cell in names:
            return names[cell]
    return ""


def pasted(code: str, line: list[str], cells: Mapping[str, ReportCell]) -> Pasted:
    name = CATALOGUE[code].name if code in CATALOGUE else "、".join(line)[:30]
    after = amount_in(code, line)
    cell = cells.get(code)
    known = Pasted(code, name, written(cell), after, cell.version if cell else 0)
    return Pasted(**{**vars(known), "why": refused(code, after)})


def amount_in(code: str, line: list[str]) -> str:
    """The last cell that is neither the code nor the name nor the unit."""
    entry = CATALOGUE.get(code)
    known = {"", code, entry.name, entry.unit} if entry else {""}
    left = [cell for cell in line if cell.upper() not in known]
    return normal(left[-1]) if left else BLANK


def refused(code: str, after: str) -> str:
    if code in MONTHLY.automatic:
        return "由台账算出，不填"
    if code not in MONTHLY.typed:
        return "月报没有这一项"
    if after == BLANK:
        return "没有数值"
    found = [one for one in check(rules(), facts(code, after)) if one.code == code and one.level == "hard"]
    return found[0].text if found else ""
