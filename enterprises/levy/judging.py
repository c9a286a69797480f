"""What speaks for an enterprise being the payer, and whether it is certain.

Code, name and address are three witnesses, the township that the tax office names a fourth, weaker one.
Certain is what two of them say and none gainsays, or a whole name that only one enterprise has. A code alone
never decides: payers type each other's. What was decided against a witness stands only while no other payer
of the month is the same enterprise (`Verdict.alone`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from ..models import LevyEntry
from . import addresses, codes, names
from .addresses import Place
from .codes import Code
from .register import Known, Weights

Method = LevyEntry.Method
ALIKE, MUCH_ALIKE = 0.6, 0.8
CANDIDATES = 3
WORTH_SHOWING = 0.25
BRAND = 2
"""Characters at the head of a name that a renamed firm keeps."""
TRADE = 2
"""And at its end, before the legal form."""
CUT = 6
"""So many characters of a name that was cut off still tell whose it is."""


class Likeness(IntEnum):
    """How two names stand to each other."""

    ANOTHER = -1
    """A firm and a branch, or two branches: never the same unit."""
    UNLIKE = 0
    ALIKE = 1
    SLIP = 2
    BARE = 3
    """Equal but for the home city."""
    SAME = 4


@dataclass(slots=True)
class Evidence:
    row: Known
    code: Code
    name: Likeness
    place: Place
    alike: float
    here: bool

    @property
    def score(self) -> float:
        code = {Code.SAME: 0.9, Code.OLD: 0.8, Code.NEAR: 0.6}.get(self.code, 0.0)
        place = {Place.SAME: 0.5, Place.ALIKE: 0.3, Place.ELSEWHERE: -0.1}.get(self.place, 0.0)
        branch = 0.15 if self.name == Likeness.ANOTHER else 0.0
        exact = 0.1 if self.name == Likeness.SAME else 0.0
        return self.alike + exact + code + place - branch + 0.15 * self.here

    @property
    def why(self) -> str:
        code = {Code.SAME: "信用代码相同", Code.OLD: "组织机构代码相同", Code.NEAR: "信用代码差一位"}
        name = {
            Likeness.SAME: "名称相同",
            Likeness.BARE: "名称相同（地名除外）",
            Likeness.SLIP: "名称形近音近",
            Likeness.ALIKE: "名称相似",
            Likeness.UNLIKE: "名称不同",
            Likeness.ANOTHER: "总公司与分公司",
        }
        place = {Place.SAME: "地址相同", Place.ALIKE: "地址相近", Place.ELSEWHERE: "地址不同"}
        return "，".join(filter(None, (code.get(self.code, ""), name[self.name], place.get(self.place, ""))))


@dataclass(slots=True)
class Verdict:
    """`method` is None when a hand must decide; `shown` are then the candidates, best first."""

    method: str | None = None
    evidence: Evidence | None = None
    shown: list[Evidence] = field(default_factory=list)
    alone: bool = False
    """Good only if no other payer is this enterprise; `shown` are the candidates if one is."""


def weigh(payer: Known, row: Known, weights: Weights) -> Evidence:
    alike, name = compare(payer.name, row.name, weights)
    code, place = codes.compare(payer.code, row.code), addresses.compare(payer.address, row.address)
    return Evidence(row, code, name, place, alike, payer.org is not None and payer.org == row.org)


def compare(one: names.Name, other: names.Name, weights: Weights) -> tuple[float, Likeness]:
    if one.key == other.key:
        return 1.0, Likeness.SAME
    if one.bare == other.bare:
        return 1.0, Likeness.BARE
    alike = names.likeness(one.core, other.core, weights)
    if bool(one.branch) != bool(other.branch):
        return alike * 0.9, Likeness.ANOTHER
    if one.branch and not names.slipped(one.branch, other.branch):
        inside = one.branch.endswith(other.branch) or other.branch.endswith(one.branch)
        branches = 0.9 if inside else names.likeness(one.branch, other.branch)
        return alike * (0.7 + 0.3 * branches), Likeness.ALIKE if inside and alike == 1 else Likeness.ANOTHER
    if one.form == other.form and names.slipped(one.core, other.core):
        return max(alike, 0.9), Likeness.SLIP
    return alike, Likeness.ALIKE if alike >= ALIKE else Likeness.UNLIKE


def settled(verdict: Verdict) -> bool:
    """Nobody merely similar could change it: code and name, or name and address, agree."""
    one = verdict.evidence
    if one is None or one.name < Likeness.ALIKE:
        return False
    return one.code >= Code.OLD or one.place >= Place.ALIKE


def judge(payer: Known, found: Sequence[Evidence]) -> Verdict:
    """`found` holds everyone with the payer's code or name, at the least."""
    ranked = sorted(found, key=lambda e: (-e.score, e.row.pk))
    shown = [e for e in ranked if e.score >= WORTH_SHOWING][:CANDIDATES]
    for decide in (_by_code, _by_name, _by_likeness):
        if verdict := decide(payer, ranked):
            return replace(verdict, shown=shown) if verdict.alone else verdict
    return Verdict(shown=shown)


def _by_code(payer: Known, found: Sequence[Evidence]) -> Verdict | None:
    coded = [e for e in found if e.code >= Code.OLD]
    named = [e for e in found if e.name >= Likeness.BARE]
    best = max((e.name for e in coded), default=Likeness.UNLIKE)
    right = [e for e in coded if e.name == best]
    if len(right) != 1:
        return None
    one = right[0]
    rivals = [e for e in named if e is not one]
    if best == Likeness.ANOTHER:
        own = _end_unsaid(payer.name, one) and one.place >= Place.ALIKE and not rivals
        return Verdict(Method.CODE, one, alone=True) if own else None
    if best >= Likeness.BARE or (best >= Likeness.ALIKE and not rivals):
        return Verdict(Method.CODE, one)
    backed = _backing(payer, one) > 0
    if backed and len(coded) == 1 and not any(e.name >= Likeness.SLIP for e in found if e is not one):
        return Verdict(Method.CODE, one, alone=one.place < Place.ALIKE)
    if best == Likeness.SLIP and one.place == Place.SAME and all(e.place != Place.SAME for e in rivals):
        return Verdict(Method.CODE, one)
    return None


def _backing(payer: Known, one: Evidence) -> int:
    """How much speaks for a code under which the name is another: above 0 the firm was renamed."""
    then, now = one.row.name.core, payer.name.core
    brand, trade = then[:BRAND] == now[:BRAND], then[-TRADE:] == now[-TRADE:]
    return {Place.SAME: 3, Place.ALIKE: 2, Place.ELSEWHERE: -1}.get(one.place, 0) + brand + trade + one.here


def _end_unsaid(payer: names.Name, one: Evidence) -> bool:
    """A branch whose name the list cuts off or shortens to its head's; the code is the branch's own."""
    branch = one.row.name
    return bool(branch.branch) and not payer.branch and branch.bare.startswith(payer.core)


def _by_name(payer: Known, found: Sequence[Evidence]) -> Verdict | None:
    best = max((e.name for e in found), default=Likeness.UNLIKE)
    if best < Likeness.BARE:
        return None
    alone = False
    named = [e for e in found if e.name == best]
    placed = [e for e in named if e.place == Place.SAME]
    if len(named) > 1:
        apart = len(placed) == 1 and all(e.place == Place.ELSEWHERE for e in named if e is not placed[0])
        near = [e for e in named if e.code == Code.NEAR]
        chosen = placed if apart and (not near or near == placed) else near if not placed else []
    else:
        chosen = named
    if len(chosen) != 1 or _rivalled(chosen[0], found):
        return None
    one = chosen[0]
    coded = [e for e in found if e.code >= Code.OLD and e is not one]
    if coded:
        sure = one.place >= Place.ALIKE and all(e.place < one.place for e in coded)
        sure = sure and all(e.name <= Likeness.UNLIKE for e in coded)
    elif one.code == Code.ANOTHER:
        company = best == Likeness.SAME and bool(payer.name.form)
        alone = one.place < Place.ALIKE
        sure = not alone or (company and (one.place == Place.UNKNOWN or one.here))
    else:
        sure = best == Likeness.SAME or one.place != Place.ELSEWHERE or one.code >= Code.NEAR
    return Verdict(Method.NAME, one, alone=alone) if sure else None


def _rivalled(one: Evidence, found: Sequence[Evidence]) -> bool:
    """A slip of another's name that happens to be the name of this one."""
    return any(
        (e.code == Code.NEAR and e.name >= Likeness.ALIKE and one.code < Code.NEAR)
        or (e.name == Likeness.SLIP and e.place == Place.SAME and one.place < Place.ALIKE)
        for e in found
        if e is not one and e.name < one.name
    )


def _by_likeness(payer: Known, found: Sequence[Evidence]) -> Verdict | None:
    if any(e.code >= Code.OLD or e.name >= Likeness.BARE for e in found):
        return None
    sure = [e for e in found if _nearly(payer, e)]
    if len(sure) != 1:
        return None
    one = sure[0]
    rivals = [e for e in found if e is not one and e.name == Likeness.SLIP and e.place >= Place.ALIKE]
    alone = one.name == Likeness.UNLIKE or one.code == Code.ANOTHER
    return None if rivals else Verdict(Method.LIKENESS, one, alone=alone)


def _nearly(payer: Known, one: Evidence) -> bool:
    """Code, name and address all but agree: a check digit leaves hardly two firms one slip from a code."""
    if one.code == Code.NEAR:
        if one.name == Likeness.SLIP or one.alike >= MUCH_ALIKE:
            return one.name >= Likeness.ALIKE
        return one.name >= Likeness.UNLIKE and one.place >= Place.ALIKE and one.here
    if one.code == Code.ANOTHER:
        return one.name == Likeness.SLIP and one.place == Place.SAME and one.here
    if one.name < Likeness.ALIKE:
        return False
    placed = one.place == Place.SAME or (one.place == Place.ALIKE and one.here)
    return placed and (one.name == Likeness.SLIP or _shortened(payer.name, one.row.name))


def _shortened(one: names.Name, other: names.Name) -> bool:
    """The same but for a legal form that one of them leaves out, or the end that a narrow column cuts off."""
    if one.core == other.core and one.branch == other.branch:
        return not (one.form and other.form)
    return not one.form and not one.branch and len(one.core) >= CUT and other.bare.startswith(one.core)
