"""Papers beside a month's figures: frozen with what was handed in, and their files with them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION paper_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  report record;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION '附件不能修改，请移除后重新上传'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_stands';
  END IF;
  SELECT filed, accepted INTO report FROM reporting_monthlyreport
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id ELSE NEW.report_id END;
  IF TG_OP = 'INSERT' THEN
    IF NEW.filed <> report.filed + 1 THEN
      RAISE EXCEPTION '附件随下一次报送送审'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_stands';
    END IF;
    RETURN NEW;
  END IF;
  IF report.accepted >= OLD.filed OR EXISTS (
    SELECT FROM reporting_reportevent WHERE report_id = OLD.report_id AND filed >= OLD.filed
      AND kind IN ('reviewing', 'returned', 'approved')) THEN
    RAISE EXCEPTION '这个附件已随报送审核，不能移除；可以另附新的'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_stands';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER a_month_unsealed BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportpaper
FOR EACH ROW EXECUTE FUNCTION month_unsealed();
CREATE TRIGGER paper_stands BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportpaper
FOR EACH ROW EXECUTE FUNCTION paper_stands();
CREATE TRIGGER report_takes_typing BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportpaper
FOR EACH ROW EXECUTE FUNCTION report_takes_typing();

CREATE FUNCTION paper_file_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM reporting_reportpaper WHERE attachment_id = OLD.id) THEN
    RAISE EXCEPTION '附件不能修改，请移除后重新上传'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_stands';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER paper_file_stands BEFORE UPDATE ON notices_attachment
FOR EACH ROW EXECUTE FUNCTION paper_file_stands();
"""
BACKWARD = """
DROP TRIGGER paper_file_stands ON notices_attachment;
DROP TRIGGER report_takes_typing ON reporting_reportpaper;
DROP TRIGGER paper_stands ON reporting_reportpaper;
DROP TRIGGER a_month_unsealed ON reporting_reportpaper;
DROP FUNCTION paper_file_stands(), paper_stands();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_mail'),
        ('organization', '0002_paths'),
        ('reporting', '0008_a_correction_moves_rates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本')),
                ('code', models.CharField(max_length=8, verbose_name='指标')),
                ('filed', models.PositiveSmallIntegerField(editable=False, verbose_name='随第几次报送')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report_paper', to='notices.attachment', verbose_name='文件')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.orgunit', verbose_name='所属镇街')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='reporting.monthlyreport', verbose_name='月报')),
            ],
            options={
                'verbose_name': '月报附件',
                'verbose_name_plural': '月报附件',
                'ordering': ['report', 'code', 'pk'],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
