"""The tax office's list of 5,000 payers against a register of 8,000, with the truth known (A84).

Precision: of the payers matched without a person, the share matched to their own firm; a payer whom no
register has is wrong whatever it is matched to, an unregistered branch matched to its head likewise.
Recall: of the payers whose firm is in the register, the share matched to it without a person.
The queue: of the payers whose firm is in the register and who were not matched, the share whose firm is
among their first three candidates.
"""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from enterprises.levy.matching import match
from enterprises.models import LevyCandidate, LevyEntry
from tests import make, taxlist

MONTH = dt.date(2016, 6, 1)
SEED = 20160601


@dataclass
class Outcome:
    """Payers by what became of them, and of each what became, by the ways of its code and of its name."""

    all: Counter = field(default_factory=Counter)
    by_kind: Counter = field(default_factory=Counter)

    def add(self, payer: taxlist.Payer, verdict: str) -> None:
        self.all[verdict] += 1
        code, name = payer.kind
        self.by_kind[f"代码 {code}", verdict] += 1
        self.by_kind[f"名称 {name}", verdict] += 1

    def share(self, part: tuple[str, ...], whole: tuple[str, ...]) -> float:
        return sum(self.all[one] for one in part) / max(1, sum(self.all[one] for one in whole))

    @property
    def precision(self) -> float:
        return self.share(("right",), ("right", "wrong", "stranger matched"))

    @property
    def recall(self) -> float:
        return self.share(("right",), ("right", "wrong", "offered", "not offered"))

    @property
    def offered(self) -> float:
        return self.share(("offered",), ("offered", "not offered"))

    def __str__(self):
        verdicts = sorted(self.all)
        kinds = sorted({kind for kind, _ in self.by_kind})
        lines = [
            f"{kind:<18}" + "".join(f"{verdict} {self.by_kind[kind, verdict]:<6}" for verdict in verdicts)
            for kind in kinds
        ]
        shares = f"precision {self.precision:.4%}  recall {self.recall:.4%}  first three {self.offered:.4%}"
        return "\n".join([shares, str(dict(self.all)), *lines])


def verdict(truth: int | None, matched: int | None, candidates: set[int]) -> str:
    """Keys of enterprises: the true one, the one matched, those offered."""
    if truth is None:
        return "stranger matched" if matched else "stranger left"
    if matched:
        return "right" if matched == truth else "wrong"
    return "offered" if truth in candidates else "not offered"


@pytest.fixture
def outcome(db):
    root = make.district(code="110199", name="青云区总工会")
    units = [
        make.township(root, f"{number:03}", f"{name}总工会")
        for number, name in enumerate(taxlist.TOWNSHIPS, 1)
    ]
    town = taxlist.Town(random.Random(SEED))
    firms = taxlist.register(town, 8_000)
    payers = taxlist.payers(town, firms)
    keys, entries = taxlist.load_firms(firms, units), taxlist.load_payers(payers, units, MONTH)
    match(MONTH)
    matched = dict(LevyEntry.objects.values_list("id", "enterprise_id"))
    offered: dict[int, set[int]] = {entry: set() for entry in entries}
    for entry, firm in LevyCandidate.objects.filter(rank__lte=3).values_list("entry_id", "enterprise_id"):
        offered[entry].add(firm)
    found = Outcome()
    for entry, payer in zip(entries, payers, strict=True):
        truth = None if payer.truth is None else keys[payer.truth]
        found.add(payer, verdict(truth, matched[entry], offered[entry]))
    return found


def test_what_is_matched_by_itself_is_right_and_the_rest_is_offered_to_a_person(outcome):
    print(outcome)
    assert outcome.precision >= 0.995
    assert outcome.recall >= 0.97
    assert outcome.offered >= 0.95
