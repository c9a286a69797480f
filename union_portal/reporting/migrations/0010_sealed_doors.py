"""No way round a sealed year: by another unit, by another report or record, by its targets and names."""

from django.db import migrations, models

LOCK = "PERFORM pg_advisory_xact_lock_shared(hashtextextended('annual seal', 0));"
YEAR_IS_SEALED = """
CREATE OR REPLACE FUNCTION span_is_sealed(place bigint, first_day date, after_it date) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM reporting_annualrecord a
    JOIN reporting_period y ON y.id = a.period_id
    JOIN organization_orgunit head ON head.id = a.org_id
    JOIN organization_orgunit o ON o.id = place
    WHERE a.sealed_at IS NOT NULL AND first_day >= y."start" AND after_it <= y."end"
      AND (starts_with(o.path, head.path) OR EXISTS (
        SELECT FROM reporting_snapshotfigure f WHERE f.snapshot_id = a.snapshot_id AND f.org_id = place)))
$$;
CREATE OR REPLACE FUNCTION year_is_sealed(unit bigint, month bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT span_is_sealed(unit, "start", "end") FROM reporting_period WHERE id = month), false)
$$;
"""
BY_PATH = """
CREATE OR REPLACE FUNCTION year_is_sealed(unit bigint, month bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM reporting_annualrecord a
    JOIN reporting_period y ON y.id = a.period_id
    JOIN organization_orgunit head ON head.id = a.org_id
    JOIN reporting_period m ON m.id = month
    JOIN organization_orgunit o ON o.id = unit
    WHERE a.sealed_at IS NOT NULL AND m."start" >= y."start" AND m."end" <= y."end"
      AND starts_with(o.path, head.path))
$$;
DROP FUNCTION span_is_sealed(bigint, date, date);
"""
BOTH = """
  line jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  was jsonb := to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END);
"""
END = "RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\nEND $$;"


def month_unsealed(place: str) -> str:
    """`place` finds the unit and the month of a line."""
    return f"""
CREATE OR REPLACE FUNCTION month_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE {BOTH}
  unit bigint;
  month bigint;
BEGIN
  {LOCK}
  FOREACH line IN ARRAY ARRAY[line, was] LOOP
    {place}
    IF year_is_sealed(unit, month) THEN
      RAISE EXCEPTION '年报已封存，这一年的月报不能再改；确有错误的，请登记更正'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
    END IF;
  END LOOP;
  {END}
"""


OF_ITS_REPORT = """
    unit := (line ->> 'org_id')::bigint;
    month := (line ->> 'period_id')::bigint;
    IF line ? 'report_id' THEN
      SELECT r.org_id, r.period_id INTO unit, month FROM reporting_monthlyreport r
      WHERE r.id = (line ->> 'report_id')::bigint;
    END IF;
"""
OF_ITSELF = """
    unit := (line ->> 'org_id')::bigint;
    month := coalesce(
      (line ->> 'period_id')::bigint,
      (SELECT r.period_id FROM reporting_monthlyreport r WHERE r.id = (line ->> 'report_id')::bigint));
"""


def takes_typing(reports: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION report_takes_typing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE {BOTH}
  report record;
BEGIN
  FOR report IN SELECT state, reopened_until FROM reporting_monthlyreport
    WHERE id IN ({reports}) ORDER BY id FOR SHARE LOOP
    IF report.state NOT IN ('open', 'returned', 'reopened')
       OR report.state = 'reopened' AND report.reopened_until <= now() THEN
      RAISE EXCEPTION '月报已报送，不能修改；要改请先撤回，已锁定的请申请更正'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'report_takes_typing';
    END IF;
  END LOOP;
  {END}
"""


def takes_writing(records: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION record_takes_writing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE {BOTH}
  record record;
BEGIN
  FOR record IN SELECT sealed_at, prepared_at FROM reporting_annualrecord
    WHERE id IN ({records}) ORDER BY id FOR SHARE LOOP
    IF record.sealed_at IS NOT NULL THEN
      RAISE EXCEPTION '年报已封存，不能修改；确有错误的，请登记更正'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
    END IF;
    IF record.prepared_at IS NOT NULL THEN
      RAISE EXCEPTION '年报已提交签署，不能修改；要改请先退回填报'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_stands';
    END IF;
  END LOOP;
  {END}
"""


def parents(column: str, *lines: str) -> str:
    return ", ".join(f"({line} ->> '{column}')::bigint" for line in lines)


def correction_stands(proposed: str, approving: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION correction_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT FROM reporting_annualrecord
                   WHERE id = NEW.record_id AND sealed_at IS NOT NULL) THEN
      RAISE EXCEPTION '年报还没有封存，请直接修改台账后重新取数'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_after_seal';
    END IF;{proposed}
    RETURN NEW;
  END IF;
  IF OLD.approved_at IS NOT NULL OR TG_OP = 'DELETE'{approving} THEN
    RAISE EXCEPTION '更正一经登记不能修改或删除；仍有错误的，请再登记一次更正'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_stands';
  END IF;
  RETURN NEW;
END $$;
"""


PROPOSED_FIRST = """
    IF NEW.approved_at IS NOT NULL THEN
      RAISE EXCEPTION '更正应先登记，再由另一个人批准'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_after_seal';
    END IF;"""
APPROVED = "'{version,state,approved_by_id,approved_at,previous,digest}'::text[]"
AS_PROPOSED = f"""
     OR (to_jsonb(NEW) - {APPROVED}) <> (to_jsonb(OLD) - {APPROVED})"""
OTHER_TABLES = f"""
CREATE FUNCTION year_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE {BOTH}
  since date;
  till date;
BEGIN
  {LOCK}
  FOREACH line IN ARRAY ARRAY[line, was] LOOP
    since := coalesce(line ->> 'since', line ->> 'by')::date;
    till := coalesce((line ->> 'until')::date, since + 1);
    IF span_is_sealed((line ->> 'org_id')::bigint, since, till) THEN
      RAISE EXCEPTION '年报已封存，这一年的目标和上级公布数不能再改'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
    END IF;
  END LOOP;
  {END}
CREATE TRIGGER a_year_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_target
FOR EACH ROW EXECUTE FUNCTION year_unsealed();
CREATE TRIGGER a_year_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_publishedtotal
FOR EACH ROW EXECUTE FUNCTION year_unsealed();

CREATE FUNCTION record_within_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'INSERT' OR (NEW.org_id, NEW.period_id) IS DISTINCT FROM (OLD.org_id, OLD.period_id))
     AND year_is_sealed(NEW.org_id, NEW.period_id) THEN
    RAISE EXCEPTION '年报已封存，这一年不再另编年报'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_within_sealed BEFORE INSERT OR UPDATE ON reporting_annualrecord
FOR EACH ROW EXECUTE FUNCTION record_within_sealed();

CREATE FUNCTION sealed_period_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'computed_at') <> (to_jsonb(OLD) - 'computed_at')) AND EXISTS (
    SELECT FROM reporting_annualrecord a JOIN reporting_period y ON y.id = a.period_id
    WHERE a.sealed_at IS NOT NULL AND OLD."start" >= y."start" AND OLD."end" <= y."end") THEN
    RAISE EXCEPTION '年报已封存，这一年的统计期间不能再改'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER a_sealed_period_stands BEFORE UPDATE OR DELETE ON reporting_period
FOR EACH ROW EXECUTE FUNCTION sealed_period_stands();
"""
WITHOUT_THEM = """
DROP TRIGGER a_sealed_period_stands ON reporting_period;
DROP TRIGGER record_within_sealed ON reporting_annualrecord;
DROP TRIGGER a_year_unsealed ON reporting_publishedtotal;
DROP TRIGGER a_year_unsealed ON reporting_target;
DROP FUNCTION sealed_period_stands(), record_within_sealed(), year_unsealed();
"""
FORWARD = (
    YEAR_IS_SEALED
    + month_unsealed(OF_ITS_REPORT)
    + takes_typing(parents("report_id", "line", "was"))
    + takes_writing(parents("record_id", "line", "was"))
    + correction_stands(PROPOSED_FIRST, AS_PROPOSED)
    + OTHER_TABLES
)
BACKWARD = (
    WITHOUT_THEM
    + correction_stands("", "")
    + takes_writing(parents("record_id", "line"))
    + takes_typing(parents("report_id", "line"))
    + month_unsealed(OF_ITSELF)
    + BY_PATH
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0009_papers_of_a_month")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(fields=["org", "digest"], name="snapshot_digest_once"),
        ),
    ]
