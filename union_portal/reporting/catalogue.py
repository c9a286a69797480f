"""The federation's catalogue of 252 indicators: what each code is called, its unit and its definition."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """`type`: T as of the period's last day, P in the period, C since the beginning, R rate, D derived."""

    code: str
    group: str
    name: str
    unit: str
    type: str
    definition: str

    @property
    def group_name(self) -> str:
        return self.group.split(" ")[0]

    @property
    def reading(self) -> str:
        """The definition for people: other indicators by name instead of by code."""
        return re.sub(r"\b[A-Z]{3}\d\d\b(?!–)", lambda code: CATALOGUE[code[0]].name, self.definition)


def _read() -> dict[str, Entry]:
    with Path(__file__).with_name("catalogue.csv").open(encoding="utf8", newline="") as lines:
        return {line["code"]: Entry(**line) for line in csv.DictReader(lines)}


CATALOGUE = _read()
"""Entries by code, in the catalogue's order."""
ORDER = {code: place for place, code in enumerate(CATALOGUE)}
EXACT_UNITS = {"万元": 2, "元": 2, "%": 2}
"""Decimals printed for units that are no whole counts."""
