"""What figures rest on: updates of records, counts as declared, bodies served in, verdicts on numbers."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import union_portal.fields

ASKED = {
    "name": "姓名",
    "document_type": "证件类型",
    "document_index": "证件号码",
    "sex": "性别",
    "born_on": "出生日期",
    "mobile_index": "手机号码",
    "household": "户籍类型",
    "category": "用工类型",
    "new_form": "新就业形态",
    "is_migrant": "农民工",
    "is_nonlocal": "外地来京务工",
    "education": "学历",
    "politics": "政治面貌",
    "skill": "技能等级",
    "position": "职务岗位",
    "employed_on": "参加工作日期",
    "retirement": "退休类别",
    "residence": "现居住街乡",
    "document_until": "证件有效期至",
}
CHANGED = [
    f"CASE WHEN n.{name} IS DISTINCT FROM o.{name} THEN '{label}' END" for name, label in ASKED.items()
]
FORWARD = f"""
CREATE FUNCTION member_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO members_recordupdate (org_id, member_id, "on", what)
  SELECT org_id, id, (now() AT TIME ZONE 'Asia/Shanghai')::date, what
  FROM (SELECT n.org_id, n.id, concat_ws('、', {", ".join(CHANGED)}) AS what
        FROM new_rows n JOIN old_rows o USING (id)) updated
  WHERE what <> '';
  RETURN NULL;
END $$;
CREATE TRIGGER member_updated AFTER UPDATE ON members_member
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION member_updated();
"""
BACKWARD = """
DROP TRIGGER member_updated ON members_member;
DROP FUNCTION member_updated();
"""
RECORD = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本")),
    ("form_key", models.UUIDField(editable=False, null=True, unique=True, verbose_name="表单编号")),
    (
        "org",
        models.ForeignKey(
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="organization.orgunit",
            verbose_name="所属镇街",
        ),
    ),
]


class Migration(migrations.Migration):
    dependencies = [("members", "0005_card_answers"), ("members", "0006_applying")]
    operations = [
        migrations.CreateModel(
            name="RecordUpdate",
            fields=[
                *(RECORD),
                ("on", models.DateField(verbose_name="更新日期")),
                ("what", models.CharField(blank=True, max_length=300, verbose_name="更新内容")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="members.member",
                        verbose_name="会员",
                    ),
                ),
            ],
            options={
                "verbose_name": "会籍信息更新",
                "verbose_name_plural": "会籍信息更新",
                "ordering": ["-on", "-id"],
                "indexes": [models.Index(fields=["org", "on"], name="update_of_org")],
            },
        ),
        migrations.CreateModel(
            name="DeclaredMembers",
            fields=[
                *(RECORD),
                ("month", union_portal.fields.MonthField(help_text="填该月任意一天", verbose_name="月份")),
                (
                    "members",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MaxValueValidator(10_000_000, "填报会员数不应超过一千万")
                        ],
                        verbose_name="填报会员数",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="与登记数相差较大的，写明原因",
                        max_length=200,
                        verbose_name="说明",
                    ),
                ),
            ],
            options={
                "verbose_name": "会员数填报",
                "verbose_name_plural": "会员数填报",
                "ordering": ["-month", "org"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["org", "month"],
                        name="declared_once_a_month",
                        violation_error_message="该镇街当月会员数已填报，请修改原填报",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(month__day=1),
                        name="declared_month_is_its_first_day",
                        violation_error_message="月份应为当月第一天",
                    ),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="delegate",
            options={
                "ordering": ["-elected_on", "id"],
                "verbose_name": "代表和委员",
                "verbose_name_plural": "代表和委员",
            },
        ),
        migrations.AddField(
            model_name="delegate",
            name="body",
            field=models.CharField(
                choices=[
                    ("congress", "代表大会代表"),
                    ("committee", "委员会委员"),
                    ("standing", "常委会委员"),
                    ("industry", "产业工会委员"),
                ],
                default="congress",
                max_length=10,
                verbose_name="职务",
            ),
        ),
        migrations.AddField(
            model_name="delegate",
            name="until",
            field=models.DateField(blank=True, null=True, verbose_name="卸任日期"),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("elected_on")), _connector="OR"),
                name="delegate_serves_forward",
                violation_error_message="卸任日期不能早于当选日期",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="document_fault",
            field=models.CharField(
                blank=True,
                choices=[("number", "证件号码未通过校验"), ("facts", "性别或出生日期与证件号码不一致")],
                editable=False,
                max_length=12,
                verbose_name="证件核验",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="mobile_fault",
            field=models.BooleanField(default=False, editable=False, verbose_name="手机号码无效"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing", "retained"),
                    models.Q(
                        models.Q(("start", "retained"), _negated=True),
                        models.Q(("end", "restored"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_the_retained_are_restored",
                violation_error_message="只有保留会籍的会籍才能转为保留或恢复在册",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
