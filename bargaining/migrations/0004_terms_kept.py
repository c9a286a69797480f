"""The database keeps the term, the lowest pay and the succession of contracts.

Nothing says on which day an unwritten term begins, so it is read both ways in the signers' favour: too short
only if it is so from the signature on, too long only if it is so from the day of effect on, or from the last
day on which it would lawfully take effect.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION contract_term_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  term jsonb := verified_rule('contract_term_months', NEW.signed_on);
  earliest date := coalesce(NEW.starts_on, NEW.signed_on);
  latest date := coalesce(NEW.starts_on, NEW.effective_on,
    legal_deadline('filing_review', legal_deadline('contract_filing', NEW.signed_on)) + 1);
BEGIN
  IF NEW.expires_on < earliest + make_interval(months => (term ->> 'at_least')::int) - interval '1 day'
     OR NEW.expires_on > latest + make_interval(months => (term ->> 'at_most')::int) - interval '1 day' THEN
    RAISE EXCEPTION '集体合同期限应为%至%个月，现为%至%', term ->> 'at_least', term ->> 'at_most',
      CASE WHEN NEW.expires_on < earliest + interval '1 year' THEN earliest ELSE latest END, NEW.expires_on
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_term_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_term_kept_insert BEFORE INSERT ON bargaining_contract
FOR EACH ROW EXECUTE FUNCTION contract_term_kept();
CREATE TRIGGER contract_term_kept_update BEFORE UPDATE ON bargaining_contract
FOR EACH ROW WHEN ((OLD.signed_on, OLD.starts_on, OLD.expires_on) IS DISTINCT FROM
                   (NEW.signed_on, NEW.starts_on, NEW.expires_on))
EXECUTE FUNCTION contract_term_kept();

CREATE FUNCTION contract_pay_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line jsonb := verified_rule('minimum_wage_month', NEW.signed_on);
BEGIN
  IF NEW.minimum_wage < (line #>> '{}')::numeric THEN
    RAISE EXCEPTION '约定最低工资低于本市最低工资标准%元：现为%元', line #>> '{}', NEW.minimum_wage
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_pay_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_pay_kept_insert BEFORE INSERT ON bargaining_contract
FOR EACH ROW WHEN (NEW.minimum_wage IS NOT NULL) EXECUTE FUNCTION contract_pay_kept();
CREATE TRIGGER contract_pay_kept_update BEFORE UPDATE ON bargaining_contract
FOR EACH ROW WHEN (NEW.minimum_wage IS NOT NULL AND
                   (OLD.signed_on, OLD.minimum_wage) IS DISTINCT FROM (NEW.signed_on, NEW.minimum_wage))
EXECUTE FUNCTION contract_pay_kept();

CREATE FUNCTION contract_succeeds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old bargaining_contract;
BEGIN
  SELECT * INTO old FROM bargaining_contract WHERE id = NEW.renews_id;
  IF old.kind <> NEW.kind OR old.enterprise_id <> NEW.enterprise_id OR old.signed_on > NEW.signed_on THEN
    RAISE EXCEPTION '续签的应是同一单位、同一类型、签字更早的合同：合同%不是', old.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_succeeds';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_succeeds_insert BEFORE INSERT ON bargaining_contract
FOR EACH ROW WHEN (NEW.renews_id IS NOT NULL) EXECUTE FUNCTION contract_succeeds();
CREATE TRIGGER contract_succeeds_update BEFORE UPDATE ON bargaining_contract
FOR EACH ROW WHEN (NEW.renews_id IS NOT NULL AND
                   (OLD.renews_id, OLD.kind, OLD.enterprise_id, OLD.signed_on) IS DISTINCT FROM
                   (NEW.renews_id, NEW.kind, NEW.enterprise_id, NEW.signed_on))
EXECUTE FUNCTION contract_succeeds();
"""
BACKWARD = """
DROP TRIGGER contract_succeeds_update ON bargaining_contract;
DROP TRIGGER contract_succeeds_insert ON bargaining_contract;
DROP TRIGGER contract_pay_kept_update ON bargaining_contract;
DROP TRIGGER contract_pay_kept_insert ON bargaining_contract;
DROP TRIGGER contract_term_kept_update ON bargaining_contract;
DROP TRIGGER contract_term_kept_insert ON bargaining_contract;
DROP FUNCTION contract_succeeds();
DROP FUNCTION contract_pay_kept();
DROP FUNCTION contract_term_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0003_database_keeps"), ("parameters", "0005_rules_in_sql")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
