"""Spells of membership: one live spell a person, in one union at a time."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check

from .people import Member


class Membership(Record):
    """One spell in one union, [since, until). A transfer closes a spell and opens the next.

    `admitted_on`, the day a committee first approved, travels through every transfer (MB-31); only a
    spell that starts by admission is a new member, with one source and one channel (MB-42).
    """

    class Standing(models.TextChoices):
        ACTIVE = "active", "在册"
        RETAINED = "retained", "保留会籍"

    class Start(models.TextChoices):
        ADMISSION = "admission", "入会"
        TRANSFER = "transfer", "转入"
        RESTORED = "restored", "恢复"
        RETAINED = "retained", "转为保留会籍"

    class End(models.TextChoices):
        TRANSFER = "transfer", "转出"
        RETAINED = "retained", "转为保留会籍"
        RESTORED = "restored", "恢复在册"
        RETIRED = "retired", "退休"
        WITHDRAWN = "withdrawn", "退会"
        EXPELLED = "expelled", "除名"
        LAPSED = "lapsed", "视为退会"
        DECEASED = "deceased", "去世"
        MOVED = "moved", "转往市外"
        MERGED = "merged", "合并重复登记"

    class Retained(models.TextChoices):
        """Why a membership is retained (MB-33)."""

        RETIRED = "retired", "退休"
        UNEMPLOYED = "unemployed", "失业"
        CLOSED = "closed", "单位终止"
        MILITARY = "military", "服兵役"
        OTHER = "other", "其他"

    class Source(models.TextChoices):
        NEW_UNION = "new_union", "新建会单位"
        EXISTING = "existing", "已建会单位"
        INDIVIDUAL = "individual", "零散会员"

    class Channel(models.TextChoices):
        COUNTER = "counter", "窗口"
        BATCH = "batch", "批量"
        ONLINE = "online", "网上"
        MEETING = "meeting", "沟通会"

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships", verbose_name="会员")
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="memberships", verbose_name="所在工会"
    )
    employer = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="工作单位"
    )
    host = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_memberships",
        verbose_name="用工单位",
        help_text="劳务派遣工填写",
    )
    platform = models.CharField("平台名称", max_length=60, blank=True)
    admitted_on = models.DateField("入会日期")
    since = models.DateField("会籍起始日期")
    until = models.DateField("会籍截止日期", null=True, blank=True)
    standing = models.CharField("会籍状态", max_length=10, choices=Standing.choices, default="active")
    start = models.CharField("起始原因", max_length=10, choices=Start.choices)
    end = models.CharField("截止原因", max_length=10, choices=End.choices, blank=True)
    source = models.CharField("会员来源", max_length=10, choices=Source.choices, blank=True)
    channel = models.CharField("入会渠道", max_length=10, choices=Channel.choices, blank=True)
    retained_for = models.CharField("保留会籍原因", max_length=12, choices=Retained.choices, blank=True)
    fee_unpaid_since = models.DateField("欠缴会费起始日期", null=True, blank=True)
    urged_on = models.DateField("催告日期", null=True, blank=True)
    decision_no = models.CharField("决定文号", max_length=40, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会籍"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("membership_runs_forward", message="会籍截止日期不能早于起始日期"),
            no_overlap("membership_one_at_a_time", "member_id", message="该人员已有有效会籍，请办理接转"),
            models.CheckConstraint(
                condition=Q(admitted_on__lte=F("since")),
                name="membership_after_admission",
                violation_error_message="会籍起始日期不能早于入会日期",
            ),
            models.CheckConstraint(
                condition=~Q(start="admission") | Q(admitted_on=F("since")) & ~Q(source="") & ~Q(channel=""),
                name="admission_has_source_and_channel",
                violation_error_message="新入会应填写会员来源和入会渠道，会籍从入会日期起算",
            ),
            models.CheckConstraint(
                condition=Q(until=None, end="") | Q(until__isnull=False) & ~Q(end=""),
                name="membership_ends_for_a_reason",
                violation_error_message="会籍截止日期和截止原因应同时填写",
            ),
            models.CheckConstraint(
                condition=Q(standing="retained") | ~Q(start="retained") & ~Q(end="restored"),
                name="only_the_retained_are_restored",
                violation_error_message="只有保留会籍的会籍才能转为保留或恢复在册",
            ),
            models.CheckConstraint(
                condition=Q(standing="retained") & ~Q(retained_for="")
                | Q(standing="active", retained_for="") & ~Q(start="retained"),
                name="membership_retained_for_a_reason",
                violation_error_message="保留会籍应写明原因；在册的不填保留原因",
            ),
            models.CheckConstraint(
                condition=~Q(end__in=["expelled", "lapsed"]) | ~Q(decision_no=""),
                name="membership_decided_by_a_paper",
                violation_error_message="除名、视为退会应填写决定文号",
            ),
            models.CheckConstraint(
                condition=~Q(end="lapsed")
                | Q(urged_on__gt=F("fee_unpaid_since"), urged_on__lte=F("until"), urged_on__isnull=False)
                & Q(fee_unpaid_since__isnull=False),
                name="membership_lapsed_after_urging",
                violation_error_message="视为退会应填写欠缴会费起始日期和其后的催告日期",
            ),
        ]
        indexes = [models.Index(fields=["org", "since"], name="membership_of_org")]

    def __str__(self):
        return f"{self.member} · {self.union}"
