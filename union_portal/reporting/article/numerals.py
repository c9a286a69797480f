"""Numbers that stand in prose: which are figures that need a source, and which are dates, articles or names.

RULES says the same for people, on the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

RULES = (
    "年份和日期：2015年、2011—2015年、3月8日、二〇一五年、上半年、第一季度",
    "条款、届次、文号：第三条、第二次、〔2015〕3号",
    "《》内的文件名、“”内的名称（内有数量的除外），以及六项机制、五步约谈法、百人以上等固定说法和热线12351",
    "单独的“一”（一个平台、进一步）",
)
UNITS = (
    "人次|万元|亿元|个百分点|百分点|公里|平方米|家|个|份|件|人|户|张|条|元|场|项|期|次|名|笔|对|天|分|支|位|种|类|组|处"
    "|台|辆|座|本|册|篇|所|套|部|批|届|倍|成|％|%|‰|多|余|年|岁|小时"
)
HAN = "〇零一二两三四五六七八九十百千万亿"
DIGITS = r"[0-9０-９]+(?:[,，.．][0-9０-９]+)*"
FIGURE = re.compile(
    rf"(?P<share>百分之[{HAN}点0-9０-９.]+)"
    rf"|(?P<digits>{DIGITS})(?P<scale>(?:[百千]|[万亿](?!元))*)(?P<vague>[多余几来]?)(?P<unit>{UNITS})?"
    rf"|(?P<han>[数几上近成]?[{HAN}]+|半数)(?P<more>[多余几来]?)(?P<of>{UNITS})"
    rf"|(?P<round>[数几上近成][百千万亿]+)"
)
ORDINAL = "条|届|次|章|节|款|项|期|号|名|季度|批|位|个|家|线"
ALLOWED = re.compile(
    r"《[^》\n]*》"
    r"|(?:19|20)\d\d(?:[—–～~至-]{1,2}(?:(?:19|20)\d\d)?)?年(?:度|底|末|初)?(?:\d{1,2}月(?:\d{1,2}日|底|末|初)?)?"
    r"|(?:19|20)\d\d(?:[—–～~至-]{1,2})(?=(?:19|20)\d\d年)"
    r"|\d{1,2}月(?:\d{1,2}日|份|底|末|初)?|\d{1,2}日"
    rf"|[〇零一二三四五六七八九]{{4}}年|[{HAN}]+月(?:[{HAN}]+日|份|底)?"
    rf"|第(?:[0-9０-９]+|[{HAN}]+)(?:{ORDINAL})"
    r"|[〔\[（(]\d{4}[〕\]）)]\d+号"
    rf"|(?:^|(?<=\n))[（(]?(?:[{HAN}]+|\d{{1,2}})[）)、.．]"
    r"|[二两三四五六七八九十](?:项机制|项制度|步约谈法?|支队伍|方联动|级|节|会|有|化|双)"
    r"|三八|五一|六一|十一|七一|12351|百人以上|十人以上|千家万户|千方百计|百年|万众|第一线|一次性"
)
QUOTED = re.compile(r"“[^”\n]*”")
LONE = "一"
VALUES = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


@dataclass(frozen=True)
class Found:
    """A figure typed in prose. `value` is None where its words tell none."""

    text: str
    at: int
    value: Decimal | None
    unit: str


def typed(text: str) -> Iterator[Found]:
    """Figures that stand in a text without a token, in order; tokens are to be blotted out before."""
    plain = ALLOWED.sub(blot, QUOTED.sub(name, text))
    for match in FIGURE.finditer(plain):
        number = match["han"]
        if number == LONE and not match["more"]:
            continue
        if number and set(number) == {LONE}:
            continue
        yield Found(match[0], match.start(), value(match), match["unit"] or match["of"] or "")


def blot(match: re.Match) -> str:
    return "＿" * len(match[0])


def name(match: re.Match) -> str:
    """Quotation marks keep a name, but hide no quantity."""
    inner = match[0][1:-1]
    quantity = any(found["unit"] or found["of"] or found["share"] for found in FIGURE.finditer(inner))
    allowed = not FIGURE.search(ALLOWED.sub(blot, inner))
    return blot(match) if allowed or not quantity else match[0]


def value(match: re.Match) -> Decimal | None:
    if match["digits"]:
        try:
            amount = Decimal(match["digits"].translate(WIDE).replace(",", ""))
        except InvalidOperation:
            return None
        for character in match["scale"]:
            amount *= POWERS[character]
        return amount
    return chinese(match["han"] or "")


def chinese(text: str) -> Decimal | None:
    """四千零五十二 → 4052; none for what holds no plain number."""
    total = section = digit = 0
    for character in text:
        if character in VALUES:
            digit = VALUES[character]
        elif character not in POWERS:
            return None
        elif (power := POWERS[character]) >= 10_000:
            total, section, digit = (total + section + digit) * power, 0, 0
        else:
            section, digit = section + (digit or 1) * power, 0
    return Decimal(total + section + digit) if text else None
