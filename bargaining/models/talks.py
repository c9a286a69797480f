"""协商: from the offer to the signatures, its representatives, its pauses, its five steps."""

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.db.models.functions import Greatest

from enterprises.models import Defiance, Enterprise, GrassrootsUnion
from union_portal.fields import BlindIndexField, DocumentField
from union_portal.organization.models import User
from union_portal.organization.records import Record

from . import lawful
from .contracts import Contract


class Talks(Record):
    """One negotiation, up to its contract (CB-20 to CB-34)."""

    class Side(models.TextChoices):
        LABOUR = "labour", "职工方"
        EMPLOYER = "employer", "企业方"

    class Answer(models.TextChoices):
        AGREED = "agreed", "同意协商"
        REFUSED = "refused", "拒绝协商"

    class State(models.TextChoices):
        DRAFT = "draft", "待发要约"
        OFFERED = "offered", "待应约"
        REFUSED = "refused", "拒绝协商"
        ANSWERED = "answered", "协商准备"
        TALKING = "talking", "正式协商"
        SUSPENDED = "suspended", "中止"
        DRAFTED = "drafted", "待审议"
        PASSED = "passed", "待签字"
        SIGNED = "signed", "已签字"
        LAPSED = "lapsed", "已终结"

    title = models.CharField("协商事项", max_length=100)
    kind = models.CharField(
        "合同类型", max_length=15, choices=Contract.Kind.choices, default=Contract.Kind.WAGE
    )
    scope = models.CharField(
        "范围", max_length=12, choices=Contract.Scope.choices, default=Contract.Scope.ENTERPRISE
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="talks", verbose_name="单位"
    )
    area = models.CharField("区域或行业", max_length=60, blank=True)
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, null=True, blank=True, related_name="talks", verbose_name="工会"
    )
    renews = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="renewal_talks", verbose_name="续签自"
    )
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="经办人"
    )
    offered_by = models.CharField("要约方", max_length=10, choices=Side.choices, default=Side.LABOUR)
    topics = models.CharField("协商内容", max_length=300, blank=True)
    reps_published_on = models.DateField("代表公布日期", null=True, blank=True)
    recorder = models.CharField("记录员", max_length=50, blank=True)
    offered_on = models.DateField("要约日期", null=True, blank=True)
    received_on = models.DateField("对方收到要约日期", null=True, blank=True)
    answered_on = models.DateField("应约日期", null=True, blank=True)
    answer = models.CharField("答复", max_length=10, choices=Answer.choices, blank=True)
    answer_reason = models.CharField("答复理由", max_length=200, blank=True)
    defiance = models.ForeignKey(
        Defiance,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="talks",
        verbose_name="三不认定",
    )
    information_on = models.DateField("提供资料日期", null=True, blank=True)
    started_on = models.DateField("首次协商会议日期", null=True, blank=True)
    paused_on = models.DateField("中止日期", null=True, editable=False)
    drafted_on = models.DateField("形成草案日期", null=True, blank=True)
    entitled = models.PositiveIntegerField("应到人数", null=True, blank=True)
    present = models.PositiveIntegerField("实到人数", null=True, blank=True)
    in_favour = models.PositiveIntegerField("同意人数", null=True, blank=True)
    passed_on = models.DateField("审议通过日期", null=True, blank=True)
    labour_signed_on = models.DateField("职工方首席代表签字日期", null=True, blank=True)
    employer_signed_on = models.DateField("企业方首席代表签字日期", null=True, blank=True)
    contract = models.OneToOneField(
        Contract, models.PROTECT, null=True, editable=False, related_name="talks", verbose_name="集体合同"
    )
    lapsed_on = models.DateField("终结日期", null=True, blank=True)
    lapse_reason = models.CharField("终结理由", max_length=200, blank=True)
    state = GeneratedField(
        expression=Case(
            When(lapsed_on__isnull=False, then=Value("lapsed")),
            When(labour_signed_on__isnull=False, employer_signed_on__isnull=False, then=Value("signed")),
            When(passed_on__isnull=False, then=Value("passed")),
            When(drafted_on__isnull=False, then=Value("drafted")),
            When(paused_on__isnull=False, then=Value("suspended")),
            When(started_on__isnull=False, then=Value("talking")),
            When(answer="refused", then=Value("refused")),
            When(answered_on__isnull=False, then=Value("answered")),
            When(offered_on__isnull=False, then=Value("offered")),
            default=Value("draft"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )
    signed_on = GeneratedField(
        expression=Case(
            When(
                labour_signed_on__isnull=False,
                employer_signed_on__isnull=False,
                then=Greatest("labour_signed_on", "employer_signed_on"),
            )
        ),
        output_field=models.DateField("签字日期", null=True),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "集体协商"
        ordering = ["-offered_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="enterprise", enterprise__isnull=False)
                | ~Q(scope="enterprise") & Q(enterprise=None) & ~Q(area=""),
                name="talks_of_enterprise_or_area",
                violation_error_message="企业协商应填写单位；区域性、行业性协商应填写区域或行业",
            ),
            models.CheckConstraint(
                condition=(Q(received_on=None) | Q(received_on__gte=F("offered_on")))
                & (Q(answered_on=None) | Q(answered_on__gte=F("offered_on")))
                & (Q(started_on=None) | Q(started_on__gte=F("answered_on")))
                & (Q(drafted_on=None) | Q(drafted_on__gte=F("started_on")))
                & (Q(passed_on=None) | Q(passed_on__gte=F("drafted_on"))),
                name="talks_dates_in_order",
                violation_error_message="协商各步的日期应按要约、应约、协商、草案、审议的先后",
            ),
            models.CheckConstraint(
                condition=(Q(labour_signed_on=None) | Q(labour_signed_on__gte=F("passed_on")))
                & (Q(employer_signed_on=None) | Q(employer_signed_on__gte=F("passed_on"))),
                name="talks_signed_after_passing",
                violation_error_message="签字不能早于审议通过",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="")
                | Q(answered_on__isnull=False, answer="agreed")
                | Q(answered_on__isnull=False, answer="refused", started_on=None) & ~Q(answer_reason=""),
                name="talks_answer_complete",
                violation_error_message="应约日期和答复应同时填写，拒绝的应写明理由，不能开始协商",
            ),
            models.CheckConstraint(
                condition=Q(present=None) | Q(present__lte=F("entitled")),
                name="talks_present_of_entitled",
                violation_error_message="实到人数不能多于应到人数",
            ),
            models.CheckConstraint(
                condition=Q(in_favour=None) | Q(in_favour__lte=F("present")),
                name="talks_favour_of_present",
                violation_error_message="同意人数不能多于实到人数",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_on=None, lapse_reason="")
                | Q(lapsed_on__isnull=False, contract=None) & ~Q(lapse_reason=""),
                name="talks_lapse_for_a_reason",
                violation_error_message="终结日期和理由应同时填写；已签订合同的不能终结",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        lawful.check(self)


class Representative(Record):
    """Somebody who speaks for one side (CB-10 to CB-16)."""

    talks = models.ForeignKey(Talks, models.PROTECT, related_name="representatives", verbose_name="集体协商")
    side = models.CharField("代表方", max_length=10, choices=Talks.Side.choices)
    name = models.CharField("姓名", max_length=50)
    document = DocumentField("身份证号", null=True, blank=True)
    document_index = BlindIndexField(source="document", null=True, db_index=True)
    sex = models.CharField("性别", max_length=1, choices=[("M", "男"), ("F", "女")], blank=True)
    unit = models.CharField("工作单位", max_length=100, blank=True)
    post = models.CharField("职务", max_length=50, blank=True)
    chief = models.BooleanField("首席代表", default=False)
    external = models.BooleanField("外聘代表", default=False)
    delegation = models.CharField(
        "委托书", max_length=60, blank=True, help_text="首席代表不是工会主席或法定代表人的填写文号"
    )
    term_to = models.DateField("任期至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协商代表"
        ordering = ["talks", "-side", "-chief", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["talks", "document_index"],
                name="representative_of_one_side",
                violation_error_message="双方代表不得相互兼任",
            ),
            models.UniqueConstraint(
                fields=["talks", "name", "side"],
                name="representative_once",
                violation_error_message="该代表已登记",
            ),
            models.UniqueConstraint(
                fields=["talks", "side"],
                condition=Q(chief=True),
                name="one_chief_a_side",
                violation_error_message="每方只有一名首席代表",
            ),
            models.CheckConstraint(
                condition=Q(chief=False) | Q(external=False),
                name="chief_is_not_external",
                violation_error_message="外聘代表不得担任首席代表",
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()} {self.name}"


class Pause(Record):
    """协商中止 over [since, until); no `until` while it lasts; `limit` is the latest day agreed (CB-24)."""

    talks = models.ForeignKey(Talks, models.PROTECT, related_name="pauses", verbose_name="集体协商")
    since = models.DateField("中止日期")
    limit = models.DateField("约定恢复日期")
    until = models.DateField("恢复日期", null=True, blank=True)
    reason = models.CharField("中止原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "协商中止"
        ordering = ["talks", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["talks"],
                condition=Q(until=None),
                name="one_pause_at_a_time",
                violation_error_message="该协商已在中止期内",
            ),
            models.CheckConstraint(
                condition=(Q(until=None) | Q(until__gte=F("since"))) & Q(limit__gte=F("since")),
                name="pause_runs_forward",
                violation_error_message="恢复日期不能早于中止日期",
            ),
        ]

    def __str__(self):
        return f"{self.talks} {self.since}中止"

    def clean(self):
        lawful.check_pause(self)
