"""Whether what is kept encrypted is valid: the verdict is kept beside it, since SQL cannot read it."""

from django.core.exceptions import ValidationError
from django.db import models

from union_portal.fields import check_consistent, check_document, check_mobile


class DocumentFault(models.TextChoices):
    NUMBER = "number", "证件号码未通过校验"
    FACTS = "facts", "性别或出生日期与证件号码不一致"


def document_fault(person) -> str:
    """Of a person who has `document`, `document_type`, `born_on` and `sex`."""
    number, kind = person.document.reveal() if person.document else "", person.document_type
    born_on = person._meta.get_field("born_on").to_python(person.born_on)
    try:
        check_consistent(check_document(number, kind), kind, born_on, person.sex)
    except ValidationError as error:
        return DocumentFault.FACTS if error.code == "inconsistent" else DocumentFault.NUMBER
    return ""


def mobile_fault(person) -> bool:
    try:
        return bool(person.mobile and not check_mobile(person.mobile.reveal()))
    except ValidationError:
        return True
