"""Each day off names the notice it rests on; days people have changed since are left alone."""

from django.db import migrations

from union_portal.parameters.holidays import exceptions


def name_notices(apps, schema_editor):
    days = apps.get_model("parameters", "WorkCalendar").objects.using(schema_editor.connection.alias)
    known = {(day, worked): note for day, worked, note in exceptions()}
    renamed = []
    for row in days.all():
        note = known.get((row.day, row.is_workday), row.note)
        if row.note == note.split("（")[0] != note:
            row.note = note
            renamed.append(row)
    days.bulk_update(renamed, ["note"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("parameters", "0007_rules_of_retirement")]
    operations = [migrations.RunPython(name_notices, migrations.RunPython.noop)]
