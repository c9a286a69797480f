"""An accepted transfer is one fact: the database closes the spell, opens the next, and moves the member."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION transfer_from() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.from_union_id IS NULL THEN
    NEW.from_union_id := (SELECT union_id FROM members_membership
                          WHERE member_id = NEW.member_id AND until IS NULL);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transfer_from BEFORE INSERT ON members_transfer
FOR EACH ROW EXECUTE FUNCTION transfer_from();

CREATE FUNCTION transfer_accepted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$  -- the application makes no tables, passing ones neither
BEGIN
  CREATE TEMP TABLE IF NOT EXISTS accepted_transfers (
    member_id bigint, union_id bigint, employer_id bigint, org_id bigint, day date,
    admitted_on date, standing text, platform text
  ) ON COMMIT DROP;
  TRUNCATE accepted_transfers;
  INSERT INTO accepted_transfers
  SELECT n.member_id, n.to_union_id, n.to_employer_id, u.org_id, n.accepted_on,
         s.admitted_on, s.standing, s.platform
  FROM new_rows n JOIN old_rows o USING (id)
  JOIN enterprises_grassrootsunion u ON u.id = n.to_union_id
  JOIN members_membership s ON s.member_id = n.member_id AND s.until IS NULL
  WHERE n.accepted_on IS NOT NULL AND o.accepted_on IS NULL;
  UPDATE members_membership s SET until = a.day, "end" = 'transfer'
  FROM accepted_transfers a WHERE s.member_id = a.member_id AND s.until IS NULL;
  INSERT INTO members_membership (org_id, member_id, union_id, employer_id, platform, admitted_on, since,
                                  standing, start, "end", source, channel, retained_for, decision_no)
  SELECT org_id, member_id, union_id, employer_id, platform, admitted_on, day,
         'active', 'transfer', '', '', '', '', ''
  FROM accepted_transfers;
  UPDATE members_member m SET org_id = a.org_id
  FROM accepted_transfers a WHERE m.id = a.member_id AND m.org_id <> a.org_id;
  RETURN NULL;
END $$;
CREATE TRIGGER transfer_accepted AFTER UPDATE ON members_transfer
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION transfer_accepted();
"""
BACKWARD = """
DROP TRIGGER transfer_from ON members_transfer;
DROP TRIGGER transfer_accepted ON members_transfer;
DROP FUNCTION transfer_from();
DROP FUNCTION transfer_accepted();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0003_joining")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
