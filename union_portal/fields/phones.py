"""Mobile and landline numbers (domain.md §1.5)."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from .masks import mask_mobile
from .text import compact

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(010)?[2-8]\d{7}|12351", re.ASCII)
COUNTRY = re.compile(r"^(\+|00)86")


def normalise_mobile(text: str) -> str:
    """ID-50: without country code, spaces and hyphens."""
    return COUNTRY.sub("", compact(text))


def check_mobile(text: str) -> str:
    """The normalised number, or a ValidationError (ID-50)."""
    number = normalise_mobile(text)
    if not MOBILE.fullmatch(number):
        raise ValidationError("手机号码应为11位有效号码", code="form")
    return number


def mobile_warnings(number: str, segments: Iterable[str]) -> list[str]:
    """ID-51: `segments` is the editable parameter `mobile_segments`, since segments keep being added."""
    if number.startswith(tuple(segments)):
        return []
    return [f"手机号码{mask_mobile(number)}不在已知的公众移动号段内，请核对"]


def landline_warnings(text: str) -> list[str]:
    """ID-53, from memory: a Beijing landline, or the service line 12351."""
    if LANDLINE.fullmatch(COUNTRY.sub("0", compact(text))):
        return []
    return ["座机号码一般为8位数字，可加区号010"]
