import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0008_reconciliation_counts'),
        ('organization', '0002_paths'),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='enterprises.outreachmeeting', verbose_name='由沟通会扩散'),
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='表单编号')),
                ('kind', models.CharField(choices=[('supervision', '督导'), ('law', '执法检查'), ('viewing', '视察')], max_length=12, verbose_name='类型')),
                ('on', models.DateField(verbose_name='日期')),
                ('led_by', models.CharField(max_length=100, verbose_name='带队')),
                ('subject', models.CharField(max_length=200, verbose_name='内容')),
                ('units', models.PositiveIntegerField(default=0, verbose_name='检查单位（家）')),
                ('finding', models.CharField(blank=True, max_length=500, verbose_name='发现问题')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                ('fixed_on', models.DateField(blank=True, null=True, verbose_name='整改完成日期')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
            ],
            options={
                'verbose_name': '督导检查',
                'verbose_name_plural': '督导检查',
                'ordering': ['-on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('due_on', None), ('due_on__gte', models.F('on')), _connector='OR'), models.Q(('fixed_on', None), ('fixed_on__gte', models.F('on')), _connector='OR')), name='inspection_mended_afterwards', violation_error_message='整改期限、整改完成日期不能早于检查日期')],
            },
        ),
        migrations.CreateModel(
            name='UnionStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True, verbose_name='表单编号')),
                ('stage', models.CharField(choices=[('growing', '发展'), ('regular', '规范'), ('active', '活跃')], max_length=10, verbose_name='巩固阶段')),
                ('since', models.DateField(verbose_name='起始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
                ('union', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='enterprises.grassrootsunion', verbose_name='工会')),
            ],
            options={
                'verbose_name': '巩固阶段',
                'verbose_name_plural': '巩固阶段',
                'ordering': ['union', '-since'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='union_stage_runs_forward', violation_error_message='截止日期不能早于起始日期'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Case(models.When(then=None, until=models.F('since')), default=models.Func(models.Func(models.F('union_id'), models.Func(models.F('since'), output_field=models.FloatField(), template="(%(expressions)s - DATE '1900-01-01')"), function='point', output_field=models.TextField()), models.Func(models.F('union_id'), models.Func(models.F('until'), output_field=models.FloatField(), template="coalesce(%(expressions)s - DATE '1900-01-02', 999999)"), function='point', output_field=models.TextField()), function='box', output_field=models.TextField())), '&&')], name='union_stage_one_at_a_time', violation_error_message='该工会在此期间已登记巩固阶段')],
            },
        ),
    ]
