"""What was handed in, frozen or sealed does not change, whichever door the change comes through."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION figures_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = 'figures_stand';
END $$;
CREATE TRIGGER figures_stand BEFORE UPDATE OR DELETE ON reporting_filedcell
FOR EACH ROW EXECUTE FUNCTION figures_stand('已报送的数不能修改，请申请更正后重新报送');
CREATE TRIGGER figures_stand BEFORE UPDATE OR DELETE ON reporting_reportevent
FOR EACH ROW EXECUTE FUNCTION figures_stand('月报办理记录不能修改');
CREATE TRIGGER figures_stand BEFORE UPDATE OR DELETE ON reporting_snapshot
FOR EACH ROW EXECUTE FUNCTION figures_stand('统计快照不能修改');
CREATE TRIGGER figures_stand BEFORE UPDATE OR DELETE ON reporting_snapshotdefinition
FOR EACH ROW EXECUTE FUNCTION figures_stand('统计快照不能修改');
CREATE TRIGGER figures_stand BEFORE UPDATE OR DELETE ON reporting_snapshotfigure
FOR EACH ROW EXECUTE FUNCTION figures_stand('统计快照不能修改');
CREATE TRIGGER figures_stand BEFORE UPDATE OR DELETE ON reporting_snapshotrows
FOR EACH ROW EXECUTE FUNCTION figures_stand('统计快照不能修改');

CREATE FUNCTION year_is_sealed(unit bigint, month bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM reporting_annualrecord a
    JOIN reporting_period y ON y.id = a.period_id
    JOIN organization_orgunit head ON head.id = a.org_id
    JOIN reporting_period m ON m.id = month
    JOIN organization_orgunit o ON o.id = unit
    WHERE a.sealed_at IS NOT NULL AND m."start" >= y."start" AND m."end" <= y."end"
      AND starts_with(o.path, head.path))
$$;

CREATE FUNCTION month_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_monthlyreport
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportcell
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportreason
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_filedcell
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportevent
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_remark
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_sectioncheck
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_objection
FOR EACH ROW EXECUTE FUNCTION month_unsealed();

CREATE FUNCTION report_takes_typing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  report record;
BEGIN
  SELECT state, reopened_until INTO report FROM reporting_monthlyreport
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id ELSE NEW.report_id END FOR SHARE;
  IF report.state NOT IN ('open', 'returned', 'reopened')
     OR report.state = 'reopened' AND report.reopened_until <= now() THEN
    RAISE EXCEPTION '月报已报送，不能修改；要改请先撤回，已锁定的请申请更正'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'report_takes_typing';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER report_takes_typing BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportcell
FOR EACH ROW EXECUTE FUNCTION report_takes_typing();
CREATE TRIGGER report_takes_typing BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportreason
FOR EACH ROW EXECUTE FUNCTION report_takes_typing();

CREATE FUNCTION record_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.sealed_at IS NOT NULL THEN
    RAISE EXCEPTION '年报已封存，不能修改；确有错误的，请登记更正'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.prepared_at IS NOT NULL AND OLD.prepared_at IS NOT NULL
     AND (NEW.snapshot_id, NEW.headline, NEW.period_id, NEW.org_id)
         IS DISTINCT FROM (OLD.snapshot_id, OLD.headline, OLD.period_id, OLD.org_id) THEN
    RAISE EXCEPTION '年报已提交签署，不能更换快照或标题；要改请先退回填报'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'record_stands';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER record_stands BEFORE UPDATE OR DELETE ON reporting_annualrecord
FOR EACH ROW EXECUTE FUNCTION record_stands();

CREATE FUNCTION record_takes_writing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  record record;
BEGIN
  SELECT sealed_at, prepared_at INTO record FROM reporting_annualrecord
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.record_id ELSE NEW.record_id END FOR SHARE;
  IF record.sealed_at IS NOT NULL THEN
    RAISE EXCEPTION '年报已封存，不能修改；确有错误的，请登记更正'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'year_is_sealed';
  END IF;
  IF record.prepared_at IS NOT NULL THEN
    RAISE EXCEPTION '年报已提交签署，不能修改；要改请先退回填报'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'record_stands';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER record_takes_writing BEFORE INSERT OR UPDATE OR DELETE ON reporting_chapter
FOR EACH ROW EXECUTE FUNCTION record_takes_writing();
CREATE TRIGGER record_takes_writing BEFORE INSERT OR UPDATE OR DELETE ON reporting_figurenote
FOR EACH ROW EXECUTE FUNCTION record_takes_writing();
CREATE TRIGGER record_takes_writing BEFORE INSERT OR UPDATE OR DELETE ON reporting_sectionconfirmation
FOR EACH ROW EXECUTE FUNCTION record_takes_writing();

CREATE FUNCTION correction_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT FROM reporting_annualrecord
                   WHERE id = NEW.record_id AND sealed_at IS NOT NULL) THEN
      RAISE EXCEPTION '年报还没有封存，请直接修改台账后重新取数'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_after_seal';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.approved_at IS NOT NULL OR TG_OP = 'DELETE' THEN
    RAISE EXCEPTION '更正一经登记不能修改或删除；仍有错误的，请再登记一次更正'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_stands';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER correction_stands BEFORE INSERT OR UPDATE OR DELETE ON reporting_correction
FOR EACH ROW EXECUTE FUNCTION correction_stands();
"""
TRIGGERS = {
    "figures_stand": (
        "filedcell", "reportevent", "snapshot", "snapshotdefinition", "snapshotfigure", "snapshotrows",
    ),
    "a_month_unsealed": (
        "monthlyreport", "reportcell", "reportreason", "filedcell", "reportevent", "remark",
        "sectioncheck", "objection",
    ),
    "report_takes_typing": ("reportcell", "reportreason"),
    "record_stands": ("annualrecord",),
    "record_takes_writing": ("chapter", "figurenote", "sectionconfirmation"),
    "correction_stands": ("correction",),
}  # fmt: skip
BACKWARD = "".join(
    f"DROP TRIGGER {name} ON reporting_{table};" for name, tables in TRIGGERS.items() for table in tables
) + """
DROP FUNCTION figures_stand(), month_unsealed(), report_takes_typing(), record_stands(),
  record_takes_writing(), correction_stands();
DROP FUNCTION year_is_sealed(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_monthly_and_annual")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
