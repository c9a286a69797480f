"""The path of a unit is kept by the database, for itself and for everything below it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION org_path() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  above record;
BEGIN
  IF NEW.parent_id IS NULL THEN
    NEW.path := '/' || NEW.code || '/';
    RETURN NEW;
  END IF;
  SELECT path, level INTO above FROM organization_orgunit WHERE id = NEW.parent_id;
  IF above.path LIKE '%/' || NEW.code || '/%' THEN
    RAISE EXCEPTION '上级工会不能是本级或其下级' USING ERRCODE = '23514';
  END IF;
  IF array_position(ARRAY['city', 'district', 'township'], above.level::text)
     >= array_position(ARRAY['city', 'district', 'township'], NEW.level::text) THEN
    RAISE EXCEPTION '上级工会层级应高于本级' USING ERRCODE = '23514';
  END IF;
  NEW.path := above.path || NEW.code || '/';
  RETURN NEW;
END $$;

CREATE TRIGGER org_path BEFORE INSERT OR UPDATE OF parent_id, code, level, path ON organization_orgunit
FOR EACH ROW EXECUTE FUNCTION org_path();

CREATE FUNCTION org_path_below() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE organization_orgunit SET path = '' WHERE parent_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER org_path_below AFTER UPDATE OF path, parent_id, code ON organization_orgunit
FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION org_path_below();
"""
BACKWARD = """
DROP TRIGGER org_path_below ON organization_orgunit;
DROP TRIGGER org_path ON organization_orgunit;
DROP FUNCTION org_path_below();
DROP FUNCTION org_path();
"""


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
