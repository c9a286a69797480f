from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0003_supervisors'),
    ]

    operations = [
        migrations.AlterField(
            model_name='referral',
            name='kind',
            field=models.CharField(choices=[('tax', '税务稽查'), ('court', '诉讼'), ('file', '守法诚信档案'), ('publicity', '信用信息公示')], max_length=10, verbose_name='事项'),
        ),
    ]
