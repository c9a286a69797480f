"""A table of sensitive columns, one of each kind, that lives as long as a test."""

from django import forms
from django.db import connection, models
from django.test.utils import isolate_apps

from union_portal import fields
from union_portal.fields import DocumentType

DOCUMENT, OTHER, MASK = "110115199003079989", "11010519491231002X", "110***********9989"

with isolate_apps("union_portal.parameters"):

    class Sample(models.Model):
        """One column of each kind."""

        kind = models.CharField("证件类型", max_length=10, choices=DocumentType.choices, default="RIC")
        document = fields.DocumentField("证件号码", type_field="kind", null=True)
        document_index = fields.BlindIndexField(
            source="document", null=True, unique=True, error_messages={"unique": "该证件号码已登记"}
        )
        mobile = fields.MobileField("手机号码", null=True, blank=True)
        card = fields.BankCardField("银行卡号", null=True, blank=True)
        illness = fields.EncryptedTextField("病种", null=True, blank=True)
        income = fields.EncryptedMoneyField("收入", null=True, blank=True)
        code = fields.CreditCodeField("信用代码", null=True, blank=True, unique=True)
        union_code = fields.CreditCodeField("工会代码", null=True, blank=True, union=True)
        paid = fields.MoneyField("金额", default=0)
        change = fields.MoneyField("增减", default=0, negative=True)

        class Meta:
            app_label = "parameters"
            db_table = "fields_sample"


class SampleForm(forms.ModelForm):
    class Meta:
        model = Sample
        fields = ["kind", "document", "mobile", "illness", "code", "paid"]


def make_table() -> None:
    """For the connection's time; a rolled-back transaction takes it away."""
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Sample)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = public, staging")
        for statement in editor.collected_sql:
            cursor.execute(statement.replace("CREATE TABLE ", "CREATE TABLE staging."))


def form(instance=None, **data):
    filled = {"kind": "RIC", "document": "", "mobile": "", "illness": "", "code": "", "paid": "0"}
    return SampleForm({**filled, **data}, instance=instance)


def stored(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM fields_sample ORDER BY id")
        return [None if value is None else bytes(value) for (value,) in cursor.fetchall()]
