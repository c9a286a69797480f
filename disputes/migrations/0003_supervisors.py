import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0002_supervision'),
        ('organization', '0002_paths'),
    ]

    operations = [
        migrations.CreateModel(
            name='Supervisor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='表单编号')),
                ('name', models.CharField(max_length=50, verbose_name='姓名')),
                ('level', models.CharField(choices=[('city', '市级'), ('district', '区级'), ('township', '街乡级'), ('base', '基层')], max_length=10, verbose_name='层级')),
                ('certificate', models.CharField(max_length=40, verbose_name='证书编号')),
                ('since', models.DateField(verbose_name='发证日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='有效期止')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
            ],
            options={
                'verbose_name': '劳动法律监督员',
                'verbose_name_plural': '劳动法律监督员',
                'ordering': ['org', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='supervisor_runs_forward', violation_error_message='有效期止不能早于发证日期'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Case(models.When(then=None, until=models.F('since')), default=models.Func(models.Func(models.F('org_id'), models.Func(models.F('since'), output_field=models.FloatField(), template="(%(expressions)s - DATE '1900-01-01')"), function='point', output_field=models.TextField()), models.Func(models.F('org_id'), models.Func(models.F('until'), output_field=models.FloatField(), template="coalesce(%(expressions)s - DATE '1900-01-02', 999999)"), function='point', output_field=models.TextField()), function='box', output_field=models.TextField())), '&&'), (models.Func(models.Func(models.F('certificate'), function='hashtext'), models.Func(models.F('certificate'), function='hashtext'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&')], name='supervisor_one_certificate', violation_error_message='该证书编号在此期间已登记')],
            },
        ),
    ]
