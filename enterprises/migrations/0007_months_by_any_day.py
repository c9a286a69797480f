from django.db import migrations

from union_portal.fields import MonthField


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0006_ballots")]
    operations = [
        migrations.AlterField(
            "levyentry", "month", MonthField(help_text="填该月任意一天", verbose_name="所属月份")
        ),
        migrations.AlterField("reconciliation", "month", MonthField(verbose_name="所属月份")),
    ]
