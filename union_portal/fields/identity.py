"""Identity documents (domain.md §1.1, §1.2): form, check character, and the facts a number states."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from .masks import mask_document
from .text import compact


class DocumentType(TextChoices):
    RIC = "RIC", "居民身份证"
    RP_HK = "RP_HK", "港澳居民居住证（香港）"
    RP_MO = "RP_MO", "港澳居民居住证（澳门）"
    RP_TW = "RP_TW", "台湾居民居住证"
    FPR = "FPR", "外国人永久居留身份证"
    HMP = "HMP", "港澳居民来往内地通行证"
    TMP = "TMP", "台湾居民来往大陆通行证"
    PASSPORT = "PASSPORT", "护照"
    OTHER = "OTHER", "其他证件"


UNCHECKED = (DocumentType.HMP, DocumentType.TMP, DocumentType.PASSPORT, DocumentType.OTHER)
"""Kinds whose numbers have no check character and tell neither birth nor sex (ID-02)."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
ZEROS = sum(WEIGHTS) * ord("0")
EIGHTEEN = re.compile(r"\d{17}[\dX]", re.ASCII)
FIFTEEN = re.compile(r"\d{15}", re.ASCII)
OLD_FPR = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
EARLIEST = dt.date(1900, 1, 1)
# First two digits of a resident's number (ID-15); abolished counties keep theirs, so no more is checked.
ASSIGNED = (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))
REGIONS = frozenset(map(str, (*ASSIGNED, 71, 81, 82, 83)))
RESIDENCE_PREFIX = {DocumentType.RP_HK: "810000", DocumentType.RP_MO: "820000", DocumentType.RP_TW: "830000"}
NOUNS = {
    DocumentType.RIC: "身份证",
    DocumentType.FPR: "永久居留身份证",
    **dict.fromkeys(RESIDENCE_PREFIX, "居住证"),
}
# Forms known from memory only: they warn, never refuse (§0.1, ID-02).
FOREIGN_FORMS: dict[str, tuple[str, str]] = {
    DocumentType.HMP: (r"[HM]\d{8}(\d{2})?", "H或M加8位或10位数字"),
    DocumentType.TMP: (r"\d{8}", "8位数字"),
    DocumentType.PASSPORT: (r"[A-Z0-9]{5,17}", "5至17位字母或数字"),
}


@dataclass(frozen=True)
class DocumentFacts:
    """What a number says about its holder. `sex` is "M" or "F"; `region` the county of first issue."""

    birth: dt.date
    sex: str
    region: str


def normalise_document(text: str) -> str:
    """ID-10: half width, upper case, no spaces or hyphens."""
    return compact(text)


def check_character(body: str) -> str:
    """GB 11643: the 18th character for the first 17 digits."""
    return CHECK_CHARACTERS[(sum(map(mul, WEIGHTS, body[:17].encode())) - ZEROS) % 11]


def check_document(text: str, kind: str = DocumentType.RIC) -> str:
    """The normalised number, or a ValidationError saying what is expected (ID-10 to ID-15)."""
    number = normalise_document(text)
    if kind not in NOUNS:
        if not (4 <= len(number) <= 32 and number.isprintable()):
            raise ValidationError("证件号码应为4至32个字符", code="form")
    elif not (kind == DocumentType.FPR and OLD_FPR.fullmatch(number)):
        _check_eighteen(number, DocumentType(kind))
    return number


def document_facts(number: str, kind: str = DocumentType.RIC) -> DocumentFacts | None:
    """Birth date and sex from a checked, normalised number; None where the document states none."""
    if kind not in NOUNS or not EIGHTEEN.fullmatch(number):
        return None
    birth = _date(number[6:14])
    return DocumentFacts(birth, "M" if int(number[16]) % 2 else "F", number[:6]) if birth else None


def check_consistent(number: str, kind: str, birth: dt.date | None, sex: str) -> None:
    """ID-16: the typed birth date and sex ("M" or "F", blank if not given) are those of the number."""
    facts = document_facts(number, kind)
    if facts and ((birth and birth != facts.birth) or (sex and sex != facts.sex)):
        raise ValidationError("性别/出生日期与身份证号码不一致", code="inconsistent")


def check_joining_age(birth: dt.date, day: dt.date) -> None:
    """ID-17: members are at least 16 on the day of admission."""
    if age_on(birth, day) < 16:
        raise ValidationError("年满16周岁方可作为职工入会", code="age")


def age_on(birth: dt.date, day: dt.date) -> int:
    """Full years of life on `day`."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def document_warnings(number: str, kind: str = DocumentType.RIC) -> list[str]:
    """Doubts about a checked, normalised number that never block saving."""
    if kind == DocumentType.RIC and number[:6] in RESIDENCE_PREFIX.values():
        return ["该号码属于港澳台居民居住证，请核对证件类型"]
    pattern, form = FOREIGN_FORMS.get(kind, ("", ""))
    if pattern and not re.fullmatch(pattern, number, re.ASCII):
        return [f"{DocumentType(kind).label}号码一般为{form}，请核对：{mask_document(number)}"]
    return []


def convert_15(text: str) -> str:
    """ID-18, import tool only: a first-generation number in its 18 characters, checked."""
    number = normalise_document(text)
    if not FIFTEEN.fullmatch(number):
        raise ValidationError("旧身份证号码应为15位数字", code="form")
    body = number[:6] + "19" + number[6:]
    return check_document(body + check_character(body))


def _check_eighteen(number: str, kind: DocumentType) -> None:
    if kind == DocumentType.RIC and FIFTEEN.fullmatch(number):
        raise ValidationError("15位身份证号码已停用，请填写18位号码", code="fifteen")
    if not EIGHTEEN.fullmatch(number):
        raise ValidationError(f"{NOUNS[kind]}号码应为18位（末位可为X）", code="form")
    _check_region(number, kind)
    birth = _date(number[6:14])
    if birth is None or not EARLIEST <= birth <= dt.date.today():
        raise ValidationError(f"{NOUNS[kind]}号码中的出生日期无效", code="birth")
    if check_character(number) != number[17]:
        raise ValidationError(f"{NOUNS[kind]}号码校验位不正确，请核对", code="check")


def _check_region(number: str, kind: DocumentType) -> None:
    if kind in RESIDENCE_PREFIX:
        if not number.startswith(RESIDENCE_PREFIX[kind]):
            raise ValidationError(f"{kind.label}号码应以{RESIDENCE_PREFIX[kind]}开头", code="region")
    elif kind == DocumentType.FPR:
        if number[0] != "9":
            raise ValidationError("永久居留身份证号码应以9开头", code="region")
    elif number[:2] not in REGIONS:
        raise ValidationError(f"身份证号码前两位{number[:2]}不是有效的地区代码", code="region")


@lru_cache(maxsize=40_000)
def _date(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
