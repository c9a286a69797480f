"""Model fields that keep sensitive values encrypted, and the index that finds them again."""

import base64
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from .bankcards import check_bank_card, normalise_bank_card
from .crypto import blind_index, blind_index_column, encrypt_column
from .identity import DocumentType, check_document, normalise_document
from .masks import mask_bank_card, mask_document, mask_hidden, mask_mobile
from .money import half_up, plain_money
from .phones import check_mobile, normalise_mobile
from .plain import PublicPath
from .secret import Secret, SecretFormField

SERIALISED = "cipher:"
SERIALISED_INDEX = "index:"
AMOUNT = re.compile(r"-?\d{1,14}\.\d\d", re.ASCII)


class SecretAttribute(DeferredAttribute):
    """Assigning plain text wraps it."""

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = self.field.wrap(value)


class EncryptedField(PublicPath, models.Field):
    """Text kept encrypted as bytea; on the instance it is a `Secret`, empty is None.

    `context` defaults to "table.column", and is authenticated with every value: set it to the old
    name when a table or column is renamed. Subclasses say how to normalise, check and mask.
    """

    description = "加密文本"
    descriptor_class = SecretAttribute
    empty_strings_allowed = False
    mask = staticmethod(mask_hidden)

    def __init__(self, *args, context: str = "", **kwargs):
        self.given_context = self.context = context
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.given_context:
            kwargs["context"] = self.given_context
        return name, path, args, kwargs

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        self.context = self.given_context or f"{cls._meta.db_table}.{self.column}"

    def check(self, **kwargs):
        errors = super().check(**kwargs)
        if self.unique or self.db_index or self.primary_key:
            hint = "请把唯一性和索引放在BlindIndexField上"
            errors.append(checks.Error("加密字段不能作唯一键或索引", hint=hint, obj=self, id="fields.E901"))
        return errors

    def get_internal_type(self):
        return "BinaryField"

    def normalise(self, text) -> str:
        return text.strip()

    def check_plain(self, plain: str, instance) -> None:
        """Raises ValidationError unless the normalised plaintext is valid."""

    def wrap(self, value):
        """A Secret for plain text, None for blanks; what is no plain text stays as it is."""
        if value is None or isinstance(value, Secret) or hasattr(value, "resolve_expression"):
            return value
        plain = self.normalise(value)
        return Secret(plain, self.mask) if plain else None

    def to_python(self, value):
        """Reads fixtures too. Assigned text is never taken for ciphertext."""
        if isinstance(value, str) and value.startswith(SERIALISED):
            return self._open(base64.b64decode(value.removeprefix(SERIALISED)))
        return self.wrap(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else self._open(bytes(value))

    def _open(self, blob: bytes) -> Secret:
        return Secret(None, self.mask, blob=blob, context=self.context)

    def get_prep_value(self, value):
        return self.wrap(super().get_prep_value(value))

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        if isinstance(value, Secret):
            return connection.Database.Binary(value.sealed(self.context))
        return value

    def to_copy(self, plain: str) -> bytes:
        """The column's bytes for bulk loading with COPY."""
        return Secret(self.normalise(plain), self.mask).sealed(self.context)

    def column_to_copy(self, plains: Sequence[str | None]) -> list[bytes | None]:
        """As `to_copy`, for normalised values at once."""
        return encrypt_column(plains, self.context)

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value is None:
            return
        self.check_plain(value.reveal(), model_instance)
        for index in model_instance._meta.local_fields if model_instance else ():
            if isinstance(index, BlindIndexField) and index.source == self.name and index.unique:
                index.check_free(value, model_instance)

    def run_validators(self, value):
        super().run_validators(value.reveal() if isinstance(value, Secret) else value)

    def value_to_string(self, obj):
        """Fixtures and dumps carry the ciphertext."""
        value = self.value_from_object(obj)
        return value and SERIALISED + base64.b64encode(value.sealed(self.context)).decode()

    def formfield(self, **kwargs):
        kwargs.setdefault("form_class", SecretFormField)
        if issubclass(kwargs["form_class"], SecretFormField):
            kwargs["wrap"] = self.wrap
        return super().formfield(**kwargs)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(
                f"加密字段“{self.verbose_name}”不能按{lookup_name}查询，只能判断是否为空；请查询它的盲索引列"
            )
        return super().get_lookup(lookup_name)


class EncryptedTextField(EncryptedField):
    """Free text such as an illness; shown as ****** everywhere."""


class EncryptedMoneyField(EncryptedField):
    """A sum in yuan; `Decimal(secret.reveal())` has two decimals."""

    description = "加密金额"

    def normalise(self, text) -> str:
        text = plain_money(str(text))
        try:
            return str(half_up(Decimal(text))) if text else ""
        except ArithmeticError:
            return text

    def check_plain(self, plain, instance):
        if not AMOUNT.fullmatch(plain):
            raise ValidationError("金额应为数字，单位为元", code="form")
        if plain.startswith("-"):
            raise ValidationError("金额不能为负数", code="negative")


class DocumentField(EncryptedField):
    """An identity document's number; `type_field` names the column that holds its DocumentType."""

    description = "证件号码"
    mask = staticmethod(mask_document)

    def __init__(self, *args, type_field: str = "", **kwargs):
        self.type_field = type_field
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.type_field:
            kwargs["type_field"] = self.type_field
        return name, path, args, kwargs

    def normalise(self, text):
        return normalise_document(text)

    def check_plain(self, plain, instance):
        kind = getattr(instance, self.type_field, "") if self.type_field else ""
        check_document(plain, kind or DocumentType.RIC)


class MobileField(EncryptedField):
    description = "手机号码"
    mask = staticmethod(mask_mobile)

    def normalise(self, text):
        return normalise_mobile(text)

    def check_plain(self, plain, instance):
        check_mobile(plain)


class BankCardField(EncryptedField):
    description = "银行卡号"
    mask = staticmethod(mask_bank_card)

    def normalise(self, text):
        return normalise_bank_card(text)

    def check_plain(self, plain, instance):
        check_bank_card(plain)


class BlindIndexField(PublicPath, models.Field):
    """The keyed hash of an encrypted column, for equality and uniqueness (D40).

    Written with every save from `source`; `filter(document_index="110115…")` hashes what it is given.
    `update()` and `save(update_fields=…)` of the source must name this column too.
    """

    description = "盲索引"
    empty_strings_allowed = False

    def __init__(self, *args, source: str = "", **kwargs):
        self.source = source
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, private_only=False):
        """A refusal names the column that people know."""
        super().contribute_to_class(cls, name, private_only)
        source = next((f for f in cls._meta.local_fields if f.name == self.source), self)
        self.verbose_name = source.verbose_name

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        return name, path, args, {**kwargs, "source": self.source}

    def get_internal_type(self):
        return "BinaryField"

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.source)
        index = None if value is None else self.to_copy(value.reveal())
        setattr(model_instance, self.attname, index)
        return index

    def to_copy(self, plain: str) -> bytes:
        """The column's bytes for bulk loading, and for looking a value up."""
        source = cast(EncryptedField, self.model._meta.get_field(self.source))
        return blind_index(source.normalise(plain), source.context)

    def column_to_copy(self, plains: Sequence[str | None]) -> list[bytes | None]:
        """As `to_copy`, for normalised values at once."""
        source = cast(EncryptedField, self.model._meta.get_field(self.source))
        return blind_index_column(plains, source.context)

    def check_free(self, value: Secret, instance) -> None:
        """Uniqueness as the source's own error: this column takes no part in forms."""
        model = type(instance)
        if model._default_manager.filter(**{self.name: value}).exclude(pk=instance.pk).exists():
            raise instance.unique_error_message(model, (self.name,))

    def to_python(self, value):
        """Reads fixtures."""
        return bytes.fromhex(value.removeprefix(SERIALISED_INDEX)) if isinstance(value, str) else value

    def from_db_value(self, value, expression, connection):
        return None if value is None else bytes(value)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        if isinstance(value, Secret):
            value = value.reveal()
        return self.to_copy(value) if isinstance(value, str) else value

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        return connection.Database.Binary(value) if isinstance(value, bytes) else value

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return value and SERIALISED_INDEX + value.hex()
