"""A headcount holds until the next one of its enterprise: the database writes `until`."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION headcount_until() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  UPDATE enterprises_headcount h SET until = line.next_since
  FROM (
    SELECT id, lead(since) OVER (PARTITION BY enterprise_id ORDER BY since) AS next_since
    FROM enterprises_headcount
    WHERE enterprise_id IN (SELECT enterprise_id FROM touched)
  ) line
  WHERE line.id = h.id AND h.until IS DISTINCT FROM line.next_since;
  RETURN NULL;
END $$;

CREATE TRIGGER headcount_until_insert AFTER INSERT ON enterprises_headcount
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION headcount_until();
CREATE TRIGGER headcount_until_update AFTER UPDATE ON enterprises_headcount
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION headcount_until();
CREATE TRIGGER headcount_until_delete AFTER DELETE ON enterprises_headcount
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION headcount_until();
"""
BACKWARD = """
DROP TRIGGER headcount_until_insert ON enterprises_headcount;
DROP TRIGGER headcount_until_update ON enterprises_headcount;
DROP TRIGGER headcount_until_delete ON enterprises_headcount;
DROP FUNCTION headcount_until();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
