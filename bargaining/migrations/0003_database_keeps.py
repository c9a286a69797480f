"""The database carries filings into contracts and pauses into talks, and refuses steps the rules forbid.

A rule refuses only where its text was verified; otherwise the page warns.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION filing_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.round > 1 AND NOT EXISTS (
      SELECT FROM bargaining_filing f
      WHERE f.contract_id = NEW.contract_id AND f.round = NEW.round - 1 AND f.objected_on IS NOT NULL
        AND f.objected_on <= NEW.submitted_on) THEN
    RAISE EXCEPTION '上一轮报送没有异议，不能再报送第%轮', NEW.round
      USING ERRCODE = 'check_violation', CONSTRAINT = 'filing_follows_objection';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER filing_follows BEFORE INSERT ON bargaining_filing
FOR EACH ROW EXECUTE FUNCTION filing_follows();

CREATE FUNCTION filing_carried() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bargaining_contract c SET
    filed_on = f.first_on,
    objected_on = f.objected_on,
    effective_on = CASE
      WHEN f.objected_on IS NULL THEN legal_deadline('filing_review', f.received_on) + 1 END
  FROM (
    SELECT DISTINCT ON (contract_id) contract_id, received_on, objected_on,
      min(submitted_on) OVER (PARTITION BY contract_id) AS first_on
    FROM bargaining_filing WHERE contract_id IN (SELECT contract_id FROM touched)
    ORDER BY contract_id, round DESC
  ) f
  WHERE c.id = f.contract_id
    AND (c.filed_on, c.objected_on, c.effective_on) IS DISTINCT FROM
        (f.first_on, f.objected_on,
         CASE WHEN f.objected_on IS NULL THEN legal_deadline('filing_review', f.received_on) + 1 END);
  RETURN NULL;
END $$;
CREATE TRIGGER filing_carried_insert AFTER INSERT ON bargaining_filing
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION filing_carried();
CREATE TRIGGER filing_carried_update AFTER UPDATE ON bargaining_filing
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION filing_carried();

CREATE FUNCTION pause_within_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE term jsonb := verified_rule('suspension', NEW.since);
BEGIN
  IF term IS NOT NULL AND greatest(NEW.limit, NEW.until) > NEW.since + (term ->> 'n')::int THEN
    RAISE EXCEPTION '中止协商期限不得超过%日', term ->> 'n'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'pause_within_limit';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pause_within_limit BEFORE INSERT OR UPDATE ON bargaining_pause
FOR EACH ROW EXECUTE FUNCTION pause_within_limit();

CREATE FUNCTION pause_carried() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bargaining_talks t SET paused_on = p.since
  FROM (
    SELECT talks_id, max(since) FILTER (WHERE until IS NULL) AS since
    FROM bargaining_pause WHERE talks_id IN (SELECT talks_id FROM touched) GROUP BY talks_id
  ) p
  WHERE t.id = p.talks_id AND t.paused_on IS DISTINCT FROM p.since;
  RETURN NULL;
END $$;
CREATE TRIGGER pause_carried_insert AFTER INSERT ON bargaining_pause
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION pause_carried();
CREATE TRIGGER pause_carried_update AFTER UPDATE ON bargaining_pause
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION pause_carried();

CREATE FUNCTION talks_represented() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  size jsonb := verified_rule('representatives', NEW.started_on);
  share jsonb := verified_rule('external_representatives_share', NEW.started_on);
  side record;
BEGIN
  IF size IS NOT NULL AND (
      SELECT count(*) FILTER (WHERE r.side = 'labour') <> count(*) FILTER (WHERE r.side = 'employer')
        OR count(*) FILTER (WHERE r.side = 'labour') < (size ->> 'at_least')::int
      FROM bargaining_representative r WHERE r.talks_id = NEW.id) THEN
    RAISE EXCEPTION '双方协商代表人数应对等且每方不少于%人', size ->> 'at_least'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_represented';
  END IF;
  IF (SELECT count(*) FROM bargaining_representative r WHERE r.talks_id = NEW.id AND r.chief) < 2 THEN
    RAISE EXCEPTION '每方应有一名首席代表'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_represented';
  END IF;
  IF share IS NOT NULL AND EXISTS (
      SELECT FROM bargaining_representative r WHERE r.talks_id = NEW.id GROUP BY r.side
      HAVING count(*) FILTER (WHERE r.external) * (share ->> 1)::int > count(*) * (share ->> 0)::int) THEN
    RAISE EXCEPTION '外聘代表不得超过本方代表的三分之一'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_represented';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER talks_represented BEFORE UPDATE ON bargaining_talks
FOR EACH ROW WHEN (OLD.started_on IS NULL AND NEW.started_on IS NOT NULL)
EXECUTE FUNCTION talks_represented();

CREATE FUNCTION talks_passed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE shares jsonb := verified_rule('passing_shares', NEW.passed_on);
BEGIN
  IF NEW.entitled IS NULL OR NEW.present IS NULL OR NEW.in_favour IS NULL THEN
    RAISE EXCEPTION '审议通过应填写应到、实到和同意人数'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_passed';
  END IF;
  IF NEW.present * (shares -> 'present' ->> 1)::int < NEW.entitled * (shares -> 'present' ->> 0)::int THEN
    RAISE EXCEPTION '到会人数未达三分之二：应到%人，实到%人', NEW.entitled, NEW.present
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_passed';
  END IF;
  IF NEW.in_favour * (shares -> 'agreed' ->> 1)::int < NEW.entitled * (shares -> 'agreed' ->> 0)::int THEN
    RAISE EXCEPTION '同意人数未达全体半数：应到%人，同意%人', NEW.entitled, NEW.in_favour
      USING ERRCODE = 'check_violation', CONSTRAINT = 'talks_passed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER talks_passed BEFORE INSERT OR UPDATE ON bargaining_talks
FOR EACH ROW WHEN (NEW.passed_on IS NOT NULL) EXECUTE FUNCTION talks_passed();
"""
BACKWARD = """
DROP TRIGGER talks_passed ON bargaining_talks;
DROP TRIGGER talks_represented ON bargaining_talks;
DROP TRIGGER pause_carried_insert ON bargaining_pause;
DROP TRIGGER pause_carried_update ON bargaining_pause;
DROP TRIGGER pause_within_limit ON bargaining_pause;
DROP TRIGGER filing_carried_insert ON bargaining_filing;
DROP TRIGGER filing_carried_update ON bargaining_filing;
DROP TRIGGER filing_follows ON bargaining_filing;
DROP FUNCTION talks_passed();
DROP FUNCTION talks_represented();
DROP FUNCTION pause_carried();
DROP FUNCTION pause_within_limit();
DROP FUNCTION filing_carried();
DROP FUNCTION filing_follows();
"""
STEPS = (
    ("产生代表", "双方代表人数对等，每方不少于3人；名单在协商前公布", "reps_published_on", "reps_published_on", "代表名单和公布记录"),
    ("启动要约", "书面要约；对方20日内书面答复", "offered_on", "answered_on", "要约书、应约书"),
    ("协商准备", "交换资料、征求职工意见、拟定议题", "answered_on", "information_on", "资料清单"),
    ("正式协商", "双方首席代表轮流主持，形成草案", "started_on", "drafted_on", "会议记录"),
    ("审议审查", "职代会审议通过，双方签字，报送审查", "drafted_on", "signed_on", "职代会决议、合同文本"),
)  # fmt: skip


def steps(apps, schema_editor):
    step = apps.get_model("bargaining", "TalksStep").objects.using(schema_editor.connection.alias)
    step.bulk_create(
        step.model(place=place, name=name, hint=hint, opens_by=opens, done_by=done, evidence=evidence)
        for place, (name, hint, opens, done, evidence) in enumerate(STEPS, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0002_talks_and_keeping"), ("parameters", "0005_rules_in_sql")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(steps, migrations.RunPython.noop),
    ]
