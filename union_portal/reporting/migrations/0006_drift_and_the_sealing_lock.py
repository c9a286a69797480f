"""What changed in the registers since a year was sealed; no month slips in while one is being sealed."""

import django.db.models.deletion
from django.db import migrations, models

MONTH_UNSEALED = """
CREATE OR REPLACE FUNCTION month_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  line jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  was jsonb := to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END);
  month bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('annual seal', 0));
  FOREACH line IN ARRAY ARRAY[line, was] LOOP
    month := coalesce(
      (line ->> 'period_id')::bigint,
      (SELECT r.period_id FROM reporting_monthlyreport r WHERE r.id = (line ->> 'report_id')::bigint));
    IF year_is_sealed((line ->> 'org_id')::bigint, month) THEN
      RAISE EXCEPTION '年报已封存，这一年的月报不能再改；确有错误的，请登记更正'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
    END IF;
  END LOOP;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION month_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  line jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  was jsonb := to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END);
  month bigint;
BEGIN
  FOREACH line IN ARRAY ARRAY[line, was] LOOP
    month := coalesce(
      (line ->> 'period_id')::bigint,
      (SELECT r.period_id FROM reporting_monthlyreport r WHERE r.id = (line ->> 'report_id')::bigint));
    IF year_is_sealed((line ->> 'org_id')::bigint, month) THEN
      RAISE EXCEPTION '年报已封存，这一年的月报不能再改；确有错误的，请登记更正'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
    END IF;
  END LOOP;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
SNAPSHOT_IS_WHOLE = """
CREATE FUNCTION snapshot_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM reporting_snapshot WHERE id = NEW.snapshot_id) THEN
    RAISE EXCEPTION '统计快照不能修改' USING ERRCODE = 'check_violation', CONSTRAINT = 'figures_stand';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER snapshot_is_whole BEFORE INSERT ON reporting_snapshotdefinition
FOR EACH ROW EXECUTE FUNCTION snapshot_is_whole();
CREATE TRIGGER snapshot_is_whole BEFORE INSERT ON reporting_snapshotfigure
FOR EACH ROW EXECUTE FUNCTION snapshot_is_whole();
CREATE TRIGGER snapshot_is_whole BEFORE INSERT ON reporting_snapshotrows
FOR EACH ROW EXECUTE FUNCTION snapshot_is_whole();

CREATE FUNCTION period_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '统计期间的起止不能修改' USING ERRCODE = 'check_violation', CONSTRAINT = 'period_stands';
END $$;
CREATE TRIGGER period_stands BEFORE UPDATE ON reporting_period FOR EACH ROW
WHEN ((OLD.kind, OLD."start", OLD."end") IS DISTINCT FROM (NEW.kind, NEW."start", NEW."end"))
EXECUTE FUNCTION period_stands();
"""
ANY_TIME = """
DROP TRIGGER period_stands ON reporting_period;
DROP TRIGGER snapshot_is_whole ON reporting_snapshotrows;
DROP TRIGGER snapshot_is_whole ON reporting_snapshotfigure;
DROP TRIGGER snapshot_is_whole ON reporting_snapshotdefinition;
DROP FUNCTION period_stands(), snapshot_is_whole();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0002_paths'),
        ('reporting', '0005_published_totals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Drift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, verbose_name='指标')),
                ('part', models.CharField(max_length=10, verbose_name='部分')),
                ('register', models.CharField(max_length=60, verbose_name='台账')),
                ('row', models.BigIntegerField(verbose_name='记录')),
                ('how', models.CharField(choices=[('added', '新增'), ('removed', '减少'), ('changed', '改动')], max_length=8, verbose_name='变动')),
                ('before', models.DecimalField(decimal_places=6, max_digits=20, null=True, verbose_name='封存时数额')),
                ('now', models.DecimalField(decimal_places=6, max_digits=20, null=True, verbose_name='现数额')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='单位')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drift', to='reporting.annualrecord', verbose_name='年度工作纪实')),
            ],
            options={
                'verbose_name': '封存后变动',
                'verbose_name_plural': '封存后变动',
                'ordering': ['code', 'part', 'row'],
                'constraints': [models.UniqueConstraint(fields=('record', 'code', 'part', 'row'), name='drift_once')],
            },
        ),
        migrations.RunSQL(MONTH_UNSEALED, AS_BEFORE),
        migrations.RunSQL(SNAPSHOT_IS_WHOLE, ANY_TIME),
    ]
