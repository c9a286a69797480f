"""年度工作纪实: a year from its snapshot to the three signatures, and what is corrected after."""

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When

from union_portal.organization.models import OrgUnit, User
from union_portal.organization.records import Kept

from .figures import Period
from .snapshots import Snapshot


class AnnualRecord(Kept):
    """Prepared, reviewed and signed by three people over one snapshot (SP-71); then nothing in it changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "核对中"
        PREPARED = "prepared", "待审核"
        REVIEWED = "reviewed", "待签发"
        SIGNED = "signed", "待封存"
        SEALED = "sealed", "已封存"

    period = models.ForeignKey(Period, models.PROTECT, related_name="records", verbose_name="年度")
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, editable=False, related_name="records", verbose_name="快照"
    )
    headline = models.CharField("标题", max_length=100, blank=True)
    prepared_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="填报人"
    )
    prepared_at = models.DateTimeField("填报时间", null=True, editable=False)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="审核人"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, editable=False)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="签署人"
    )
    signed_at = models.DateTimeField("签署时间", null=True, editable=False)
    sealed_at = models.DateTimeField("封存时间", null=True, editable=False)
    seal = models.CharField("封存摘要", max_length=64, blank=True, editable=False)
    state = GeneratedField(
        expression=Case(
            When(sealed_at__isnull=False, then=Value("sealed")),
            When(signed_at__isnull=False, then=Value("signed")),
            When(reviewed_at__isnull=False, then=Value("reviewed")),
            When(prepared_at__isnull=False, then=Value("prepared")),
            default=Value("draft"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "年度工作纪实"
        ordering = ["-period__start", "org__path"]
        constraints = [
            models.UniqueConstraint(fields=["org", "period"], name="one_record_a_year"),
            models.CheckConstraint(
                condition=(Q(reviewed_by=None) | ~Q(reviewed_by=F("prepared_by")))
                & (Q(signed_by=None) | ~Q(signed_by=F("prepared_by")) & ~Q(signed_by=F("reviewed_by"))),
                name="three_people",
                violation_error_message="填报人、审核人、签署人不能为同一人",
            ),
            models.CheckConstraint(
                condition=(Q(prepared_at=None) | Q(snapshot__isnull=False, prepared_by__isnull=False))
                & (Q(reviewed_at=None) | Q(prepared_at__isnull=False, reviewed_by__isnull=False))
                & (Q(signed_at=None) | Q(reviewed_at__isnull=False, signed_by__isnull=False))
                & (Q(sealed_at=None) | Q(signed_at__isnull=False) & ~Q(seal="")),
                name="signed_in_order",
                violation_error_message="应先取快照，再依次填报、审核、签署、封存",
            ),
        ]

    def __str__(self):
        return f"{self.org}{self.period}工作纪实"


class SectionConfirmation(Kept):
    """A department answers for a section of the year, as the snapshot holds it."""

    record = models.ForeignKey(
        AnnualRecord, models.PROTECT, related_name="confirmations", verbose_name="年度工作纪实"
    )
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name="快照")
    section = models.CharField("部分", max_length=12)
    at = models.DateTimeField("确认时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="确认人")

    class Meta:
        verbose_name = verbose_name_plural = "年度分项确认"
        ordering = ["record", "section"]
        constraints = [
            models.UniqueConstraint(fields=["record", "snapshot", "section"], name="confirmed_once"),
        ]

    def __str__(self):
        return f"{self.record} {self.section}"


class FigureNote(Kept):
    """What is to be said of a figure or of an identity that does not hold: prints as a footnote."""

    record = models.ForeignKey(
        AnnualRecord, models.PROTECT, related_name="notes", verbose_name="年度工作纪实"
    )
    subject = models.CharField("指标或校验", max_length=40)
    text = models.CharField("说明", max_length=300)
    at = models.DateTimeField("时间", auto_now=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="说明人")

    class Meta:
        verbose_name = verbose_name_plural = "年度数据说明"
        ordering = ["record", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["record", "subject"], name="noted_once"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]

    def __str__(self):
        return f"{self.subject}：{self.text}"


class Chapter(Kept):
    """One chapter's sentences. A figure stands in them as a token, never as digits: `[[MEM07]]`."""

    record = models.ForeignKey(
        AnnualRecord, models.PROTECT, related_name="chapters", verbose_name="年度工作纪实"
    )
    key = models.CharField("章节", max_length=20)
    title = models.CharField("标题", max_length=60)
    position = models.PositiveSmallIntegerField("次序")
    body = models.TextField("正文", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作纪实章节"
        ordering = ["record", "position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "key"], name="chapter_once"),
        ]

    def __str__(self):
        return f"{self.record} {self.title}"


class Correction(Kept):
    """更正: what a sealed year should have said; numbered, proposed by one and approved by another.

    A rate is put right by its numerator or its denominator. `moved` is every figure that moves with it,
    itself among them, by the definitions of that moment: [unit id, code, part, by how much].
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待批准"
        APPROVED = "approved", "已更正"

    class Part(models.TextChoices):
        WHOLE = "", "本数"
        NUMERATOR = "num", "分子"
        DENOMINATOR = "den", "分母"

    record = models.ForeignKey(
        AnnualRecord, models.PROTECT, related_name="corrections", verbose_name="年度工作纪实"
    )
    number = models.PositiveIntegerField("更正号")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("指标", max_length=8)
    part = models.CharField("更正的部分", max_length=3, choices=Part.choices, blank=True)
    before = models.DecimalField("原数", max_digits=20, decimal_places=6, null=True)
    after = models.DecimalField("更正后", max_digits=20, decimal_places=6)
    reason = models.CharField("理由", max_length=300)
    effect = models.CharField("对已发布数据的影响", max_length=300)
    moved = models.JSONField("带动的数", default=list)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, editable=False)
    previous = models.CharField("上一环摘要", max_length=64, blank=True, editable=False)
    digest = models.CharField("摘要", max_length=64, blank=True, editable=False)
    state = GeneratedField(
        expression=Case(When(approved_at__isnull=True, then=Value("proposed")), default=Value("approved")),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "封存后更正"
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="correction_numbered_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="correction_by_two",
                violation_error_message="提出人和批准人不能为同一人",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(effect=""), name="correction_says_why"),
        ]

    def __str__(self):
        return f"{self.record}更正第{self.number}号"
