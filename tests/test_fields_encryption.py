"""Sensitive values: encrypted in the database, masked wherever they are printed, found by a keyed hash."""

import copy
import pickle
from decimal import Decimal

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.template import Context, Template
from django.test import override_settings
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import DOCUMENT, MASK, OTHER, Sample, stored
from union_portal import fields
from union_portal.fields import Secret

CONTEXT = "members_member.document"
CIPHERS = ["AES-256-GCM", "SM4-GCM"]


# --- the cipher


@pytest.mark.parametrize("cipher", CIPHERS)
@given(plain=st.text(st.characters(codec="utf8"), max_size=60))
def test_what_is_encrypted_decrypts(cipher, plain):
    with override_settings(FIELD_CIPHER=cipher):
        assert fields.decrypt(fields.encrypt(plain, CONTEXT), CONTEXT) == plain


@pytest.mark.parametrize("cipher", CIPHERS)
@given(data=st.data())
def test_no_changed_byte_goes_unnoticed(cipher, data):
    with override_settings(FIELD_CIPHER=cipher):
        blob = bytearray(fields.encrypt(DOCUMENT, CONTEXT))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(fields.DecryptionError):
        fields.decrypt(bytes(blob), CONTEXT)


@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_refused_without_another_error(blob):
    with pytest.raises(fields.DecryptionError, match="密文无法解密"):
        fields.decrypt(blob, CONTEXT)


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(fields.DecryptionError):
        fields.decrypt(fields.encrypt(DOCUMENT, CONTEXT), "members_member.card")


def test_one_value_never_has_the_same_ciphertext_twice():
    assert len({fields.encrypt(DOCUMENT, CONTEXT) for _ in range(100)}) == 100


def test_old_rows_open_after_the_cipher_and_the_key_have_changed():
    old, new = "11" * 32, "33" * 32
    with override_settings(FIELD_KEY=old, FIELD_CIPHER="AES-256-GCM"):
        blob = fields.encrypt(DOCUMENT, CONTEXT)
    with override_settings(FIELD_KEY=f"{old},{new}", FIELD_CIPHER="SM4-GCM"):
        assert fields.decrypt(blob, CONTEXT) == DOCUMENT
        assert not fields.is_current(blob)
        assert fields.is_current(fields.encrypt(DOCUMENT, CONTEXT))
    with override_settings(FIELD_KEY=new), pytest.raises(fields.DecryptionError):
        fields.decrypt(blob, CONTEXT)


def test_a_column_opens_whatever_each_value_was_encrypted_with():
    blobs: list = [None]
    for cipher in (*CIPHERS, *CIPHERS):
        with override_settings(FIELD_CIPHER=cipher):
            blobs += [fields.encrypt(f"{DOCUMENT}{cipher}", CONTEXT), None]

    opened = fields.decrypt_column(map(lambda blob: blob and memoryview(blob), blobs), CONTEXT)

    assert opened == [blob and fields.decrypt(blob, CONTEXT) for blob in blobs]


@given(st.lists(st.none() | st.text()))
@pytest.mark.parametrize("cipher", CIPHERS)
def test_a_column_is_sealed_and_indexed_at_once_as_one_value_at_a_time(cipher, values):
    with override_settings(FIELD_CIPHER=cipher):
        sealed = fields.encrypt_column(values, CONTEXT)
        indexes = [None if value is None else fields.blind_index(value, CONTEXT) for value in values]

        assert fields.decrypt_column(sealed, CONTEXT) == values
        assert len({blob for blob in sealed if blob}) == sum(value is not None for value in values)
        assert fields.blind_index_column(values, CONTEXT) == indexes


@given(st.binary(max_size=60))
def test_a_column_with_one_wrong_value_does_not_open(blob):
    with pytest.raises(fields.DecryptionError, match="密文无法解密"):
        fields.decrypt_column([fields.encrypt(DOCUMENT, CONTEXT), blob], CONTEXT)


@pytest.mark.parametrize("cipher", CIPHERS)
def test_the_blind_index_depends_on_value_column_and_key(cipher):
    with override_settings(FIELD_CIPHER=cipher):
        index = fields.blind_index(DOCUMENT, CONTEXT)
        assert len(index) == 32
        assert index == fields.blind_index(DOCUMENT, CONTEXT)
        assert index != fields.blind_index(OTHER, CONTEXT)
        assert index != fields.blind_index(DOCUMENT, "members_member.mobile")
        with override_settings(INDEX_KEY="44" * 32):
            assert index != fields.blind_index(DOCUMENT, CONTEXT)


# --- the value in memory


def test_a_secret_shows_its_mask_wherever_it_is_printed():
    secret = Sample(document=DOCUMENT).document

    printed = [str(secret), repr(secret), f"{secret}", f"{secret:>20}", f"{[secret]}", f"{secret!r}"]

    assert [text.strip(" []") for text in printed] == [MASK] * 6
    assert Template("{{ secret }}").render(Context({"secret": secret})) == MASK
    assert secret.reveal() == DOCUMENT


def test_secrets_are_equal_by_plaintext_and_are_not_pickled():
    secret = Sample(document=DOCUMENT).document

    assert secret == Sample(document=" 110115 19900307-9989").document == DOCUMENT
    assert secret != Sample(document=OTHER).document
    assert copy.deepcopy(secret) is secret
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)


def test_empty_is_none():
    assert Sample(document=" ", mobile="", illness=None).document is None


# --- the database


def test_the_database_holds_ciphertext_and_gives_the_value_back(table):
    Sample.objects.create(
        document=DOCUMENT, mobile="+86 13800000000", card="6220000000000001", income="1,234.5元"
    )

    sample = Sample.objects.get()

    [blob] = stored("document")
    assert DOCUMENT.encode() not in blob
    assert fields.decrypt(blob, "fields_sample.document") == DOCUMENT
    assert (str(sample.mobile), str(sample.card), str(sample.income)) == ("138****0000", "****0001", "******")
    assert sample.mobile.reveal() == "13800000000"
    assert Decimal(sample.income.reveal()) == Decimal("1234.50")
    assert sample.illness is None


def test_saving_unchanged_keeps_the_ciphertext(table):
    Sample.objects.create(document=DOCUMENT)
    before = stored("document")
    sample = Sample.objects.get()
    assert str(sample.document) == MASK

    sample.save()
    assert stored("document") == before

    sample.document = OTHER
    sample.save()
    assert stored("document") != before
    assert Sample.objects.get().document == OTHER


def test_a_document_is_found_by_its_keyed_hash(table):
    first = Sample.objects.create(document=DOCUMENT)
    Sample.objects.create(document=OTHER)

    assert Sample.objects.get(document_index="110115 1990 0307 9989") == first
    assert Sample.objects.get(document_index=first.document) == first
    assert Sample.objects.filter(document_index__in=[DOCUMENT, OTHER.lower()]).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(document=DOCUMENT.replace("0", "０"))


def test_the_hash_follows_the_value_through_every_kind_of_save(table):
    sample = Sample.objects.create(document=DOCUMENT)
    donor = Sample.objects.create(document=OTHER)
    donor_document = Sample.objects.get(pk=donor.pk).document
    donor.delete()

    sample.document = donor_document
    sample.save()
    assert Sample.objects.get(document_index=OTHER) == sample

    sample.document = None
    sample.save()
    assert stored("document_index") == [None]

    Sample.objects.bulk_create([Sample(document=DOCUMENT)])
    assert Sample.objects.filter(document_index=DOCUMENT).exists()


def test_bytes_made_for_copy_are_those_a_save_would_make(table):
    document, index = Sample._meta.get_field("document"), Sample._meta.get_field("document_index")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fields_sample (kind, document, document_index, paid, change)"
            " VALUES ('RIC', %s, %s, 0, 0)",
            [document.to_copy(" 110115199003079989"), index.to_copy("110115-199003079989")],
        )

    assert Sample.objects.get(document_index=DOCUMENT).document == DOCUMENT


@pytest.mark.parametrize("lookup", ["document", "document__contains", "document__in", "mobile__startswith"])
def test_an_encrypted_column_cannot_be_searched(table, lookup):
    with pytest.raises(FieldError, match="只能判断是否为空；请查询它的盲索引列"):
        Sample.objects.filter(**{lookup: DOCUMENT}).exists()
    assert not Sample.objects.filter(document__isnull=False).exists()


def test_update_and_bulk_update_encrypt(table):
    sample = Sample.objects.create(document=DOCUMENT)
    Sample.objects.update(illness="甲")
    assert Sample.objects.get().illness == "甲"

    sample.illness = "乙"
    Sample.objects.bulk_update([sample], ["illness"])
    assert Sample.objects.get().illness == "乙"
    assert "乙".encode() not in stored("illness")[0]


def test_a_dump_carries_ciphertext_that_reads_back_as_the_value(table):
    sample = Sample.objects.create(document=DOCUMENT, illness="甲")

    [dumped] = serializers.serialize("python", [sample])

    for name, plain in (("document", DOCUMENT), ("illness", "甲")):
        assert dumped["fields"][name].startswith("cipher:")
        assert Sample._meta.get_field(name).to_python(dumped["fields"][name]) == plain
    index = Sample._meta.get_field("document_index")
    assert index.to_python(dumped["fields"]["document_index"]) == index.to_copy(DOCUMENT)


def test_typed_text_is_never_taken_for_ciphertext_or_a_hash(table):
    dumped = Sample._meta.get_field("illness").value_to_string(Sample(illness="甲"))

    Sample.objects.create(illness=dumped)

    assert Sample.objects.get().illness.reveal() == dumped
    assert not Sample.objects.filter(document_index="index:zz").exists()


def test_money_below_zero_is_refused_by_the_database_unless_allowed(table):
    Sample.objects.create(change=Decimal("-0.01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(paid=Decimal("-0.01"))


# --- declarations


@pytest.mark.parametrize("field", Sample._meta.local_fields[1:], ids=lambda field: field.name)
def test_a_field_survives_the_migration_file(field):
    _, path, args, kwargs = field.deconstruct()
    again = getattr(fields, path.rpartition(".")[2], None) or getattr(models, path.rpartition(".")[2])
    copied = again(*args, **kwargs)

    assert copied.deconstruct()[1:] == (path, args, kwargs)
    if type(field).__module__.startswith("union_portal"):
        assert path == f"union_portal.fields.{type(field).__name__}"


def test_the_context_of_a_renamed_column_is_kept():
    with isolate_apps("union_portal.parameters"):

        class Renamed(models.Model):
            number = fields.DocumentField("证件号码", context="fields_sample.document")

            class Meta:
                app_label = "parameters"

    field = Renamed._meta.get_field("number")
    assert fields.decrypt(field.to_copy(DOCUMENT), "fields_sample.document") == DOCUMENT
    assert field.deconstruct()[3]["context"] == "fields_sample.document"


def test_an_encrypted_column_as_key_is_a_system_error():
    field = fields.MobileField("手机号码", unique=True)
    field.set_attributes_from_name("mobile")

    assert "fields.E901" in [error.id for error in field.check()]


def test_a_secret_copied_to_another_column_is_encrypted_for_it():
    source, target = Sample._meta.get_field("document"), Sample._meta.get_field("illness")
    secret = Secret(None, str, blob=source.to_copy(DOCUMENT), context=source.context)

    assert fields.decrypt(secret.sealed(target.context), target.context) == DOCUMENT
