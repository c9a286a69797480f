"""A spell ends on grounds, a transfer is answered once, two records of one person become one.

The database moves the member of an accepted transfer, and refuses one that cannot move.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

FORWARD = """
CREATE OR REPLACE FUNCTION transfer_from() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  here members_membership;
BEGIN
  SELECT * INTO here FROM members_membership WHERE member_id = NEW.member_id AND until IS NULL;
  IF here.id IS NULL THEN
    RAISE EXCEPTION '该会员没有有效会籍，不能办理接转' USING ERRCODE = 'check_violation';
  ELSIF here.union_id = NEW.to_union_id THEN
    RAISE EXCEPTION '该会员已在转入工会，不需要接转' USING ERRCODE = 'check_violation';
  END IF;
  NEW.from_union_id := coalesce(NEW.from_union_id, here.union_id);
  NEW.org_id := here.org_id;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION transfer_accepted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  said text;
BEGIN
  SELECT CASE
      WHEN s.id IS NULL THEN m.name || '已没有有效会籍，不能接收'
      WHEN s.union_id = n.to_union_id THEN m.name || '已在' || u.name || '，不能再接收'
      WHEN n.accepted_on < s.since THEN m.name || '的接收日期不能早于现会籍的起始日期' || s.since
      WHEN u.approved_on IS NULL OR u.approved_on > n.accepted_on OR u.dissolved_on <= n.accepted_on
        THEN u.name || '在' || n.accepted_on || '没有批复或已撤销，不能接收'
    END INTO said
  FROM new_rows n JOIN old_rows o USING (id)
  JOIN members_member m ON m.id = n.member_id
  JOIN enterprises_grassrootsunion u ON u.id = n.to_union_id
  LEFT JOIN members_membership s ON s.member_id = n.member_id AND s.until IS NULL
  WHERE n.accepted_on IS NOT NULL AND o.accepted_on IS NULL
  ORDER BY 1 LIMIT 1;
  IF said IS NOT NULL THEN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation';
  END IF;
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

CREATE FUNCTION transfer_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.accepted_on IS NOT NULL THEN
      RAISE EXCEPTION '接转已接收，会籍已经转入，不能撤销登记' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.accepted_on IS NOT NULL AND NEW.accepted_on IS DISTINCT FROM OLD.accepted_on
     OR coalesce(OLD.accepted_on, OLD.returned_on, OLD.recalled_on) IS NOT NULL
        AND (NEW.member_id, NEW.to_union_id, NEW.from_union_id, NEW.requested_on, NEW.to_employer_id)
            IS DISTINCT FROM
            (OLD.member_id, OLD.to_union_id, OLD.from_union_id, OLD.requested_on, OLD.to_employer_id) THEN
    RAISE EXCEPTION '接转已经答复，不能再改' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transfer_answered BEFORE UPDATE OR DELETE ON members_transfer
FOR EACH ROW EXECUTE FUNCTION transfer_answered();

CREATE FUNCTION membership_grounds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM touched t JOIN members_member m ON m.id = t.member_id
             WHERE t.until IS NULL AND m.merged_into_id IS NOT NULL) THEN
    RAISE EXCEPTION '该登记已并入另一会员，会籍应登记在保留的会员名下' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM touched t JOIN parameters_ruleparameter r
               ON r.code = 'deemed_withdrawal' AND r.scope_division = '' AND r.verified
               AND (r.since IS NULL OR r.since <= t.until) AND (r.until IS NULL OR r.until > t.until)
             WHERE t."end" = 'lapsed'
               AND t.until < t.fee_unpaid_since + make_interval(months => (r.value->>'n')::int)) THEN
    RAISE EXCEPTION '连续欠缴会费未满规定期限，不能视为退会' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_grounds_insert AFTER INSERT ON members_membership
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION membership_grounds();
CREATE TRIGGER membership_grounds_update AFTER UPDATE ON members_membership
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION membership_grounds();

CREATE FUNCTION member_merged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM touched t JOIN members_membership s ON s.member_id = t.id AND s.until IS NULL
             WHERE t.merged_into_id IS NOT NULL) THEN
    RAISE EXCEPTION '并入的登记还有有效会籍，不能合并' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER member_merged AFTER UPDATE ON members_member
REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION member_merged();
"""
BACKWARD = """
DROP TRIGGER transfer_answered ON members_transfer;
DROP TRIGGER membership_grounds_insert ON members_membership;
DROP TRIGGER membership_grounds_update ON members_membership;
DROP TRIGGER member_merged ON members_member;
DROP FUNCTION transfer_answered();
DROP FUNCTION membership_grounds();
DROP FUNCTION member_merged();
"""
RETAINED = """
UPDATE members_membership SET retained_for = 'other' WHERE standing = 'retained' AND retained_for = '';
UPDATE members_membership SET retained_for = '' WHERE standing = 'active' AND retained_for <> '';
"""


def check(model, name, condition, message):
    rule = models.CheckConstraint(condition=condition, name=name, violation_error_message=message)
    return migrations.AddConstraint(model, rule)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_figures"),
        ("parameters", "0003_rules_of_organising"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "membership",
            "fee_unpaid_since",
            models.DateField(blank=True, null=True, verbose_name="欠缴会费起始日期"),
        ),
        migrations.AddField(
            "transfer",
            "ruling",
            models.CharField(blank=True, editable=False, max_length=200, verbose_name="裁定意见", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "transfer",
            "reminded_on",
            models.DateField(blank=True, editable=False, null=True, verbose_name="提醒日期"),
        ),
        migrations.CreateModel(
            "Merge",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("merged_on", models.DateField(verbose_name="合并日期")),
                ("undone_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("moved", models.JSONField(default=dict, verbose_name="改动前的记录")),
                ("opened", models.BigIntegerField(null=True, verbose_name="新开的会籍")),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="members.member",
                        verbose_name="并入的会员",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="members.member",
                        verbose_name="保留的会员",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="合并人",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="members.duplicatepair",
                        verbose_name="疑似重复",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
            ],
            options={
                "verbose_name": "合并记录",
                "verbose_name_plural": "合并记录",
                "ordering": ["-merged_on", "-id"],
            },
        ),
        migrations.AddConstraint(
            "merge",
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_on=None),
                name="merge_once",
                violation_error_message="该登记已并入另一会员",
            ),
        ),
        check("merge", "merge_of_two", ~Q(kept=F("gone")), "不能与自己合并"),
        check(
            "merge",
            "merge_undone_after_it_was_made",
            Q(undone_on=None, undone_by=None) | Q(undone_on__gte=F("merged_on"), undone_by__isnull=False),
            "撤销日期不能早于合并日期，并应记下撤销人",
        ),
        migrations.RemoveConstraint("transfer", "transfer_has_one_answer"),
        check(
            "transfer",
            "transfer_has_one_answer",
            Q(accepted_on=None, returned_on=None)
            | Q(accepted_on=None, recalled_on=None)
            | Q(returned_on=None, recalled_on=None)
            | Q(arbitrated=True, recalled_on=None, accepted_on__gte=F("returned_on")),
            "接转只能接收、退回或撤回一次；退回后只有区总工会可以裁定接收",
        ),
        check(
            "transfer",
            "transfer_arbitrated_with_reason",
            Q(arbitrated=False, ruling="") | Q(arbitrated=True, accepted_on__isnull=False) & ~Q(ruling=""),
            "裁定接收应填写裁定意见",
        ),
        migrations.RunSQL(RETAINED, migrations.RunSQL.noop),
        check(
            "membership",
            "membership_retained_for_a_reason",
            Q(standing="retained") & ~Q(retained_for="")
            | Q(standing="active", retained_for="") & ~Q(start="retained"),
            "保留会籍应写明原因；在册的不填保留原因",
        ),
        check(
            "membership",
            "membership_decided_by_a_paper",
            ~Q(end__in=["expelled", "lapsed"]) | ~Q(decision_no=""),
            "除名、视为退会应填写决定文号",
        ),
        check(
            "membership",
            "membership_lapsed_after_urging",
            ~Q(end="lapsed")
            | Q(urged_on__gt=F("fee_unpaid_since"), urged_on__lte=F("until"), urged_on__isnull=False)
            & Q(fee_unpaid_since__isnull=False),
            "视为退会应填写欠缴会费起始日期和其后的催告日期",
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
