"""What a closed month came to is counted by the database as it is closed, and stays."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION reconciliation_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_day date := (NEW.month + interval '1 month')::date - 1;
BEGIN
  SELECT count(DISTINCT payer_code),
         count(DISTINCT payer_code) FILTER (WHERE decision IN ('matched', 'created'))
  INTO NEW.payers, NEW.matched
  FROM enterprises_levyentry
  WHERE month = NEW.month AND amount > 0 AND decision <> 'foreign';

  SELECT count(*) FILTER (WHERE paid AND covered), count(*) FILTER (WHERE paid AND NOT covered),
         count(*) FILTER (WHERE NOT paid AND covered AND (closed_on IS NULL OR closed_on > last_day))
  INTO NEW.paying_unionized, NEW.paying_only, NEW.unionized_only
  FROM (
    SELECT e.closed_on,
           e.id IN (SELECT enterprise_id FROM enterprises_levyentry
                    WHERE month = NEW.month AND amount > 0 AND decision IN ('matched', 'created')) AS paid,
           e.id IN (SELECT a.enterprise_id FROM enterprises_affiliation a
                    JOIN enterprises_grassrootsunion u ON u.id = a.union_id
                    WHERE a.mode <> 'federation' AND a.since <= last_day
                      AND (a.until IS NULL OR a.until > last_day) AND u.approved_on <= last_day
                      AND (u.dissolved_on IS NULL OR u.dissolved_on > last_day)) AS covered
    FROM enterprises_enterprise e) known;
  RETURN NEW;
END $$;

CREATE FUNCTION reconciliation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.month, NEW.payers, NEW.matched, NEW.paying_unionized, NEW.paying_only, NEW.unionized_only)
     IS DISTINCT FROM
     (OLD.month, OLD.payers, OLD.matched, OLD.paying_unionized, OLD.paying_only, OLD.unionized_only) THEN
    RAISE EXCEPTION '该月已完成对账，所属月份和各项户数不能再改'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_stays';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER reconciliation_counts BEFORE INSERT ON enterprises_reconciliation
FOR EACH ROW EXECUTE FUNCTION reconciliation_counts();
CREATE TRIGGER reconciliation_stays BEFORE UPDATE ON enterprises_reconciliation
FOR EACH ROW EXECUTE FUNCTION reconciliation_stays();
"""
BACKWARD = """
DROP TRIGGER reconciliation_counts ON enterprises_reconciliation;
DROP TRIGGER reconciliation_stays ON enterprises_reconciliation;
DROP FUNCTION reconciliation_counts();
DROP FUNCTION reconciliation_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0007_months_by_any_day")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
