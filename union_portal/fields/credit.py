"""Unified social credit codes (GB 32100-2015; domain.md §1.3)."""

import re

from django.core.exceptions import ValidationError

from .text import compact

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = tuple(3**i % 31 for i in range(17))
FORM = re.compile(f"[{ALPHABET}]{{18}}")
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
UNION = "8"
# Registering department → categories it may register (ID-33).
CATEGORIES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    UNION: "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}


def normalise_credit_code(text: str) -> str:
    """Half width, upper case, no spaces or hyphens; I, O, S, V, Z are refused later, never guessed."""
    return compact(text)


def credit_code(body: str) -> str:
    """The full code for its first 17 characters: check = (31 − Σ value·3^i mod 31) mod 31 (ID-32)."""
    total = sum(weight * VALUES[c] for weight, c in zip(WEIGHTS, body, strict=True))
    return body + ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """GB 11714: the ninth character of an organisation code, for its first eight."""
    check = -sum(w * int(c, 36) for w, c in zip(INNER_WEIGHTS, body, strict=True)) % 11
    return "X" if check == 10 else str(check)


def check_credit_code(text: str) -> str:
    """The normalised code, or a ValidationError saying what is expected (ID-30 to ID-33)."""
    code = normalise_credit_code(text)
    if not FORM.fullmatch(code):
        raise ValidationError("统一社会信用代码应为18位，且不含I、O、S、V、Z", code="form")
    if code[1] not in CATEGORIES.get(code[0], ""):
        raise ValidationError("登记管理部门或机构类别代码不存在", code="category")
    if not code[2:8].isdigit():
        raise ValidationError("统一社会信用代码第3至8位应为数字", code="division")
    if credit_code(code[:17]) != code:
        raise ValidationError("统一社会信用代码校验位不正确", code="check")
    return code


def check_employer_code(text: str) -> str:
    """ID-34: an employer never carries a union's code."""
    code = check_credit_code(text)
    if code[0] == UNION:
        raise ValidationError("用人单位不应填写工会的代码", code="holder")
    return code


def check_union_code(text: str) -> str:
    """ID-34: a union registered as a legal person carries 81 or 89."""
    code = normalise_credit_code(text)
    if FORM.fullmatch(code) and code[0] != UNION:
        raise ValidationError("工会法人代码应以81或89开头", code="holder")
    return check_credit_code(code)


def credit_warnings(code: str) -> list[str]:
    """ID-35, from memory and therefore a warning: the organisation code inside has its own check."""
    if organisation_check(code[8:16]) != code[16]:
        return ["主体标识码校验位不符，请核对执照"]
    return []
