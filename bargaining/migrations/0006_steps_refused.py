"""The database refuses a late answer without a reason, a recorder who speaks for a side, names published
after talks began, and an objection after the days of review."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION talks_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  term jsonb := verified_rule('offer_answer', coalesce(NEW.received_on, NEW.offered_on));
  due date := legal_deadline('offer_answer', coalesce(NEW.received_on, NEW.offered_on));
BEGIN
  IF term IS NOT NULL AND NEW.answered_on > due AND NEW.answer_reason = '' THEN
    RAISE EXCEPTION '对方应在%日内书面答复，期限%，逾期答复的应写明理由', term ->> 'n', due
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_answered';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER talks_answered BEFORE UPDATE ON bargaining_talks
FOR EACH ROW WHEN (NEW.answered_on IS DISTINCT FROM OLD.answered_on AND NEW.answered_on IS NOT NULL)
EXECUTE FUNCTION talks_answered();

CREATE FUNCTION talks_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.reps_published_on > NEW.started_on THEN
    RAISE EXCEPTION '代表名单应在协商前公布'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_opened';
  END IF;
  IF NEW.recorder <> '' AND EXISTS (
      SELECT FROM bargaining_representative r WHERE r.talks_id = NEW.id AND r.name = NEW.recorder) THEN
    RAISE EXCEPTION '记录员不能由协商代表担任'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_opened';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER talks_opened BEFORE UPDATE ON bargaining_talks
FOR EACH ROW WHEN (OLD.started_on IS NULL AND NEW.started_on IS NOT NULL)
EXECUTE FUNCTION talks_opened();

CREATE FUNCTION filing_objected() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  term jsonb := verified_rule('filing_review', NEW.received_on);
  last date := legal_deadline('filing_review', NEW.received_on);
BEGIN
  IF term IS NOT NULL AND NEW.objected_on > last THEN
    RAISE EXCEPTION '收到后%日内未提出异议的合同即生效，审查到%为止', term ->> 'n', last
      USING ERRCODE = 'check_violation', CONSTRAINT = 'filing_objected';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER filing_objected BEFORE INSERT OR UPDATE ON bargaining_filing
FOR EACH ROW WHEN (NEW.objected_on IS NOT NULL) EXECUTE FUNCTION filing_objected();
"""
BACKWARD = """
DROP TRIGGER filing_objected ON bargaining_filing;
DROP TRIGGER talks_opened ON bargaining_talks;
DROP TRIGGER talks_answered ON bargaining_talks;
DROP FUNCTION filing_objected();
DROP FUNCTION talks_opened();
DROP FUNCTION talks_answered();
"""


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0005_reminders"), ("parameters", "0005_rules_in_sql")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
