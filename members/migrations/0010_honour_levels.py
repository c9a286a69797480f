"""The level of an honour follows from its title; a collective's is written."""

from django.db import migrations, models
from django.db.models import Case, F, Q, Value, When

LEVELS = [("national", "全国"), ("city", "市级"), ("district", "区级"), ("township", "镇街级")]


class Migration(migrations.Migration):
    dependencies = [("members", "0009_registration")]
    operations = [
        migrations.AddField(
            model_name="honour",
            name="given_level",
            field=models.CharField(
                blank=True,
                choices=LEVELS,
                help_text="其他称号的级别由称号确定",
                max_length=10,
                verbose_name="集体荣誉级别",
            ),
        ),
        migrations.AddField(
            model_name="honour",
            name="level",
            field=models.GeneratedField(
                db_persist=True,
                expression=Case(
                    When(title="national_model", then=Value("national")),
                    When(title="collective", then=F("given_level")),
                    default=Value("city"),
                ),
                output_field=models.CharField(choices=LEVELS, max_length=10, verbose_name="级别"),
            ),
        ),
        migrations.AddConstraint(
            model_name="honour",
            constraint=models.CheckConstraint(
                condition=Q(("title", "collective"), ("given_level", ""), _connector="OR"),
                name="honour_level_follows_its_title",
                violation_error_message="只有集体荣誉填写级别，其他称号的级别由称号确定",
            ),
        ),
    ]
