"""What a roster need not say: an identity number states birth and sex, and contradicts what was typed."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError

from union_portal.fields import DocumentType, check_consistent, document_facts
from union_portal.pinyin import name_initials

REPAIR = "请核对证件原件；证件号码正确时，性别和出生日期可以不填"


def complete_people(columns: dict[str, list]) -> Iterator[tuple[str, int, str, str]]:
    """Fills `sex`, `born_on` and `initials`; yields (column, row, why, repair) where they
    contradict (ID-16)."""
    if names := columns.get("name"):
        columns["initials"] = [name and name_initials(name) for name in names]
    numbers = columns.get("document")
    if not numbers:
        return
    none = [None] * len(numbers)
    kinds = columns.get("document_type", none)
    sexes, births = (columns.setdefault(name, [*none]) for name in ("sex", "born_on"))
    for row, (number, kind) in enumerate(zip(numbers, kinds, strict=True)):
        kind = kind or DocumentType.RIC
        facts = document_facts(number, kind) if number else None
        if not facts or (births[row], sexes[row]) == (facts.birth, facts.sex):
            continue
        try:
            check_consistent(number, kind, births[row], sexes[row] or "")
        except ValidationError as error:
            wrong = "born_on" if births[row] and births[row] != facts.birth else "sex"
            yield wrong, row, error.messages[0], REPAIR
        sexes[row], births[row] = facts.sex, facts.birth
