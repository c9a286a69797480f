"""Tried values of rules; the due day of a month that has opened stands, whatever is set for later ones."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION due_day_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '月报的截止日在开放时定下，不能再改' USING ERRCODE = 'check_violation', CONSTRAINT = 'due_day_stands';
END $$;
CREATE TRIGGER due_day_stands BEFORE UPDATE ON reporting_monthlyreport FOR EACH ROW
WHEN (OLD.due_on IS DISTINCT FROM NEW.due_on) EXECUTE FUNCTION due_day_stands();

CREATE FUNCTION rule_days(line jsonb) RETURNS datemultirange LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN line ->> 'code' = 'report_due_day'
    THEN datemultirange(daterange((line ->> 'since')::date, (line ->> 'until')::date)) ELSE '{}' END
$$;

CREATE FUNCTION opened_months_stand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  line jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  moved datemultirange := rule_days(was) + rule_days(line);
  month text;
BEGIN
  IF line ->> 'code' = 'report_due_day' AND NOT coalesce(
      jsonb_typeof(line -> 'value') = 'number' AND line ->> 'value' ~ '^([1-9]|1[0-9]|2[0-8])$', false) THEN
    RAISE EXCEPTION '月报截止日应为1至28日' USING ERRCODE = 'check_violation', CONSTRAINT = 'due_day_of_every_month';
  END IF;
  IF (was -> 'code', was -> 'scope_division', was -> 'value')
     IS NOT DISTINCT FROM (line -> 'code', line -> 'scope_division', line -> 'value') THEN
    moved := moved - rule_days(was) * rule_days(line);
  END IF;
  SELECT min(p.label) INTO month
  FROM reporting_monthlyreport r
  JOIN reporting_period p ON p.id = r.period_id
  JOIN organization_orgunit o ON o.id = r.org_id
  JOIN unnest(ARRAY[was ->> 'scope_division', line ->> 'scope_division']) AS place ON place IN (
    '', o.division, left(o.division, 6), left(o.division, 4) || '00', left(o.division, 2) || '0000')
  WHERE p."end" <@ moved;
  IF month IS NOT NULL THEN
    RAISE EXCEPTION '已开放的月份（%）截止日不能再改，只能改还没有开放的', month
      USING ERRCODE = 'check_violation', CONSTRAINT = 'opened_months_stand';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER opened_months_stand BEFORE INSERT OR UPDATE OR DELETE ON parameters_ruleparameter
FOR EACH ROW EXECUTE FUNCTION opened_months_stand();

CREATE TRIGGER figures_stand BEFORE UPDATE OR DELETE ON reporting_trialfigure
FOR EACH ROW EXECUTE FUNCTION figures_stand('试算结果不能修改');
CREATE FUNCTION trial_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.published_at IS NOT NULL
     OR (OLD.org_id, OLD.code, OLD.value, OLD.held, OLD.since, OLD.source, OLD.period_id, OLD.asked_by_id)
        IS DISTINCT FROM
        (NEW.org_id, NEW.code, NEW.value, NEW.held, NEW.since, NEW.source, NEW.period_id, NEW.asked_by_id)
     OR OLD.ran_at IS NOT NULL AND OLD.ran_at IS DISTINCT FROM NEW.ran_at THEN
    RAISE EXCEPTION '试算不能修改，请另做一次' USING ERRCODE = 'check_violation', CONSTRAINT = 'trial_stands';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER trial_stands BEFORE UPDATE OR DELETE ON reporting_trial
FOR EACH ROW EXECUTE FUNCTION trial_stands();
"""
BACKWARD = """
DROP TRIGGER trial_stands ON reporting_trial;
DROP TRIGGER figures_stand ON reporting_trialfigure;
DROP TRIGGER opened_months_stand ON parameters_ruleparameter;
DROP TRIGGER due_day_stands ON reporting_monthlyreport;
DROP FUNCTION trial_stands(), opened_months_stand(), rule_days(jsonb), due_day_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0002_paths'),
        ('parameters', '0009_rules_of_mutual_aid'),
        ('reporting', '0010_sealed_doors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Trial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('code', models.CharField(max_length=60, verbose_name='参数')),
                ('value', models.JSONField(verbose_name='拟定取值')),
                ('held', models.JSONField(verbose_name='现行取值')),
                ('since', models.DateField(verbose_name='拟生效日期')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='提出时间')),
                ('ran_at', models.DateTimeField(null=True, verbose_name='试算时间')),
                ('published_at', models.DateTimeField(null=True, verbose_name='发布时间')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trials', to='reporting.period', verbose_name='试算月份')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
            ],
            options={
                'verbose_name': '口径试算',
                'verbose_name_plural': '口径试算',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TrialFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, verbose_name='指标')),
                ('proposed', models.BooleanField(verbose_name='按拟定取值')),
                ('value', models.DecimalField(decimal_places=6, max_digits=20, null=True, verbose_name='数值')),
                ('numerator', models.DecimalField(decimal_places=2, max_digits=20, null=True, verbose_name='分子')),
                ('denominator', models.DecimalField(decimal_places=2, max_digits=20, null=True, verbose_name='分母')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='单位')),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='reporting.trial', verbose_name='试算')),
            ],
            options={
                'verbose_name': '试算数',
                'verbose_name_plural': '试算数',
            },
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), models.Q(('published_by__isnull', False), ('ran_at__isnull', False)), _connector='OR'), name='published_once_tried', violation_error_message='试算完成后才能发布'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='trial_says_why'),
        ),
        migrations.AddConstraint(
            model_name='trialfigure',
            constraint=models.UniqueConstraint(fields=('trial', 'org', 'code', 'proposed'), name='trial_figure_once'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
