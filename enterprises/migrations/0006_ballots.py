"""Quorum and votes of elections and meetings, and coverage that moved when a union ended."""

from django.db import migrations, models
from django.db.models import F, Q

BALLOTS = [
    ("contract", "集体合同草案"),
    ("annuity", "企业年金方案"),
    ("welfare", "职工福利费使用"),
    ("insurance", "住房公积金和社会保险方案"),
    ("honour", "劳动模范人选"),
    ("placement", "改制职工安置方案"),
    ("election", "选举"),
]
ORIGINS = [
    ("survey", "摸底建会"),
    ("service", "以服务促建会"),
    ("meeting", "沟通会建会"),
    ("moved", "工会撤销转接"),
    ("other", "其他"),
]


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0005_cases_close")]
    operations = [
        migrations.AddField(
            "congressmeeting",
            "ballot",
            models.CharField("表决事项", max_length=10, choices=BALLOTS, blank=True),
        ),
        migrations.AddField(
            "congressmeeting",
            "remark",
            models.CharField(
                "情况说明",
                max_length=200,
                blank=True,
                help_text="到会、赞成、提交时间不合规定的，说明原因",
            ),
        ),
        migrations.AddField(
            "term", "entitled", models.PositiveIntegerField("应到人数", null=True, blank=True)
        ),
        migrations.AddField(
            "term", "present", models.PositiveIntegerField("实到人数", null=True, blank=True)
        ),
        migrations.AddField(
            "term", "in_favour", models.PositiveIntegerField("主席得票", null=True, blank=True)
        ),
        migrations.AddField(
            "term",
            "remark",
            models.CharField(
                "情况说明", max_length=200, blank=True, help_text="到会、得票不足法定人数的，说明原因"
            ),
        ),
        migrations.AlterField(
            "affiliation",
            "origin",
            models.CharField("建会来源", max_length=10, choices=ORIGINS, default="survey"),
        ),
        migrations.AddConstraint(
            "term",
            models.CheckConstraint(
                condition=(Q(entitled=None) | Q(present=None) | Q(present__lte=F("entitled")))
                & (Q(present=None) | Q(in_favour=None) | Q(in_favour__lte=F("present"))),
                name="term_ballot_adds_up",
                violation_error_message="实到人数不能多于应到人数，得票不能多于实到人数",
            ),
        ),
    ]
