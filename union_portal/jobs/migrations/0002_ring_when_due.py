import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.RenameField("outbox", "created_at", "due_at"),
        migrations.AlterField(
            "outbox", "due_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
    ]
