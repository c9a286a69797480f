"""What an application from a public page leaves behind: consents, the firm in her own words, who entered it.

The database writes who entered a row and with which request, and reviewers of large batches are others (MB-16).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION application_entered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stamp jsonb := nullif(current_setting('portal.request', true), '')::jsonb;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.channel := OLD.channel;
    NEW.entered_by_id := OLD.entered_by_id;
    NEW.entered_with := OLD.entered_with;
  ELSIF stamp->>'user' IS NOT NULL AND NEW.door_id IS NULL THEN
    NEW.entered_by_id := (stamp->>'user')::bigint;
    NEW.entered_with := (stamp->>'id')::uuid;
    IF NEW.channel = 'online' THEN
      NEW.channel := CASE WHEN stamp->>'route' ~ '^(job sheets[.]|import_sheet )' THEN 'batch' ELSE 'counter' END;
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER application_entered BEFORE INSERT OR UPDATE ON members_membershipapplication
FOR EACH ROW EXECUTE FUNCTION application_entered();

CREATE FUNCTION application_reviewed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own uuid[] := ARRAY(SELECT DISTINCT n.entered_with FROM new_rows n JOIN old_rows o USING (id)
                      WHERE n.verdict = 'approved' AND o.verdict = '' AND n.decided_by_id = n.entered_by_id);
  most integer;
BEGIN
  IF cardinality(own) = 0 THEN
    RETURN NULL;
  END IF;
  SELECT (value#>>'{}')::integer INTO most FROM parameters_ruleparameter
  WHERE code = 'reviewed_batch_persons' AND scope_division = ''
    AND coalesce(since, '-infinity') <= current_date AND coalesce(until, 'infinity') > current_date;
  IF EXISTS (SELECT FROM members_membershipapplication WHERE entered_with = ANY (own)
             GROUP BY entered_with HAVING count(*) > coalesce(most, 50)) THEN
    RAISE EXCEPTION '一批超过%人的申请，审核人不能是录入人', coalesce(most, 50) USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER application_reviewed AFTER UPDATE ON members_membershipapplication
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION application_reviewed();
"""
BACKWARD = """
DROP FUNCTION application_entered() CASCADE;
DROP FUNCTION application_reviewed() CASCADE;
"""
NEW_FORMS = [
    ("courier", "快递员"), ("rider", "网约配送员"), ("driver", "网约车司机"), ("trucker", "货车司机"),
    ("domestic", "家政服务员"), ("streamer", "网络主播"), ("guard", "保安员"), ("nurse", "护理员"),
    ("agent", "商场信息员/房产中介员"), ("other", "其他"),
]


def added(name, field):
    return migrations.AddField("membershipapplication", name, field)


def day(label):
    return models.DateField(editable=False, null=True, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_database_moves"),
        ("parameters", "0004_rules_of_joining"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        added("workplace", models.CharField(
            blank=True, help_text="申请人自己写的单位，审核时据此填工作单位", max_length=100,
            verbose_name="自述单位")),
        added("new_form", models.CharField(
            blank=True, choices=NEW_FORMS, max_length=10, verbose_name="新就业形态")),
        added("again_on", day("再次申请日期")),
        added("consent_version", models.CharField(
            blank=True, editable=False, max_length=20, verbose_name="告知书版本")),
        added("consent_on", day("同意采集日期")),
        added("sensitive_on", day("单独同意日期")),
        added("entered_by", models.ForeignKey(
            editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
            to=settings.AUTH_USER_MODEL, verbose_name="录入人")),
        added("entered_with", models.UUIDField(editable=False, null=True, verbose_name="录入批次")),
        migrations.AddIndex("membershipapplication", models.Index(
            condition=models.Q(("entered_with__isnull", False)), fields=["entered_with"],
            name="application_of_batch")),
        migrations.AddConstraint("membershipapplication", models.CheckConstraint(
            condition=models.Q(("category", "new_form"), ("new_form", ""), _connector="OR"),
            name="application_new_form_only_for_its_workers",
            violation_error_message="用工类型不是新就业形态劳动者的，不填新就业形态")),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
