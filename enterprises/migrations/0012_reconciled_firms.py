"""A closed month keeps where every enterprise stood, written by the database as it is closed."""

import django.db.models.deletion
from django.db import migrations, models


FORWARD = """
CREATE OR REPLACE FUNCTION reconciliation_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_day date := (NEW.month + interval '1 month')::date - 1;
BEGIN
  SELECT count(DISTINCT payer_code),
         count(DISTINCT payer_code) FILTER (WHERE decision IN ('matched', 'created'))
  INTO NEW.payers, NEW.matched
  FROM enterprises_levyentry
  WHERE month = NEW.month AND amount > 0 AND decision <> 'foreign';

  WITH kept AS (
    INSERT INTO enterprises_reconciledfirm (reconciliation_id, enterprise_id, org_id, quadrant)
    SELECT NEW.id, id, org_id,
           CASE WHEN paid AND covered THEN 'both' WHEN paid THEN 'paying'
                WHEN covered THEN 'union' ELSE 'neither' END
    FROM (
      SELECT e.id, e.org_id, e.closed_on,
             e.id IN (SELECT enterprise_id FROM enterprises_levyentry
                      WHERE month = NEW.month AND amount > 0 AND decision IN ('matched', 'created')) AS paid,
             e.id IN (SELECT a.enterprise_id FROM enterprises_affiliation a
                      JOIN enterprises_grassrootsunion u ON u.id = a.union_id
                      WHERE a.mode <> 'federation' AND a.since <= last_day
                        AND (a.until IS NULL OR a.until > last_day) AND u.approved_on <= last_day
                        AND (u.dissolved_on IS NULL OR u.dissolved_on > last_day)) AS covered
      FROM enterprises_enterprise e) known
    WHERE paid OR closed_on IS NULL OR closed_on > last_day
    RETURNING quadrant)
  SELECT count(*) FILTER (WHERE quadrant = 'both'), count(*) FILTER (WHERE quadrant = 'paying'),
         count(*) FILTER (WHERE quadrant = 'union'), count(*) FILTER (WHERE quadrant = 'neither')
  INTO NEW.paying_unionized, NEW.paying_only, NEW.unionized_only, NEW.neither
  FROM kept;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION reconciliation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.month, NEW.payers, NEW.matched, NEW.paying_unionized, NEW.paying_only, NEW.unionized_only, NEW.neither)
     IS DISTINCT FROM
     (OLD.month, OLD.payers, OLD.matched, OLD.paying_unionized, OLD.paying_only, OLD.unionized_only, OLD.neither) THEN
    RAISE EXCEPTION '该月已完成对账，所属月份和各项户数不能再改'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_stays';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION reconciled_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '该月已完成对账，对账明细不能再改'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciled_stays';
END $$;
CREATE TRIGGER reconciled_stays BEFORE UPDATE OR DELETE ON enterprises_reconciledfirm
FOR EACH ROW EXECUTE FUNCTION reconciled_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0011_claims_undone'),
        ('organization', '0002_paths'),
    ]

    operations = [
        migrations.AddField(
            model_name='reconciliation',
            name='neither',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='未缴费未建会'),
        ),
        migrations.CreateModel(
            name='ReconciledFirm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quadrant', models.CharField(choices=[('both', '缴费且建会'), ('paying', '缴费未建会'), ('union', '建会未缴费'), ('neither', '未缴费未建会')], max_length=8, verbose_name='对账情况')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='单位')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
                ('reconciliation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='firms', to='enterprises.reconciliation', verbose_name='对账结果')),
            ],
            options={
                'verbose_name': '对账明细',
                'verbose_name_plural': '对账明细',
                'ordering': ['reconciliation', 'enterprise'],
                'indexes': [models.Index(fields=['reconciliation', 'quadrant', 'org'], name='reconciled_of_quadrant')],
                'constraints': [models.UniqueConstraint(fields=('reconciliation', 'enterprise'), name='reconciled_once')],
            },
        ),
        migrations.RunSQL(FORWARD, "DROP FUNCTION reconciled_stays CASCADE"),
    ]
