"""劳动法律监督: the papers served on a unit, and the matters handed to other authorities (A48, A49)."""

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, GeneratedField, Q, Value, When

from enterprises.models import Defiance, Enterprise
from union_portal.calendars import rule_deadline
from union_portal.organization.records import DatedQuerySet, Record, ScopedQuerySet, no_overlap, spell_check


class SupervisionDocumentQuerySet(ScopedQuerySet):
    def unanswered(self, working_day: dt.date):
        """DM-26: the answer was due before `working_day`, and has not come."""
        return self.filter(
            answer_due__lt=working_day, answered_on=None, closed_on=None, voided_on=None
        ).order_by("answer_due", "pk")


class SupervisionDocument(Record):
    """A 意见书 to the unit, or a 建议书 to the authority that follows one (DM-21 to DM-26).

    The database gives the number, without gaps within unit, year and kind; a void paper keeps its own.
    """

    class Kind(models.TextChoices):
        OPINION = "opinion", "意见书"
        PROPOSAL = "proposal", "建议书"

    class Method(models.TextChoices):
        HAND = "hand", "当面送达"
        POST = "post", "邮寄送达"
        LEFT = "left", "留置送达"
        ELECTRONIC = "electronic", "电子送达"

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", "已改正"
        PARTLY = "partly", "部分改正"
        REFUSED = "refused", "拒不改正"
        REFERRED = "referred", "移送有关部门"

    class State(models.TextChoices):
        ISSUED = "issued", "待送达"
        DELIVERED = "delivered", "待答复"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已办结"
        VOID = "void", "已作废"

    number = models.CharField("文号", max_length=40, unique=True, editable=False)
    kind = models.CharField("文书", max_length=10, choices=Kind.choices)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="supervision_documents", verbose_name="单位"
    )
    defiance = models.ForeignKey(
        Defiance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="三不认定",
    )
    opinion = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="所依据的意见书"
    )
    issued_on = models.DateField("出具日期")
    addressee = models.CharField("主送", max_length=100, blank=True)
    matter = models.CharField("事由", max_length=300)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    method = models.CharField("送达方式", max_length=12, choices=Method.choices, blank=True)
    receipt = models.CharField("送达凭证", max_length=100, blank=True, help_text="签收人、邮件号或见证人")
    answer_due = models.DateField("答复期限", null=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer = models.CharField("答复内容", max_length=300, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    voided_on = models.DateField("作废日期", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=100, blank=True)
    year = models.PositiveSmallIntegerField("年度", editable=False, null=True)
    sequence = models.PositiveIntegerField("序号", editable=False, null=True)
    state = GeneratedField(
        expression=models.Case(
            When(voided_on__isnull=False, then=Value("void")),
            When(closed_on__isnull=False, then=Value("closed")),
            When(answered_on__isnull=False, then=Value("answered")),
            When(delivered_on__isnull=False, then=Value("delivered")),
            default=Value("issued"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    objects: ClassVar = SupervisionDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监督文书"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "year", "kind", "sequence"], name="supervision_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None, method="", receipt="")
                | Q(delivered_on__isnull=False) & ~Q(method="") & ~Q(receipt=""),
                name="supervision_delivered_with_proof",
                violation_error_message="未登记送达凭证，不能计算答复期限",
            ),
            models.CheckConstraint(
                condition=Q(answer_due=None) | Q(delivered_on__isnull=False),
                name="supervision_due_from_delivery",
                violation_error_message="未登记送达凭证，不能计算答复期限",
            ),
            models.CheckConstraint(
                condition=(Q(delivered_on=None) | Q(delivered_on__gte=F("issued_on")))
                & (Q(answered_on=None) | Q(delivered_on__isnull=False, answered_on__gte=F("delivered_on")))
                & (Q(closed_on=None) | Q(delivered_on__isnull=False, closed_on__gte=F("delivered_on"))),
                name="supervision_dates_in_order",
                violation_error_message="送达不能早于出具，答复、办结不能早于送达",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="supervision_closed_with_outcome",
                violation_error_message="办结日期和结果应同时填写",
            ),
            models.CheckConstraint(
                condition=Q(voided_on=None, void_reason="") | Q(voided_on__isnull=False) & ~Q(void_reason=""),
                name="supervision_void_for_a_reason",
                violation_error_message="作废日期和作废原因应同时填写",
            ),
            models.CheckConstraint(
                condition=Q(kind="opinion", opinion=None) | Q(kind="proposal", opinion__isnull=False),
                name="supervision_proposal_follows_opinion",
                violation_error_message="建议书应填写所依据的意见书，意见书不填",
            ),
        ]

    def __str__(self):
        return self.number or f"{self.get_kind_display()}（未编号）"

    def clean(self):
        before = self.opinion
        if before and (before.kind != self.Kind.OPINION or before.enterprise_id != self.enterprise_id):
            raise ValidationError({"opinion": f"应为对同一单位的意见书，“{before}”不是"})
        if self.pk and self.issued_on and self.issued_on.year != self.year:
            raise ValidationError({"issued_on": f"文号已按{self.year}年编定，改年份的应作废后另行出具"})

    def save(self, *args, **kwargs):
        self.answer_due = answer_due(self.kind, self.delivered_on)
        fresh = self._state.adding
        super().save(*args, **kwargs)
        if fresh:
            self.refresh_from_db(fields=["number", "year", "sequence"])


def answer_due(kind: str, delivered_on: dt.date | None) -> dt.date | None:
    """DM-22: the unit answers in writing within the term in force on delivery; no term without delivery.

    An authority has a term only from its own decision (DM-23), which the union learns with the answer.
    """
    if kind != SupervisionDocument.Kind.OPINION or not delivered_on:
        return None
    return rule_deadline("supervision_answer", delivered_on)


class Referral(Record):
    """A matter handed to another authority: tax inspection, a court, a credit record over [since, until).

    The listing itself is the other department's; here stands when it was asked and what came of it.
    """

    class Kind(models.TextChoices):
        TAX = "tax", "税务稽查"
        COURT = "court", "诉讼"
        FILE = "file", "守法诚信档案"
        PUBLICITY = "publicity", "信用信息公示"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="referrals", verbose_name="单位")
    defiance = models.ForeignKey(
        Defiance, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="三不认定"
    )
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    referred_on = models.DateField("移送日期")
    authority = models.CharField("受理部门", max_length=100)
    basis = models.CharField("依据", max_length=200)
    result = models.CharField("结果", max_length=200, blank=True)
    since = models.DateField("列入日期", null=True, blank=True)
    until = models.DateField("移出日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "移送处理"
        ordering = ["-referred_on", "-id"]
        constraints = [
            spell_check("referral_runs_forward", message="移出日期不能早于列入日期"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since__isnull=False),
                name="referral_listed_before_removed",
                violation_error_message="填写移出日期的，应有列入日期",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(since__gte=F("referred_on")),
                name="referral_listed_after_referred",
                violation_error_message="列入日期不能早于移送日期",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.get_kind_display()}"


CREDIT = (Referral.Kind.FILE, Referral.Kind.PUBLICITY)
"""Records that others read before they deal with the unit."""


class Supervisor(Record):
    """A labour law supervisor whose certificate is good over [since, until) (DM-20)."""

    class Level(models.TextChoices):
        CITY = "city", "市级"
        DISTRICT = "district", "区级"
        TOWNSHIP = "township", "街乡级"
        BASE = "base", "基层"

    name = models.CharField("姓名", max_length=50)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    certificate = models.CharField("证书编号", max_length=40)
    since = models.DateField("发证日期")
    until = models.DateField("有效期止", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "劳动法律监督员"
        ordering = ["org", "name"]
        constraints = [
            spell_check("supervisor_runs_forward", message="有效期止不能早于发证日期"),
            no_overlap(
                "supervisor_one_certificate",
                "org_id",
                "text:certificate",
                message="该证书编号在此期间已登记",
            ),
        ]

    def __str__(self):
        return self.name
