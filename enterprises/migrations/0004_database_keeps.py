"""The database writes the history of cases, and refuses changes to a month that is reconciled."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION case_stages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE enterprises_casestage s SET until = n.state_since
  FROM new_rows n
  WHERE s.case_id = n.id AND s.until IS NULL AND s.state <> n.state;
  UPDATE enterprises_casestage s SET since = n.state_since, org_id = n.org_id
  FROM new_rows n
  WHERE s.case_id = n.id AND s.until IS NULL AND s.state = n.state
    AND (s.since, s.org_id) IS DISTINCT FROM (n.state_since, n.org_id);
  INSERT INTO enterprises_casestage (case_id, org_id, state, since)
  SELECT n.id, n.org_id, n.state, n.state_since FROM new_rows n
  WHERE NOT EXISTS (SELECT FROM enterprises_casestage s WHERE s.case_id = n.id AND s.until IS NULL);
  RETURN NULL;
END $$;

CREATE FUNCTION case_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.state_since := coalesce(NEW.state_since, NEW.opened_on);
  RETURN NEW;
END $$;

CREATE TRIGGER case_opens BEFORE INSERT ON enterprises_unionizationcase
FOR EACH ROW EXECUTE FUNCTION case_opens();
CREATE TRIGGER case_stages_insert AFTER INSERT ON enterprises_unionizationcase
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION case_stages();
CREATE TRIGGER case_stages_update AFTER UPDATE ON enterprises_unionizationcase
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION case_stages();

CREATE FUNCTION levy_month_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM touched t JOIN enterprises_reconciliation r USING (month)) THEN
    RAISE EXCEPTION '该月已完成对账，不能再改代收记录'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'levy_month_closed';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER levy_month_closed_insert AFTER INSERT ON enterprises_levyentry
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION levy_month_closed();
CREATE TRIGGER levy_month_closed_update AFTER UPDATE ON enterprises_levyentry
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION levy_month_closed();
CREATE TRIGGER levy_month_closed_delete AFTER DELETE ON enterprises_levyentry
REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION levy_month_closed();
"""
BACKWARD = """
DROP TRIGGER case_opens ON enterprises_unionizationcase;
DROP TRIGGER case_stages_insert ON enterprises_unionizationcase;
DROP TRIGGER case_stages_update ON enterprises_unionizationcase;
DROP TRIGGER levy_month_closed_insert ON enterprises_levyentry;
DROP TRIGGER levy_month_closed_update ON enterprises_levyentry;
DROP TRIGGER levy_month_closed_delete ON enterprises_levyentry;
DROP FUNCTION case_stages();
DROP FUNCTION case_opens();
DROP FUNCTION levy_month_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0003_tracking")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
