"""Labour disputes mediated, money recovered, legal aid given, inspection squads standing."""

from typing import ClassVar

from django.db import models
from django.db.models import F, GeneratedField, Q, Value, When

from enterprises.models import Enterprise
from union_portal.fields import BlindIndexField, DocumentField, MoneyField
from union_portal.organization.records import DatedQuerySet, Record, spell_check


class Case(Record):
    """A dispute from receipt to its end; its state follows from its dates (LD-57)."""

    class Source(models.TextChoices):
        VISIT = "visit", "来访"
        HOTLINE = "hotline", "12351热线"
        TRANSFER = "transfer", "转案"
        JOINT = "joint", "六方联动"

    class Claim(models.TextChoices):
        """LD-01, by the main claim."""

        WAGES = "wages", "劳动报酬"
        RELATION = "relation", "确认劳动关系"
        CONTRACT = "contract", "劳动合同"
        INSURANCE = "insurance", "社会保险"
        INJURY = "injury", "工伤待遇"
        COMPENSATION = "compensation", "经济补偿"
        OTHER = "other", "其他"

    class Outcome(models.TextChoices):
        SETTLED = "settled", "调解成功"
        FAILED = "failed", "调解不成"
        WITHDRAWN = "withdrawn", "撤回"
        REFUSED = "refused", "不予受理"
        ARBITRATION = "arbitration", "转仲裁"
        COURT = "court", "转法院"

    class State(models.TextChoices):
        RECEIVED = "received", "待受理"
        MEDIATING = "mediating", "调解中"
        SETTLED = "settled", "调解成功"
        FAILED = "failed", "调解不成"
        WITHDRAWN = "withdrawn", "撤回"
        REFUSED = "refused", "不予受理"
        ARBITRATION = "arbitration", "转仲裁"
        COURT = "court", "转法院"

    number = models.CharField("案号", max_length=40, unique=True)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    claim = models.CharField("争议类型", max_length=15, choices=Claim.choices)
    applicant = models.CharField("申请人", max_length=50)
    workers = models.PositiveIntegerField("涉及职工（人）", default=1)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="被申请单位"
    )
    respondent = models.CharField("被申请人名称", max_length=100, blank=True)
    received_on = models.DateField("收到日期")
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    closed_on = models.DateField("结案日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    state = GeneratedField(
        expression=models.Case(
            When(~Q(outcome=""), then=F("outcome")),
            When(accepted_on__isnull=False, then=Value("mediating")),
            default=Value("received"),
        ),
        output_field=models.CharField("状态", max_length=12, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "争议案件"
        ordering = ["-received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(accepted_on=None) | Q(accepted_on__gte=F("received_on")))
                & (Q(closed_on=None) | Q(closed_on__gte=F("received_on"))),
                name="case_dates_in_order",
                violation_error_message="受理、结案日期不能早于收到日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="case_closed_with_outcome",
                violation_error_message="结案日期和结果应同时填写",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=False) | Q(outcome__in=["", "refused", "withdrawn"]),
                name="case_settled_only_if_accepted",
                violation_error_message="未受理的案件只能不予受理或撤回",
            ),
            models.CheckConstraint(
                condition=Q(workers__gte=1),
                name="case_concerns_someone",
                violation_error_message="涉及职工至少1人",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | ~Q(respondent=""),
                name="case_has_respondent",
                violation_error_message="应填写被申请单位或被申请人名称",
            ),
        ]

    def __str__(self):
        return self.number


class LegalAid(Record):
    """An application for legal aid that was accepted; persons (人) are told apart from cases (件)."""

    number = models.CharField("援助编号", max_length=40, unique=True)
    applicant = models.CharField("受援人", max_length=50)
    document = DocumentField("证件号码")
    document_index = BlindIndexField(source="document", db_index=True)
    claim = models.CharField("事项", max_length=15, choices=Case.Claim.choices)
    accepted_on = models.DateField("受理日期")
    lawyer = models.CharField("承办律师", max_length=50, blank=True)
    closed_on = models.DateField("结案日期", null=True, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="legal_aid", verbose_name="关联案件"
    )

    class Meta:
        verbose_name = verbose_name_plural = "法律援助"
        ordering = ["-accepted_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("accepted_on")),
                name="legal_aid_closed_after_acceptance",
                violation_error_message="结案日期不能早于受理日期",
            ),
        ]

    def __str__(self):
        return self.number


class Recovery(Record):
    """Money recovered for workers (元): one row a case, by the channel that ended it (LD-54)."""

    class Channel(models.TextChoices):
        MEDIATION = "mediation", "调解"
        ARBITRATION = "arbitration", "仲裁"
        LITIGATION = "litigation", "诉讼"
        LEGAL_AID = "legal_aid", "法律援助"

    case = models.OneToOneField(Case, models.PROTECT, related_name="recovery", verbose_name="案件")
    channel = models.CharField("渠道", max_length=12, choices=Channel.choices)
    agreed_on = models.DateField("协议（裁决）日期")
    claimed = MoneyField("请求金额（元）", null=True, blank=True)
    agreed = MoneyField("协议金额（元）")
    performed = MoneyField("已履行金额（元）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "挽回损失"
        ordering = ["-agreed_on", "id"]

    def __str__(self):
        return f"{self.case} {self.agreed}元"


class InspectionSquad(Record):
    """A township's labour inspection squad, over [since, until)."""

    name = models.CharField("分队名称", max_length=60)
    since = models.DateField("成立日期")
    until = models.DateField("撤销日期", null=True, blank=True)
    members = models.PositiveSmallIntegerField("队员人数", default=2)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "劳动监察分队"
        ordering = ["org", "name"]
        constraints = [spell_check("squad_runs_forward")]

    def __str__(self):
        return self.name
