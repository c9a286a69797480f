"""Claims and obstacles end when a case closes, not whenever a closed case is written again."""

from django.db import migrations

FORWARD = """
DROP TRIGGER case_closes ON enterprises_unionizationcase;
CREATE OR REPLACE FUNCTION case_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE enterprises_claim c SET until = greatest(c.since, n.state_since), "end" = 'done'
  FROM new_rows n JOIN old_rows o USING (id)
  WHERE c.case_id = n.id AND c.until IS NULL
    AND n.state IN ('founded', 'registered', 'gone') AND n.state <> o.state;
  UPDATE enterprises_obstacle b SET until = greatest(b.since, n.state_since)
  FROM new_rows n JOIN old_rows o USING (id)
  WHERE b.enterprise_id = n.enterprise_id AND b.until IS NULL
    AND n.state IN ('founded', 'registered') AND n.state <> o.state;
  RETURN NULL;
END $$;
CREATE TRIGGER case_closes AFTER UPDATE ON enterprises_unionizationcase
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION case_closes();
"""
BACKWARD = """
DROP TRIGGER case_closes ON enterprises_unionizationcase;
CREATE TRIGGER case_closes AFTER UPDATE ON enterprises_unionizationcase
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION case_closes();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0009_stages_and_inspections")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
