"""Figures in prose: what 万, 余, 近, 以上, 成 and 同比 may be said of, and how it is written.

A word never claims more than the figure: where it would, the figure refuses it and says what fits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from union_portal.fields import at_least, half_up

from ..measures import Value

WAN = Decimal(10_000)
NEAR = Decimal("0.95")
"""近 is said of what lacks at most a twentieth."""
MONEY = {"元": Decimal(1), "万元": WAN}


class Inapt(ValueError):
    """The form cannot be said of this figure: `what` was found, and the `repair`."""

    def __init__(self, what: str, repair: str):
        super().__init__(f"{what}，{repair}")
        self.what, self.repair = what, repair


@dataclass(frozen=True)
class Said:
    """A figure about to be written. `target` is the value stored as to be reached.

    `earlier` and `opening` are asked only by the forms that compare.
    """

    code: str
    unit: str
    value: Value
    target: Decimal | None = None
    earlier: Callable[[], Decimal | None] = lambda: None
    opening: Callable[[], Decimal | None] = lambda: None

    @property
    def amount(self) -> Decimal:
        if self.value.value is None:
            raise Inapt("没有数（不适用）", "请删去这一句")
        return self.value.value

    @property
    def exact(self) -> str:
        return written(self.amount, self.unit)


def plain(number: Decimal) -> str:
    """Without separators and closing zeros: 4052, 6.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(number: Decimal, unit: str) -> str:
    """4052人 · 6319.72万元 · 91.63%: money in 万元 with two decimals; less than all is never 100%."""
    if unit == "%":
        rounded = half_up(number, 2)
        if rounded == 100 > number:
            rounded = number.quantize(Decimal("0.01"), ROUND_FLOOR)
        return f"{plain(rounded)}%"
    if unit == "万元":
        return f"{half_up(number, 2)}万元"
    return f"{plain(half_up(number, 2 if unit == '元' else 0))}{unit}"


def usual(said: Said) -> str:
    """The form of a bare token: from 100,000 on in 万."""
    if said.unit not in ("%", "万元") and said.amount >= 10 * WAN:
        return in_wan(said)
    return said.exact


def in_wan(said: Said) -> str:
    """8.57万张; 6.06万元."""
    if said.unit in ("%", "万元"):
        raise Inapt(f"单位是{said.unit}，不能再写成“万”", f"请写[[{said.code}]]")
    return f"{half_up(said.amount / WAN, 2)}万{said.unit}"


def in_wan_yuan(said: Said) -> str:
    if said.unit not in MONEY:
        raise Inapt(f"单位是{said.unit}，不是金额", f"请写[[{said.code}]]或[[{said.code}:万]]")
    return written(said.amount * MONEY[said.unit] / WAN, "万元")


def _round(amount: Decimal, digits: int, way: str) -> Decimal:
    """To its leading digits, one or two."""
    step = Decimal(1).scaleb(amount.adjusted() - digits + 1)
    return (amount / step).quantize(Decimal(1), way) * step


def with_word(number: Decimal, word: str, unit: str) -> str:
    """1000余人次 · 2万余人次 · 20余万元 · 6万余元: the word stands before 万元, after 万."""
    if unit != "万元" and number >= WAN and number % (WAN / 100) == 0:
        return f"{plain(number / WAN)}万{word}{unit}"
    return f"{plain(number)}{word}{unit}"


def rather_more(said: Said) -> str:
    """余: down to two leading digits, one below 100. An exact number takes no 余."""
    amount = said.amount
    if said.unit == "%":
        raise Inapt("比率不用“余”", f"请写[[{said.code}]]或[[{said.code}:以上]]")
    if amount < 10:
        raise Inapt(f"现为{said.exact}，不足10不用“余”", f"请写[[{said.code}]]")
    floor = _round(amount, 2 if amount >= 100 else 1, ROUND_FLOOR)
    return with_word(floor, "余", said.unit) if floor < amount else said.exact


def nearly(said: Said) -> str:
    """近: a round number that the figure misses by at most a twentieth."""
    amount = said.amount
    if said.unit == "%":
        raise Inapt("比率不用“近”", f"请写[[{said.code}]]")
    if amount <= 0:
        raise Inapt(f"现为{said.exact}，不能写“近”", f"请写[[{said.code}]]")
    for digits in (1, 2):
        round_number = _round(amount, digits, ROUND_CEILING)
        if round_number == amount:
            return said.exact
        if amount >= NEAR * round_number:
            return "近" + with_word(round_number, "", said.unit)
    raise Inapt(f"现为{said.exact}，与整数相差超过5%", f"请写[[{said.code}]]")


def no_less(said: Said) -> str:
    """90%以上: the stored target, reached by the undivided parts. All of them is 100%, not more."""
    if said.unit != "%":
        raise Inapt("只有比率用“以上”", f"请写[[{said.code}]]或[[{said.code}:余]]")
    if said.target is None:
        raise Inapt("没有登记目标值", f"请先登记目标，或写[[{said.code}]]")
    amount, of, over = said.amount, said.value.numerator, said.value.denominator
    reached = at_least(of, over, said.target) if of is not None and over else amount >= said.target
    if not reached:
        raise Inapt(f"现为{said.exact}，没有达到{written(said.target, '%')}", f"请写[[{said.code}]]")
    return f"{written(said.target, '%')}以上" if said.target < 100 else said.exact


def tenths(said: Said) -> str:
    """3成多: tenths of a percentage, whose base the indicator states."""
    if said.unit != "%":
        raise Inapt(f"单位是{said.unit}，不是百分数，不能写“成”", f"请写[[{said.code}]]")
    whole = (said.amount / 10).quantize(Decimal(1), ROUND_FLOOR)
    if not 1 <= whole <= 9:
        raise Inapt(f"现为{said.exact}，不足1成或已是全部", f"请写[[{said.code}]]")
    return f"{whole}成{'多' if said.amount > whole * 10 else ''}"


def before(said: Said) -> Decimal:
    value = said.earlier()
    if value is None:
        raise Inapt("没有上年同期数", f"请删去同比，或写[[{said.code}]]")
    return value


def growth(said: Said) -> str:
    """增长12.3% · 下降0.5% · 持平; a rate moves by points."""
    base = before(said)
    difference = said.amount - base
    if said.unit == "%":
        return moved(difference, "个百分点", ("提高", "降低"), 2)
    if base <= 0:
        raise Inapt(f"上年同期为{written(base, said.unit)}，不能计算增幅", f"请写[[{said.code}:增减]]")
    return moved(difference / base * 100, "%", ("增长", "下降"), 1)


def change(said: Said) -> str:
    """增加57家 · 减少3家 · 持平."""
    if said.unit == "%":
        return growth(said)
    difference = said.amount - before(said)
    word = "增加" if difference > 0 else "减少"
    return f"{word}{written(abs(difference), said.unit)}" if difference else "持平"


def moved(difference: Decimal, unit: str, words: tuple[str, str], places: int) -> str:
    size = half_up(abs(difference), places)
    if not size:
        return "持平" if not difference else "基本持平"
    return f"{words[0] if difference > 0 else words[1]}{plain(size)}{unit}"


def last_year(said: Said) -> str:
    return written(before(said), said.unit)


def at_first(said: Said) -> str:
    """As it stood on the day before the period."""
    value = said.opening()
    if value is None:
        raise Inapt("没有期初数，只有时点指标有期初", f"请写[[{said.code}]]")
    return written(value, said.unit)


def aimed_at(said: Said) -> str:
    if said.target is None:
        raise Inapt("没有登记目标值", "请先登记目标，或删去这一句")
    return written(said.target, said.unit)


FORMS: dict[str, Callable[[Said], str]] = {
    "": usual,
    "准确": lambda said: said.exact,
    "万": in_wan,
    "万元": in_wan_yuan,
    "余": rather_more,
    "近": nearly,
    "以上": no_less,
    "成": tenths,
    "同比": growth,
    "增减": change,
    "上年": last_year,
    "期初": at_first,
    "目标": aimed_at,
}
"""What may stand after the colon of a token."""
