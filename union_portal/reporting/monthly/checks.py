"""The rules a monthly report is checked by: declared here, sent to the page as JSON, kept by both alike.

`static/month-checks.js` holds the same functions by the same names; `tests/test_month_checks.py` drives
both through one table. All arithmetic is in whole hundredths, so that both round alike.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from ..catalogue import CATALOGUE, EXACT_UNITS
from ..identities import IDENTITIES, Identity
from ..indicators import REGISTRY
from .declared import Declared
from .form import MONTHLY

BLANK, ABSENT = "", "-"
"""How a value that is no number is written: not filled in; 不适用."""
NONE = {"不适用", "无此项", "-", "—", "/"}
WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")

Rule = dict[str, Any]
Facts = dict[str, Any]
"""`values`: texts by code. `past`: earlier months' texts by code, the latest first, None where unknown.
`terms`: amounts of identities by their key."""


@dataclass(frozen=True)
class Finding:
    """`level`: blank and hard keep a report from being handed in; soft asks for a reason."""

    code: str
    level: str
    rule: str
    text: str


def normal(text: str) -> str:
    """What was typed, as it is kept: no thousands' commas, no full-width digits, 不适用 as one mark."""
    plain = re.sub(r"[\s,]", "", text.translate(WIDE))
    return ABSENT if plain in NONE else plain


def hundredths(text: str | None) -> int | None:
    """180 → 18000; None for what is no number of at most two decimals."""
    found = re.fullmatch(r"(\d{1,13})(?:\.(\d{1,2}))?", text or "", re.ASCII)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def said(amount: int) -> str:
    """18000 → 180; 3860 → 38.6."""
    whole, rest = divmod(amount, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else f"{whole}"


def check(rules: list[Rule], facts: Facts) -> list[Finding]:
    """All that is blank or wrong; of what only asks for a reason, the first of each figure."""
    found = [finding for rule in rules for finding in KINDS[rule["kind"]](rule, facts)]
    wrong = {one.code for one in found if one.level != "soft"}
    firm = [one for one in found if one.level != "soft"]
    soft: dict[str, Finding] = {}
    for one in found:
        if one.level == "soft" and one.code not in wrong:
            soft.setdefault(one.code, one)
    return [*firm, *soft.values()]


# --- hard


def _filled(rule: Rule, facts: Facts) -> Iterator[Finding]:
    if facts["values"].get(rule["code"], BLANK) == BLANK:
        yield Finding(rule["code"], "blank", "filled", "未填，没有发生填0")


def _format(rule: Rule, facts: Facts) -> Iterator[Finding]:
    typed = facts["values"].get(rule["code"], BLANK)
    if typed in (BLANK, ABSENT):
        return
    amount = hundredths(typed)
    if amount is None or not rule["decimals"] and amount % 100:
        form = "0或正数，最多两位小数" if rule["decimals"] else "0或正整数"
        yield Finding(
            rule["code"], "hard", "format", f"应填{form}，现为“{typed[:20]}”；没有这项业务填“不适用”"
        )
    elif amount > rule["most"]:
        most, now = said(rule["most"]), said(amount)
        yield Finding(rule["code"], "hard", "format", f"应不超过{most}{rule['unit']}，现为{now}")


def _within(rule: Rule, facts: Facts) -> Iterator[Finding]:
    part, whole = (hundredths(facts["values"].get(rule[side])) for side in ("part", "whole"))
    if part is not None and whole is not None and part > whole:
        told = f"{rule['name']}{said(part)}，多于{rule['of']}{said(whole)}"
        yield Finding(rule["part"], rule["level"], "within", told)


def _balance(rule: Rule, facts: Facts) -> Iterator[Finding]:
    sides = [_come_to(rule[side], facts["terms"]) for side in ("left", "right")]
    if None in sides:
        return
    difference = (sides[0] or 0) - (sides[1] or 0)
    if difference > 0 or difference and not rule["at_most"]:
        told = rule["fault"].replace("{d}", said(abs(difference)))
        yield Finding(rule["code"], "hard", "balance", told)


def _come_to(terms: list, amounts: dict[str, str]) -> int | None:
    total = 0
    for key, sign in terms:
        amount = hundredths(amounts.get(key))
        if amount is None:
            return None
        total += sign * amount
    return total


# --- soft


def _surge(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """More than `times` the mean of the `months` before, of which at least half are known. Below `least`,
    in hundredths, it is chance."""
    for code, now, past in _figures(rule, facts):
        known = [amount for amount in past[: rule["months"]] if amount is not None]
        total = sum(known)
        if 2 * len(known) < rule["months"] or not total or now < rule["least"]:
            continue
        if now * len(known) <= rule["times"] * total:
            continue
        mean = (20 * total + 100 * len(known)) // (200 * len(known)) * 10
        ratio = (now * len(known) * 10 + total // 2) // total * 10
        yield Finding(code, "soft", "surge", f"是近{len(known)}个月均值{said(mean)}的{said(ratio)}倍，请说明")


def _sudden_zero(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for code, now, past in _figures(rule, facts):
        before = past[: rule["months"]]
        if now == 0 and len(before) == rule["months"] and all(before):
            yield Finding(code, "soft", "sudden_zero", f"前{rule['months']}个月都有，本月为0，请说明")


def _hundred(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for code, now, past in _figures(rule, facts):
        if [now, *past[: rule["rounds"] - 1]] == [10_000] * rule["rounds"]:
            yield Finding(code, "soft", "hundred", f"连续{rule['rounds']}期正好100%，请说明")


def _swing(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """SP-76. `least`: a smaller difference in hundredths is chance, whatever its share."""
    for code, now, past in _figures(rule, facts):
        before = past[0] if past else None
        if not before or abs(now - before) < rule["least"]:
            continue
        if abs(now - before) * 100 > rule["percent"] * before:
            share = (abs(now - before) * 200 + before) // (2 * before)
            way = "增加" if now > before else "减少"
            yield Finding(code, "soft", "swing", f"比上月{way}{share}%，请说明")


def _figures(rule: Rule, facts: Facts) -> Iterator[tuple[str, int, list[int | None]]]:
    for code in rule["codes"]:
        now = hundredths(facts["values"].get(code))
        if now is not None:
            yield code, now, [hundredths(text) for text in facts["past"].get(code, [])]


KINDS: dict[str, Callable[[Rule, Facts], Iterator[Finding]]] = {
    "filled": _filled,
    "format": _format,
    "within": _within,
    "balance": _balance,
    "surge": _surge,
    "sudden_zero": _sudden_zero,
    "hundred": _hundred,
    "swing": _swing,
}

# --- what the monthly form is checked by

PARTS = (
    ("ORG08", "ORG07", "hard"),
    ("MEM02", "MEM01", "hard"),
    ("STA02", "STA01", "hard"),
    ("MEM22", "MEM02", "soft"),
    ("DIS02", "DIS01", "soft"),
)
"""Part and whole. A case taken on one month may be settled the next, and a card outlives a membership:
those only ask for a reason (V08, V11)."""


@cache
def rules() -> list[Rule]:
    """Of the monthly form, in the order in which their findings are told."""
    typed = [one for one in map(REGISTRY.get, MONTHLY.typed) if isinstance(one, Declared)]
    rates = [code for code in MONTHLY.codes if CATALOGUE[code].unit == "%"]
    return [
        *({"kind": "filled", "code": one.code} for one in typed),
        *(
            {
                "kind": "format", "code": one.code, "unit": one.unit,
                "decimals": EXACT_UNITS.get(one.unit, 0), "most": int(one.most * 100),
            }
            for one in typed
        ),
        *(
            {
                "kind": "within", "part": part, "whole": whole, "level": level,
                "name": CATALOGUE[part].name, "of": CATALOGUE[whole].name,
            }
            for part, whole, level in PARTS
        ),
        *map(balance, identities()),
        {"kind": "surge", "times": 3, "months": 6, "least": 500, "codes": MONTHLY.codes},
        {"kind": "sudden_zero", "months": 6, "codes": MONTHLY.codes},
        {"kind": "hundred", "rounds": 3, "codes": rates},
        {"kind": "swing", "percent": 30, "least": 1000, "codes": MONTHLY.codes},
    ]  # fmt: skip


def identities() -> list[Identity]:
    """Those that begin with a figure of the form."""
    return [one for one in IDENTITIES.values() if one.left[0].code in MONTHLY.automatic]


def balance(identity: Identity) -> Rule:
    sides = {
        name: [[key(term), -1 if term.minus else 1] for term in terms]
        for name, terms in (("left", identity.left), ("right", identity.right))
    }
    return {
        "kind": "balance", "code": identity.left[0].code, **sides,
        "at_most": identity.at_most, "fault": identity.fault,
    }  # fmt: skip


def key(term) -> str:
    return f"{term.code}{':' + term.group if term.group else ''}{'@opening' if term.opening else ''}"


def text(value: Decimal | None) -> str | None:
    """A number as rules read it: at most two decimals, none that are zero."""
    if value is None:
        return None
    return said(int((value * 100).to_integral_value()))
