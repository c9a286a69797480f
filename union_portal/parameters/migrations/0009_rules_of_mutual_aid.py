"""Rules added to rules.json since: a code already known here is left as it is."""

import json
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).parent.parent / "rules.json"


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    rule = apps.get_model("parameters", "RuleParameter").objects.using(database)
    known = set(rule.values_list("code", flat=True))
    lines = json.loads(RULES.read_text(encoding="utf8"))
    rule.bulk_create([rule.model(**line) for line in lines if line["code"] not in known])


class Migration(migrations.Migration):
    dependencies = [("parameters", "0008_days_off_by_notice")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
