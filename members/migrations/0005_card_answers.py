"""The bank's answers to applications, and the database's own rules of who may apply and what is replaced.

A statement's new cards are judged together: registers load a hundred thousand at once.
"""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import union_portal.fields

FORWARD = """
CREATE FUNCTION card_applied_for() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows n JOIN members_member m ON m.id = n.member_id
             WHERE n.issued_on IS NULL AND n.ended_on IS NULL
               AND (m.collected_on IS NULL OR m.collected_on > n.applied_on)) THEN
    RAISE EXCEPTION '会员信息尚未采集成功，不能申办京卡'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_of_a_collected_member';
  END IF;
  IF EXISTS (SELECT FROM new_rows n
             WHERE n.issued_on IS NULL AND n.ended_on IS NULL AND NOT EXISTS (
               SELECT FROM members_membership s
               WHERE s.member_id = n.member_id AND s.standing = 'active' AND s.since <= n.applied_on
                 AND (s.until IS NULL OR s.until > n.applied_on))) THEN
    RAISE EXCEPTION '该人员在申请日期没有在册会籍，不能申办京卡'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_of_an_enrolled_member';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER card_applied_for AFTER INSERT ON members_card
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION card_applied_for();

CREATE FUNCTION card_replaces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM members_card o
                 WHERE o.id = NEW.replaces_id AND o.id <> NEW.id AND o.member_id = NEW.member_id
                   AND o.issued_on IS NOT NULL AND o.ended_on <= NEW.applied_on) THEN
    RAISE EXCEPTION '原卡应是该会员发放过、在补换申请前已停用的京卡'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_replaces_the_member_s_own';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER card_replaces BEFORE INSERT OR UPDATE OF replaces_id, member_id ON members_card
FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION card_replaces();
"""
BACKWARD = """
DROP TRIGGER card_applied_for ON members_card;
DROP TRIGGER card_replaces ON members_card;
DROP FUNCTION card_applied_for();
DROP FUNCTION card_replaces();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_database_moves"),
        ("organization", "0002_paths"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reveal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown", models.CharField(max_length=60, verbose_name="查看内容")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
            ],
            options={
                "verbose_name": "查看原文",
                "verbose_name_plural": "查看原文",
                "ordering": ["-at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="card",
            name="card_first_once",
        ),
        migrations.AddField(
            model_name="card",
            name="number",
            field=union_portal.fields.BankCardField(blank=True, null=True, verbose_name="卡号"),
        ),
        migrations.AddField(
            model_name="card",
            name="number_index",
            field=union_portal.fields.BlindIndexField(
                error_messages={"unique": "该卡号已登记在其他京卡上"}, null=True, source="number", unique=True
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="refusal",
            field=models.CharField(blank=True, max_length=100, verbose_name="银行退回原因"),
        ),
        migrations.AddField(
            model_name="card",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="有效期至"),
        ),
        migrations.AddField(
            model_name="cardbatch",
            name="withdrawn_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="撤回日期"),
        ),
        migrations.AlterField(
            model_name="card",
            name="end",
            field=models.CharField(
                blank=True,
                choices=[
                    ("lost", "挂失"),
                    ("damaged", "损坏"),
                    ("expired", "到期"),
                    ("cancelled", "注销"),
                    ("refused", "银行退回"),
                ],
                max_length=10,
                verbose_name="停用原因",
            ),
        ),
        migrations.AlterField(
            model_name="card",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successors",
                to="members.card",
                verbose_name="原卡",
            ),
        ),
        migrations.RemoveField(model_name="card", name="state"),
        migrations.AddField(
            model_name="card",
            name="state",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(end="refused", then=models.Value("refused")),
                    models.When(ended_on__isnull=False, then=models.Value("ended")),
                    models.When(issued_on__isnull=False, then=models.Value("issued")),
                    models.When(delivered_on__isnull=False, then=models.Value("delivered")),
                    models.When(produced_on__isnull=False, then=models.Value("produced")),
                    models.When(sent_on__isnull=False, then=models.Value("sent")),
                    default=models.Value("applied"),
                ),
                output_field=models.CharField(
                    choices=[
                        ("applied", "待送行"),
                        ("sent", "制卡中"),
                        ("produced", "待配送"),
                        ("delivered", "待领取"),
                        ("issued", "已发放"),
                        ("refused", "银行退回"),
                        ("ended", "已停用"),
                    ],
                    max_length=10,
                    verbose_name="状态",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("replaces", None),
                    models.Q(("ended_on", None), ("issued_on__isnull", False), _connector="OR"),
                ),
                fields=("member",),
                name="card_first_once",
                violation_error_message="该会员已首次办卡，补换应登记原卡",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None), ("issued_on__isnull", False), _connector="OR"),
                fields=("replaces",),
                name="card_replaced_once",
                violation_error_message="原卡已补换过",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_on__gte", models.F("applied_on")),
                    ("produced_on__gte", models.F("sent_on")),
                    ("delivered_on__gte", models.F("produced_on")),
                    ("issued_on__gte", models.F("delivered_on")),
                    (
                        "ended_on__gte",
                        django.db.models.functions.comparison.Coalesce("issued_on", "applied_on"),
                    ),
                ),
                name="card_steps_in_order",
                violation_error_message="送行、制卡完成、到站、发放、停用日期应依次不早于前一步",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("end", "refused"), ("issued_on", None), models.Q(("refusal", ""), _negated=True)
                    ),
                    models.Q(models.Q(("end", "refused"), _negated=True), ("refusal", "")),
                    _connector="OR",
                ),
                name="card_refused_for_a_reason",
                violation_error_message="银行退回的应写明原因，且不能是已发放的卡；没有退回的不写",
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reveals",
                to="members.member",
                verbose_name="会员",
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="查看人",
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S.{2,}\\S")),
                name="revealed_for_a_reason",
                violation_error_message="查看原文应写明原因，至少4个字",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
