"""A case that closes closes what was open on it; a firm's own telephone."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION case_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE enterprises_claim c SET until = greatest(c.since, n.state_since), "end" = 'done'
  FROM new_rows n
  WHERE c.case_id = n.id AND c.until IS NULL AND n.state IN ('founded', 'registered', 'gone');
  UPDATE enterprises_obstacle o SET until = greatest(o.since, n.state_since)
  FROM new_rows n
  WHERE o.enterprise_id = n.enterprise_id AND o.until IS NULL AND n.state IN ('founded', 'registered');
  RETURN NULL;
END $$;

CREATE TRIGGER case_closes AFTER UPDATE ON enterprises_unionizationcase
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION case_closes();
"""
BACKWARD = """
DROP TRIGGER case_closes ON enterprises_unionizationcase;
DROP FUNCTION case_closes();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0004_database_keeps")]
    operations = [
        migrations.AddField(
            "claim",
            "reason",
            models.CharField("截止说明", max_length=200, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "enterprise",
            "phone",
            models.CharField(
                "单位电话", max_length=20, blank=True, default="", help_text="对外公开的固定电话"
            ),
            preserve_default=False,
        ),
        migrations.AlterField("unionizationcase", "state_since", models.DateField("进入阶段日期", null=True)),
        migrations.AddConstraint(
            "enterprise",
            models.CheckConstraint(
                condition=models.Q(("phone__regex", r"^\D*1\d{10}\D*$"), _negated=True),
                name="enterprise_phone_is_its_own",
                violation_error_message="单位电话应填写对外公开的固定电话，不填写个人手机号码",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
