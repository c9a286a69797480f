"""The rules of domain.md and the holidays 2004 to 2026; rows people have changed since are left alone."""

import json
from pathlib import Path

from django.db import migrations

from union_portal.parameters.holidays import exceptions

RULES = Path(__file__).parent.parent / "rules.json"


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    rule, day = apps.get_model("parameters", "RuleParameter"), apps.get_model("parameters", "WorkCalendar")
    rule.objects.using(database).bulk_create(
        [rule(**row) for row in json.loads(RULES.read_text(encoding="utf8"))], ignore_conflicts=True
    )
    day.objects.using(database).bulk_create(
        [day(day=date, is_workday=worked, note=note) for date, worked, note in exceptions()],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("parameters", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
