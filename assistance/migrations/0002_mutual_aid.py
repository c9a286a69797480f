"""互助保障: plans with their terms, covers, claims. The database finds what covers an event, and refuses a
cover of nobody, or of a man in the women's scheme.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import datetime as dt

import django.db.models.deletion
import union_portal.fields
from django.conf import settings
from django.db import migrations, models


SCHEMES = {
    "hospital": ("住院医疗互助保障计划", 30),
    "allowance": ("住院津贴互助保障计划", 30),
    "illness": ("重大疾病互助保障计划", 30),
    "women": ("女职工特殊疾病互助保障计划", 30),
    "accident": ("在职职工意外伤害互助保障计划", 0),
    "child": ("职工子女意外伤害互助保障计划", 0),
    "medical": ("在职职工医疗互助保障计划", 0),
    "home": ("非工伤意外伤害及家财损失综合互助保障计划", 0),
}
"""Names (HA-40, HA-42); the days of waiting are from memory."""
TRIGGERS = """
CREATE FUNCTION enrolment_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT'
     OR (NEW.member_id, NEW.scheme, NEW.since) IS DISTINCT FROM (OLD.member_id, OLD.scheme, OLD.since) THEN
    IF NEW.scheme = 'women' AND EXISTS (SELECT FROM members_member
                                        WHERE id = NEW.member_id AND sex <> 'F') THEN
      RAISE EXCEPTION '该计划仅限女职工参加' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM members_membership
                   WHERE member_id = NEW.member_id AND standing = 'active' AND since <= NEW.since
                     AND (until IS NULL OR until > NEW.since)) THEN
      RAISE EXCEPTION '该会员在保障起始日期没有在册会籍，不能参保' USING ERRCODE = 'check_violation';
    END IF;
    NEW.plan_id := (SELECT id FROM assistance_mutualplan
                    WHERE scheme = NEW.scheme AND since <= NEW.since
                      AND (until IS NULL OR until > NEW.since) ORDER BY since DESC LIMIT 1);
  END IF;
  IF TG_OP = 'UPDATE' AND EXISTS (
      SELECT FROM assistance_mutualclaim WHERE enrolment_id = NEW.id
        AND (member_id <> NEW.member_id OR scheme <> NEW.scheme
             OR event_on < NEW.since OR event_on >= NEW.until)) THEN
    RAISE EXCEPTION '这项参保已有理赔，出险日期应在保障期内' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enrolment_terms BEFORE INSERT OR UPDATE ON assistance_enrolment
FOR EACH ROW EXECUTE FUNCTION enrolment_terms();

CREATE FUNCTION claim_cover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.member_id, NEW.scheme, NEW.event_on)
                          IS NOT DISTINCT FROM (OLD.member_id, OLD.scheme, OLD.event_on) THEN
    RETURN NEW;
  END IF;
  NEW.enrolment_id := (SELECT id FROM assistance_enrolment
                       WHERE member_id = NEW.member_id AND scheme = NEW.scheme
                         AND since <= NEW.event_on AND until > NEW.event_on LIMIT 1);
  IF NEW.enrolment_id IS NULL AND NEW.scheme NOT IN ('medical', 'home') THEN
    RAISE EXCEPTION '出险日期不在该会员这项计划的保障期内' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claim_cover BEFORE INSERT OR UPDATE ON assistance_mutualclaim
FOR EACH ROW EXECUTE FUNCTION claim_cover();
"""
GONE = """
DROP TRIGGER claim_cover ON assistance_mutualclaim;
DROP TRIGGER enrolment_terms ON assistance_enrolment;
DROP FUNCTION claim_cover();
DROP FUNCTION enrolment_terms();
"""


def plans(apps, schema_editor):
    plan = apps.get_model("assistance", "MutualPlan").objects.using(schema_editor.connection.alias)
    plan.bulk_create(
        plan.model(
            scheme=scheme, name=name, since=dt.date(2000, 1, 1), months=12, waiting_days=days,
            source="凭记忆，待核对",
        )
        for scheme, (name, days) in SCHEMES.items()
    )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('assistance', '0001_initial'),
        ('members', '0010_honour_levels'),
        ('organization', '0002_paths'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MutualPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('hospital', '住院医疗'), ('allowance', '住院津贴'), ('illness', '重大疾病'), ('women', '女职工特殊疾病'), ('accident', '在职意外'), ('child', '子女意外'), ('medical', '医疗互助（二次报销）'), ('home', '意外伤害及家财损失')], max_length=10, verbose_name='险种')),
                ('name', models.CharField(max_length=60, verbose_name='计划名称')),
                ('since', models.DateField(verbose_name='生效日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='保障期（月）')),
                ('waiting_days', models.PositiveSmallIntegerField(default=0, verbose_name='等待期（天）')),
                ('premium', union_portal.fields.MoneyField(blank=True, null=True, verbose_name='每份保费（元）')),
                ('limit', union_portal.fields.MoneyField(blank=True, null=True, verbose_name='最高赔付（元）')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, help_text='未核对的条款只作提醒，不阻止保存', verbose_name='已核对原文')),
            ],
            options={
                'verbose_name': '互助保障计划',
                'verbose_name_plural': '互助保障计划',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='plan_runs_forward', violation_error_message='失效日期不能早于生效日期'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('scheme',), name='plan_in_force_once', violation_error_message='该险种已有现行条款，请先登记其失效日期')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='表单编号')),
                ('scheme', models.CharField(choices=[('hospital', '住院医疗'), ('allowance', '住院津贴'), ('illness', '重大疾病'), ('women', '女职工特殊疾病'), ('accident', '在职意外'), ('child', '子女意外')], max_length=10, verbose_name='险种')),
                ('since', models.DateField(verbose_name='保障起始日期')),
                ('until', models.DateField(help_text='自该日起不再保障', verbose_name='保障截止日期')),
                ('policy', models.CharField(blank=True, max_length=40, verbose_name='保单号')),
                ('payer', models.CharField(choices=[('union', '工会'), ('employer', '单位'), ('member', '个人')], default='union', max_length=10, verbose_name='缴费方')),
                ('premium', union_portal.fields.MoneyField(blank=True, null=True, verbose_name='保费（元）')),
                ('children', models.CharField(blank=True, help_text='子女意外计划填写', max_length=60, verbose_name='子女姓名')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='members.member', verbose_name='会员')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
                ('plan', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assistance.mutualplan', verbose_name='适用条款')),
            ],
            options={
                'verbose_name': '互助参保',
                'verbose_name_plural': '互助参保',
                'ordering': ['-since', '-id'],
            },
        ),
        migrations.CreateModel(
            name='MutualClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='表单编号')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='理赔编号')),
                ('scheme', models.CharField(choices=[('hospital', '住院医疗'), ('allowance', '住院津贴'), ('illness', '重大疾病'), ('women', '女职工特殊疾病'), ('accident', '在职意外'), ('child', '子女意外'), ('medical', '医疗互助（二次报销）'), ('home', '意外伤害及家财损失')], max_length=10, verbose_name='险种')),
                ('event_on', models.DateField(verbose_name='出险日期')),
                ('cause', union_portal.fields.EncryptedTextField(blank=True, null=True, verbose_name='疾病或事故')),
                ('claimed', union_portal.fields.MoneyField(verbose_name='申请金额（元）')),
                ('reported_on', models.DateField(verbose_name='申请日期')),
                ('accepted_on', models.DateField(blank=True, help_text='材料齐全之日', null=True, verbose_name='受理日期')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='赔付日期')),
                ('paid', union_portal.fields.MoneyField(blank=True, null=True, verbose_name='赔付金额（元）')),
                ('refused_on', models.DateField(blank=True, null=True, verbose_name='不予赔付日期')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='不予赔付理由')),
                ('state', models.GeneratedField(db_persist=True, expression=models.Case(models.When(refused_on__isnull=False, then=models.Value('refused')), models.When(paid_on__isnull=False, then=models.Value('paid')), models.When(accepted_on__isnull=False, then=models.Value('accepted')), default=models.Value('reported')), output_field=models.CharField(choices=[('reported', '待受理'), ('accepted', '待赔付'), ('paid', '已赔付'), ('refused', '不予赔付')], max_length=10, verbose_name='状态'))),
                ('enrolment', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='assistance.enrolment', verbose_name='参保记录')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='members.member', verbose_name='会员')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
                ('paid_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='赔付人')),
                ('reported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
            ],
            options={
                'verbose_name': '互助理赔',
                'verbose_name_plural': '互助理赔',
                'ordering': ['-reported_on', '-id'],
                'indexes': [models.Index(fields=['paid_on'], name='claim_by_payment')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reported_on__gte', models.F('event_on')), models.Q(('accepted_on', None), ('accepted_on__gte', models.F('reported_on')), _connector='OR'), models.Q(('paid_on', None), ('paid_on__gte', models.F('accepted_on')), _connector='OR'), models.Q(('refused_on', None), ('refused_on__gte', models.F('reported_on')), _connector='OR')), name='claim_dates_in_order', violation_error_message='出险、申请、受理、赔付日期应依次不早于前一步'), models.CheckConstraint(condition=models.Q(models.Q(('paid', None), ('paid_on', None)), models.Q(('accepted_on__isnull', False), ('paid__gt', 0), ('paid_on__isnull', False), ('refused_on', None)), _connector='OR'), name='claim_paid_once_accepted', violation_error_message='受理后才能赔付，赔付日期和大于零的金额应同时填写'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('refused_on', None)), models.Q(('refused_on__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='claim_refused_for_a_reason', violation_error_message='不予赔付应同时填写日期和理由'), models.CheckConstraint(condition=models.Q(('paid_by', None), ('reported_by', None), models.Q(('paid_by', models.F('reported_by')), _negated=True), _connector='OR'), name='claim_in_two_hands', violation_error_message='经办人和赔付人不能为同一人')],
            },
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='enrolment_runs_forward', violation_error_message='保障截止日期不能早于起始日期'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Case(models.When(then=None, until=models.F('since')), default=models.Func(models.Func(models.F('member_id'), models.Func(models.F('since'), output_field=models.FloatField(), template="(%(expressions)s - DATE '1900-01-01')"), function='point', output_field=models.TextField()), models.Func(models.F('member_id'), models.Func(models.F('until'), output_field=models.FloatField(), template="coalesce(%(expressions)s - DATE '1900-01-02', 999999)"), function='point', output_field=models.TextField()), function='box', output_field=models.TextField())), '&&'), (models.Func(models.Func(models.F('scheme'), function='hashtext'), models.Func(models.F('scheme'), function='hashtext'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&')], name='enrolment_covers_once', violation_error_message='该职工在保障期内已参加同一计划'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(('scheme__in', ['hospital', 'allowance', 'illness', 'women', 'accident', 'child'])), name='enrolment_of_a_paid_scheme', violation_error_message='这项计划持卡会员免费享有，不需要登记参保'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'child'), models.Q(('children', ''), _negated=True)), models.Q(models.Q(('scheme', 'child'), _negated=True), ('children', '')), _connector='OR'), name='enrolment_names_the_child', violation_error_message='子女意外计划应填写子女姓名，其他计划不填'),
        ),
        migrations.RunSQL(TRIGGERS, GONE),
        migrations.RunPython(plans, migrations.RunPython.noop),
    ]
