"""What keeps an article from being issued, and what is to be looked at before: sentence, fault and repair."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..catalogue import CATALOGUE
from ..indicators import REGISTRY
from .numerals import Found, typed
from .source import NONE, Source
from .tokens import TOKEN, Token, sentences, stray, tokens
from .wording import Inapt, plain, written

HALF = re.compile(r"(?<=[一-龥＿])[,;:?!()](?=[一-龥＿“（]|$)|(?<=[一-龥])\.(?=[一-龥]|$)")
FULL = dict(zip(",;:?!().", "，；：？！（）。", strict=True))
DOCUMENT = re.compile(r"[\[（(【](\d{4})[\]）)】](\d+号)")
SPACED = re.compile(r"(?<=[一-龥])[ \t]+(?=[一-龥＿])|(?<=＿)[ \t]+(?=[一-龥])")
PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("〔", "〕"))
BLOT = "＿"
HEADLINE = "headline"
"""The key of what is no chapter."""
ENDS, SHORT = "。！？；：”）", 12
"""Marks that end a sentence; how long a line may be that needs none."""
MEANT = re.compile(rf"{TOKEN.pattern}|[A-Z]{{2,4}}\d\d")


@dataclass(frozen=True)
class Fault:
    """`blocks`: nothing is issued before it is mended. `key` is the chapter's."""

    key: str
    place: str
    sentence: str
    what: str
    repair: str
    blocks: bool = True

    def __str__(self):
        return f"{self.place}：“{self.sentence}”{self.what}。{self.repair}"


def faults(key: str, place: str, text: str, source: Source) -> list[Fault]:
    """Of one chapter, or of the headline, sentence by sentence."""
    found = []
    for number, said in enumerate(sentences(text), 1):
        where = f"{place}第{number}句"
        found += [Fault(key, where, said, what, repair) for what, repair in blocking(said, source)]
        found += [Fault(key, where, said, what, repair, blocks=False) for what, repair in lint(said)]
        if key != HEADLINE and said[-1] not in ENDS and len(said) > SHORT:
            found.append(Fault(key, where, said, "句末没有标点", "请补上句号。", blocks=False))
    return found


def blocking(said: str, source: Source) -> Iterator[tuple[str, str]]:
    if bracket := stray(said):
        yield f"“{bracket}”不成对或不是半角，数字标记不完整", "请写成[[MEM07]]或[[MEM07:余]]的样子"
    for token in tokens(said):
        if source.values.get(token.code, NONE).hidden:
            continue
        try:
            token.render(source)
        except Inapt as refused:
            yield refused.what, f"{refused.repair}。"
    for found in typed(blotted(said)):
        yield explained(found, said, source)


def blotted(said: str) -> str:
    """With a mark in the place of every token, or of what was meant to be one."""
    return MEANT.sub(lambda token: BLOT * len(token[0]), said)


def explained(found: Found, said: str, source: Source) -> tuple[str, str]:
    """A typed figure: equal to one of the store, unlike the one it speaks of, or of no known source."""
    if same := equal(found, said, source):
        named = f"与{CATALOGUE[same].name}（{same}）的数相同"
        return f"中的“{found.text}”没有数字来源，{named}", f"请改为[[{same}]]，以便随台账变化。"
    if meant := speaking_of(found, said):
        figure = source.values[meant].value if meant in source.values else None
        now = "不适用" if figure is None else written(figure, REGISTRY[meant].unit)
        what = f"中的“{found.text}”与台账不符：{CATALOGUE[meant].name}（{meant}）为{now}"
        return what, f"请改为[[{meant}]]。"
    return (
        f"中的“{found.text}”没有数字来源",
        "请从“未用的指标”中选一个标记换上，或删去这个数；名称里的数字请放在“”或《》内。",
    )


def equal(found: Found, said: str, source: Source) -> str:
    """The code whose figure is the typed one; of several, the one whose name the sentence holds."""
    if found.value is None:
        return ""
    unit = "%" if found.unit in ("％", "%") else found.unit
    codes = [
        code
        for code, value in source.values.items()
        if code in REGISTRY and value.value and matches(found.value, unit, value.value, REGISTRY[code].unit)
    ]
    return min(codes, key=lambda code: (-closeness(code, said), code), default="")


def matches(number: Decimal, unit: str, value: Decimal, own: str) -> bool:
    if own == "万元" and unit == "元":
        return number == value * 10_000
    return (not unit or unit == own) and written(value, own) in (f"{plain(number)}{own}", f"{number}{own}")


def speaking_of(found: Found, said: str) -> str:
    """The code whose name stands in the sentence and whose unit is the typed one's."""
    unit = "%" if found.unit in ("％", "%") else found.unit
    codes = [code for code in REGISTRY if CATALOGUE[code].unit == unit and closeness(code, said) == 1]
    return max(codes, key=lambda code: len(CATALOGUE[code].name), default="")


def closeness(code: str, said: str) -> float:
    """How much of an indicator's name stands in a sentence."""
    name = CATALOGUE[code].name
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    return sum(pair in said for pair in pairs) / (len(pairs) or 1)


def lint(said: str) -> Iterator[tuple[str, str]]:
    """Punctuation of official documents."""
    text = blotted(said)
    for mark in HALF.finditer(text):
        yield f"用了半角“{mark[0]}”", f"请改为全角“{FULL[mark[0]]}”。"
    for number in DOCUMENT.finditer(text):
        yield f"文号“{number[0]}”的年份没有用六角括号", f"请改为〔{number[1]}〕{number[2]}。"
    if SPACED.search(text):
        yield "中文之间有空格", "请删去空格。"
    if "!" in text or "！" in text:
        yield "用了感叹号", "公文不用感叹号，请改为句号。"
    for left, right in PAIRS:
        if text.count(left) != text.count(right):
            yield f"“{left}”和“{right}”不成对", "请补齐或删去。"


def lost(old: str, new: str) -> list[Token]:
    """Tokens that a text had and has no longer."""
    left = [str(token) for token in tokens(new)]
    return [token for token in tokens(old) if str(token) not in left]


def unused(texts: Iterable[str], source: Source) -> list[str]:
    """Codes that have a figure and stand nowhere in the article."""
    used = {token.code for text in texts for token in tokens(text)}
    return [
        code for code in CATALOGUE
        if code in REGISTRY and code not in used and (v := source.values.get(code)) and v.value
    ]  # fmt: skip
