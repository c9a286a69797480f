"""Administrative division codes (ID-40): form and level; whether a code exists, a table decides."""

from django.core.exceptions import ValidationError

from .identity import REGIONS
from .text import compact, digits

PROVINCES = REGIONS - {"83"}


def check_division(text: str) -> str:
    """The padded code: 6 digits to district, 9 to township, 12 to village or community."""
    code = compact(text)
    if not digits(code, 6, 9, 12) or code[:2] not in PROVINCES:
        raise ValidationError("行政区划代码不存在或已停用", code="form")
    return code


def division_level(code: str) -> str:
    """province, city, district, township or village, read from a checked code."""
    if len(code) == 12 and not code.endswith("000"):
        return "village"
    if len(code) > 6 and code[6:9] != "000":
        return "township"
    if code[4:6] != "00":
        return "district"
    return "province" if code[2:4] == "00" else "city"
