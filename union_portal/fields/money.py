"""Money is stored in yuan and shown in 万元; a rate comes from its two parts (GN-21 to GN-23)."""

from decimal import ROUND_HALF_UP, Decimal

from .text import half_width

WAN = Decimal(10_000)
DECORATION = str.maketrans("", "", ",¥￥")


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """So many decimals, a half rounds away from zero, as accountants do; `format` would round it to even."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def to_wan(yuan: Decimal | int) -> Decimal:
    """万元 with two decimals (GN-21)."""
    return half_up(Decimal(yuan) / WAN)


def rate(numerator: Decimal | int, denominator: Decimal | int) -> Decimal | None:
    """Per cent with two decimals; None (不适用) where there is nothing to divide by (GN-22)."""
    return half_up(Decimal(numerator) * 100 / Decimal(denominator)) if denominator else None


def at_least(numerator: Decimal | int, denominator: Decimal | int, percent: Decimal | int) -> bool | None:
    """“90%以上”, compared on the unrounded ratio (GN-23); None where there is nothing to divide by."""
    return Decimal(numerator) * 100 >= Decimal(percent) * Decimal(denominator) if denominator else None


def plain_money(text: str) -> str:
    """1，234.50元 as people paste it → 1234.50."""
    return half_width(text).translate(DECORATION).strip().removesuffix("元").strip()
