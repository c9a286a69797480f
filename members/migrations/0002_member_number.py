from django.db import migrations, models

NUMBER = """
CREATE FUNCTION member_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.number := (SELECT left(code, 6) FROM organization_orgunit WHERE id = NEW.org_id)
                || lpad(NEW.id::text, 8, '0');
  RETURN NEW;
END $$;
CREATE TRIGGER member_number BEFORE INSERT ON members_member
FOR EACH ROW WHEN (NEW.number = '') EXECUTE FUNCTION member_number();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.AlterField(
            "member",
            "number",
            models.CharField(
                blank=True, help_text="不填则自动编号", max_length=20, unique=True, verbose_name="会员号"
            ),
        ),
        migrations.RunSQL(NUMBER, "DROP FUNCTION member_number CASCADE"),
    ]
