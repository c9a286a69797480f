"""Supervision papers numbered by the database without gaps, and matters handed to other authorities."""

import django.db.models.deletion
from django.db import migrations, models

NUMBERED = """
CREATE FUNCTION supervision_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  series text;
BEGIN
  NEW.year := extract(year FROM NEW.issued_on);
  SELECT NEW.year || '-' || code || '-' || CASE NEW.kind WHEN 'opinion' THEN '意见书' ELSE '建议书' END
    INTO series FROM organization_orgunit WHERE id = NEW.org_id;
  PERFORM pg_advisory_xact_lock(hashtextextended('supervision ' || series, 0));
  NEW.sequence := 1 + coalesce((
    SELECT max(sequence) FROM disputes_supervisiondocument
    WHERE org_id = NEW.org_id AND year = NEW.year AND kind = NEW.kind), 0);
  NEW.number := series || '-' || lpad(NEW.sequence::text, 3, '0');
  RETURN NEW;
END $$;
CREATE FUNCTION supervision_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT FROM disputes_supervisiondocument d
               WHERE d.org_id = OLD.org_id AND d.year = OLD.year AND d.kind = OLD.kind
                 AND d.sequence > OLD.sequence) THEN
      RAISE EXCEPTION '文号不能断号，请作废' USING ERRCODE = 'check_violation', CONSTRAINT = 'supervision_no_gap';
    END IF;
    RETURN OLD;
  END IF;
  IF (NEW.org_id, NEW.kind, NEW.year, NEW.sequence, NEW.number, extract(year FROM NEW.issued_on)::int)
     IS DISTINCT FROM (OLD.org_id, OLD.kind, OLD.year, OLD.sequence, OLD.number, OLD.year::int) THEN
    RAISE EXCEPTION '文号已编定，请作废后另行出具'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'supervision_number_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER supervision_number BEFORE INSERT ON disputes_supervisiondocument
FOR EACH ROW EXECUTE FUNCTION supervision_number();
CREATE TRIGGER supervision_number_stays BEFORE UPDATE OR DELETE ON disputes_supervisiondocument
FOR EACH ROW EXECUTE FUNCTION supervision_number_stays();
"""
DROPPED = "DROP FUNCTION supervision_number CASCADE; DROP FUNCTION supervision_number_stays CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0001_initial'),
        ('enterprises', '0006_ballots'),
        ('organization', '0002_paths'),
    ]

    operations = [
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='表单编号')),
                ('kind', models.CharField(choices=[('tax', '税务稽查'), ('court', '诉讼'), ('credit', '守法诚信档案、信用公示')], max_length=10, verbose_name='事项')),
                ('referred_on', models.DateField(verbose_name='移送日期')),
                ('authority', models.CharField(max_length=100, verbose_name='受理部门')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('result', models.CharField(blank=True, max_length=200, verbose_name='结果')),
                ('since', models.DateField(blank=True, null=True, verbose_name='列入日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='移出日期')),
                ('defiance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='enterprises.defiance', verbose_name='三不认定')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='enterprises.enterprise', verbose_name='单位')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
            ],
            options={
                'verbose_name': '移送处理',
                'verbose_name_plural': '移送处理',
                'ordering': ['-referred_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='referral_runs_forward', violation_error_message='移出日期不能早于列入日期'), models.CheckConstraint(condition=models.Q(('until', None), ('since__isnull', False), _connector='OR'), name='referral_listed_before_removed', violation_error_message='填写移出日期的，应有列入日期'), models.CheckConstraint(condition=models.Q(('since', None), ('since__gte', models.F('referred_on')), _connector='OR'), name='referral_listed_after_referred', violation_error_message='列入日期不能早于移送日期')],
            },
        ),
        migrations.CreateModel(
            name='SupervisionDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='表单编号')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='文号')),
                ('kind', models.CharField(choices=[('opinion', '意见书'), ('proposal', '建议书')], max_length=10, verbose_name='文书')),
                ('issued_on', models.DateField(verbose_name='出具日期')),
                ('addressee', models.CharField(blank=True, max_length=100, verbose_name='主送')),
                ('matter', models.CharField(max_length=300, verbose_name='事由')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='送达日期')),
                ('method', models.CharField(blank=True, choices=[('hand', '当面送达'), ('post', '邮寄送达'), ('left', '留置送达'), ('electronic', '电子送达')], max_length=12, verbose_name='送达方式')),
                ('receipt', models.CharField(blank=True, help_text='签收人、邮件号或见证人', max_length=100, verbose_name='送达凭证')),
                ('answer_due', models.DateField(editable=False, null=True, verbose_name='答复期限')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='答复内容')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('outcome', models.CharField(blank=True, choices=[('corrected', '已改正'), ('partly', '部分改正'), ('refused', '拒不改正'), ('referred', '移送有关部门')], max_length=10, verbose_name='结果')),
                ('voided_on', models.DateField(blank=True, null=True, verbose_name='作废日期')),
                ('void_reason', models.CharField(blank=True, max_length=100, verbose_name='作废原因')),
                ('year', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='年度')),
                ('sequence', models.PositiveIntegerField(editable=False, null=True, verbose_name='序号')),
                ('state', models.GeneratedField(db_persist=True, expression=models.Case(models.When(then=models.Value('void'), voided_on__isnull=False), models.When(closed_on__isnull=False, then=models.Value('closed')), models.When(answered_on__isnull=False, then=models.Value('answered')), models.When(delivered_on__isnull=False, then=models.Value('delivered')), default=models.Value('issued')), output_field=models.CharField(choices=[('issued', '待送达'), ('delivered', '待答复'), ('answered', '已答复'), ('closed', '已办结'), ('void', '已作废')], max_length=10, verbose_name='状态'))),
                ('defiance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='enterprises.defiance', verbose_name='三不认定')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervision_documents', to='enterprises.enterprise', verbose_name='单位')),
                ('opinion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='disputes.supervisiondocument', verbose_name='所依据的意见书')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
            ],
            options={
                'verbose_name': '监督文书',
                'verbose_name_plural': '监督文书',
                'ordering': ['-issued_on', '-id'],
                'constraints': [models.UniqueConstraint(fields=('org', 'year', 'kind', 'sequence'), name='supervision_numbered_once'), models.CheckConstraint(condition=models.Q(models.Q(('delivered_on', None), ('method', ''), ('receipt', '')), models.Q(('delivered_on__isnull', False), models.Q(('method', ''), _negated=True), models.Q(('receipt', ''), _negated=True)), _connector='OR'), name='supervision_delivered_with_proof', violation_error_message='未登记送达凭证，不能计算答复期限'), models.CheckConstraint(condition=models.Q(('answer_due', None), ('delivered_on__isnull', False), _connector='OR'), name='supervision_due_from_delivery', violation_error_message='未登记送达凭证，不能计算答复期限'), models.CheckConstraint(condition=models.Q(models.Q(('delivered_on', None), ('delivered_on__gte', models.F('issued_on')), _connector='OR'), models.Q(('answered_on', None), models.Q(('answered_on__gte', models.F('delivered_on')), ('delivered_on__isnull', False)), _connector='OR'), models.Q(('closed_on', None), models.Q(('closed_on__gte', models.F('delivered_on')), ('delivered_on__isnull', False)), _connector='OR')), name='supervision_dates_in_order', violation_error_message='送达不能早于出具，答复、办结不能早于送达'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('outcome', '')), models.Q(('closed_on__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='supervision_closed_with_outcome', violation_error_message='办结日期和结果应同时填写'), models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_on', None)), models.Q(('voided_on__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='supervision_void_for_a_reason', violation_error_message='作废日期和作废原因应同时填写'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'opinion'), ('opinion', None)), models.Q(('kind', 'proposal'), ('opinion__isnull', False)), _connector='OR'), name='supervision_proposal_follows_opinion', violation_error_message='建议书应填写所依据的意见书，意见书不填')],
            },
        ),
        migrations.RunSQL(NUMBERED, DROPPED),
    ]
