"""A special contract is annexed to a comprehensive one of its unit (CB-01); other agreements (CB-06)."""

from django.db import migrations, models


FORWARD = """
CREATE FUNCTION contract_annexed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whole bargaining_contract;
BEGIN
  SELECT * INTO whole FROM bargaining_contract WHERE id = NEW.parent_id;
  IF whole.kind <> 'comprehensive' OR whole.enterprise_id IS DISTINCT FROM NEW.enterprise_id THEN
    RAISE EXCEPTION '专项合同应附于同一单位的综合集体合同：合同%不是', whole.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_annexed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_annexed_insert BEFORE INSERT ON bargaining_contract
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION contract_annexed();
CREATE TRIGGER contract_annexed_update BEFORE UPDATE ON bargaining_contract
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL AND
                   (OLD.parent_id, OLD.enterprise_id) IS DISTINCT FROM (NEW.parent_id, NEW.enterprise_id))
EXECUTE FUNCTION contract_annexed();
"""
BACKWARD = """
DROP TRIGGER contract_annexed_update ON bargaining_contract;
DROP TRIGGER contract_annexed_insert ON bargaining_contract;
DROP FUNCTION contract_annexed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bargaining', '0007_scans'),
    ]

    operations = [
        migrations.AddField(
            model_name='contract',
            name='form',
            field=models.CharField(choices=[('contract', '集体合同'), ('agreement', '其他书面协议')], db_default='contract', default='contract', max_length=10, verbose_name='文书形式'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
