"""A firm's name in its parts, and how alike two names are.

What comes in is already the database's `name_key`: half width, small letters, no spaces or brackets.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .characters import NUMERALS, close, simple

MUNICIPALITIES = {"11": "北京", "12": "天津", "31": "上海", "50": "重庆"}
"""By the first two digits of a division code."""
LEGAL_FORM = re.compile(
    r"(?:集团)?(?:股份)?有限公司$|(?:有限|普通)合伙$|(?:总|集团)?公司$|集团$|有限(?:责任公?|公)?$"
)
ONCE = re.compile(r"(?<=公司)原.{4,}$")
BRANCH_END = r"(?:公司|分?[厂店部行所社校院]|分中心|办事处|营业厅|项目|支行|基地|仓库|库房|站|处)"
BRANCH = re.compile(rf"^(.{{2,}}?公司)(.*{BRANCH_END})$")
BRANCH_OF_UNSAID = re.compile(r"^(.{2,})(分(?:公司|[厂店部行所社校院]|中心)|支行|营业部|办事处)$")
FIGURES = re.compile(r"[0-9〇]")
TEENS = re.compile(r"(?<![0-9])1([0-9])(?![0-9])")
DIGITS = str.maketrans("0123456789〇", "零一二三四五六七八九零")
JOINED = str.maketrans("与及&", "和和和")
USUAL = ("集团股份有限公司", "股份有限公司", "集团有限公司", "有限公司")
IDLE = re.compile(r"(?:工会委员会|工会)$")
UNIT = re.compile(r"(?<=.)(?:市|区|县|镇|街道)(?=.)")
SLIP = 0.15
"""What taking a character for a close one costs, against 1 for any other."""


@dataclass(frozen=True, slots=True)
class Name:
    """`bare` is without the home city, `core` also without legal form and `branch`, which a firm has not."""

    key: str
    bare: str
    core: str
    form: str
    branch: str


class Reader:
    """Reads names of one home city: 北京市, 北京 and （北京） say nothing there, nor does 区 of 大兴区."""

    def __init__(self, city: str, district: str = ""):
        self.district = district
        self.said = city
        self.city = re.compile(rf"{city}市(?!政)|{city}") if city else None

    def key(self, name_key: str) -> str:
        """Without the old name that some put behind the new one."""
        key = numbered(simple(name_key)).replace("有限责任公司", "有限公司")
        return ONCE.sub("", key) if "原" in key else key

    def bare(self, key: str) -> str:
        found = self.city.sub("", key) if self.city and self.said in key else key
        found = found.translate(JOINED)
        found = found.replace(self.district, self.district[:-1]) if self.district else found
        return found if len(found) > 1 else key

    def core(self, key: str) -> str:
        """Of a firm or a branch as `name` has it, but quickly."""
        bare = self.bare(key)
        at = bare.find("公司")
        if at < 0 or not bare.endswith("公司") or at + 2 < len(bare):
            return self.name(key).core
        for form in USUAL:
            if bare.endswith(form) and len(bare) > len(form) + 1:
                return self.unplaced(bare[: -len(form)])
        return self.name(key).core

    def unplaced(self, core: str) -> str:
        """Without the district at its head, if enough is left to be a name."""
        place = self.district[:-1]
        return core[len(place) :] if place and core.startswith(place) and len(core) > len(place) + 3 else core

    def name(self, key: str) -> Name:
        bare = IDLE.sub("", self.bare(key))
        split = BRANCH.match(bare) or BRANCH_OF_UNSAID.match(bare)
        head, branch = split.groups() if split else (bare, "")
        branch = UNIT.sub("", branch).removeprefix("第")
        form = LEGAL_FORM.search(head)
        core = self.unplaced(head[: form.start()] if form and form.start() > 1 else head)
        return Name(key, bare, core, form.group() if form else "", branch)


def numbered(key: str) -> str:
    """With figures in words: 第12 is 第十二, 360 is 三六零."""
    if not FIGURES.search(key):
        return key
    return TEENS.sub(lambda teen: "十" + teen[1].strip("0"), key).translate(DIGITS)


def distance(one: str, other: str, weights: Mapping[str, float] | None = None) -> float:
    """Edit distance in which close characters cost little; `weights` says how much a character tells."""
    weight = weights.__getitem__ if weights is not None else _even
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    before = [0.0]
    for character in other:
        before.append(before[-1] + weight(character))
    for mine in one:
        cost = weight(mine)
        line = [before[0] + cost]
        for at, theirs in enumerate(other):
            if mine == theirs:
                line.append(before[at])
                continue
            change = max(cost, weight(theirs)) * (SLIP if close(mine, theirs) else 1)
            line.append(min(before[at] + change, before[at + 1] + cost, line[at] + weight(theirs)))
        before = line
    return before[-1]


def _even(_character: str) -> float:
    return 1.0


def likeness(one: str, other: str, weights: Mapping[str, float] | None = None) -> float:
    """From 0 to 1; of a name inside the other, at least the share it makes up."""
    if one == other:
        return 1.0
    weight = weights.__getitem__ if weights is not None else _even
    whole = max(sum(map(weight, one)), sum(map(weight, other)))
    return max(0.0, 1 - distance(one, other, weights) / whole) if whole else 0.0


def slipped(one: str, other: str) -> bool:
    """The same but for one or two characters taken for close ones, two neighbours that changed places, or
    one of six and more left out.
    """
    if one == other:
        return True
    if len(one) == len(other):
        wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if turned(one, other):
            return True
        return len(wrong) <= max(1, len(one) // 3) and len(wrong) <= 2 and all(close(a, b) for a, b in wrong)
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1 or len(short) < 6:
        return False
    at = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    return short[at:] == long[at + 1 :] and long[at] not in NUMERALS


def turned(one: str, other: str) -> bool:
    """The same but for two neighbours, no numerals, that changed places; in names of four and more."""
    wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) != 2 or len(one) < 4:
        return False
    first, second = wrong
    pair = one[first] + one[second]
    return second == first + 1 and pair == other[second] + other[first] and NUMERALS.isdisjoint(pair)
