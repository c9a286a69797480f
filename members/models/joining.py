"""Ways in and between: applications, the doors they come through, transfers."""

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When

from enterprises.models import Enterprise, GrassrootsUnion, OutreachMeeting
from union_portal.fields import UNCHECKED, BlindIndexField, DocumentField, DocumentType, MobileField
from union_portal.organization.models import User
from union_portal.organization.records import DatedQuerySet, Record, ScopedQuerySet, spell_check

from .memberships import Membership
from .people import Member, Sex


class JoiningDoor(Record):
    """A public page of application, reached by a QR code: for an enterprise, a meeting, or a station's
    counter. The address holds `token` alone, and is open over [since, until)."""

    title = models.CharField("名称", max_length=100)
    token = models.UUIDField("地址码", db_default=RandomUUID(), unique=True, editable=False)
    union = models.ForeignKey(GrassrootsUnion, models.PROTECT, related_name="doors", verbose_name="受理工会")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="doors", verbose_name="单位"
    )
    meeting = models.ForeignKey(
        OutreachMeeting, models.PROTECT, null=True, blank=True, related_name="doors", verbose_name="沟通会"
    )
    since = models.DateField("开放日期")
    until = models.DateField("关闭日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入会二维码"
        ordering = ["org", "title"]
        constraints = [spell_check("door_runs_forward")]

    def __str__(self):
        return self.title


class MembershipApplication(Record):
    """Somebody asks to join; the union's committee approves or refuses with a reason (MB-10, MB-13).

    The database writes `entered_by` and `entered_with` (the audited request; one import is one), makes
    what staff enter by hand a matter of the counter, what a sheet brings a batch, and never changes the
    channel afterwards.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", "待审核"
        APPROVED = "approved", "已通过"
        RETURNED = "returned", "已退回"
        REJECTED = "rejected", "未通过"

    class Verdict(models.TextChoices):
        APPROVED = "approved", "通过"
        RETURNED = "returned", "退回补正"
        REJECTED = "rejected", "不通过"

    name = models.CharField("姓名", max_length=50)
    document_type = models.CharField(
        "证件类型", max_length=10, choices=DocumentType.choices, default=DocumentType.RIC
    )
    document = DocumentField("证件号码", type_field="document_type")
    document_index = BlindIndexField(source="document", db_index=True)
    sex = models.CharField(
        "性别", max_length=1, choices=Sex.choices, blank=True, help_text="证件号码不含性别的填写"
    )
    born_on = models.DateField("出生日期", null=True, blank=True, help_text="证件号码不含出生日期的填写")
    mobile = MobileField("手机号码")
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="applications", verbose_name="申请加入的工会"
    )
    employer = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工作单位"
    )
    workplace = models.CharField(
        "自述单位", max_length=100, blank=True, help_text="申请人自己写的单位，审核时据此填工作单位"
    )
    platform = models.CharField("平台名称", max_length=60, blank=True)
    category = models.CharField(
        "用工类型", max_length=12, choices=Member.Category.choices, default=Member.Category.STAFF
    )
    new_form = models.CharField("新就业形态", max_length=10, choices=Member.NewForm.choices, blank=True)
    channel = models.CharField(
        "入会渠道",
        max_length=10,
        choices=Membership.Channel.choices,
        default=Membership.Channel.ONLINE,
        editable=False,
    )
    door = models.ForeignKey(
        JoiningDoor,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="applications",
        verbose_name="入会二维码",
    )
    applied_on = models.DateField("申请日期")
    again_on = models.DateField("再次申请日期", null=True, editable=False)
    consent_version = models.CharField("告知书版本", max_length=20, blank=True, editable=False)
    consent_on = models.DateField("同意采集日期", null=True, editable=False)
    sensitive_on = models.DateField("单独同意日期", null=True, editable=False)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="录入人"
    )
    entered_with = models.UUIDField("录入批次", null=True, editable=False)
    seen_on = models.DateField("证件原件核对日期", null=True, editable=False)
    seen_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="证件原件核对人"
    )
    decided_on = models.DateField("审核日期", null=True, blank=True, editable=False)
    verdict = models.CharField("审核意见", max_length=10, choices=Verdict.choices, blank=True, editable=False)
    reason = models.CharField("理由", max_length=200, blank=True, editable=False)
    source = models.CharField(
        "会员来源", max_length=10, choices=Membership.Source.choices, blank=True, editable=False
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="审核人"
    )
    membership = models.OneToOneField(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="application",
        verbose_name="会籍",
    )
    state = GeneratedField(
        expression=Case(When(verdict="", then=Value("submitted")), default=F("verdict")),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "入会申请"
        ordering = ["-applied_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_index"],
                condition=Q(verdict=""),
                name="application_one_open",
                violation_error_message="该证件号码已有待审核的申请",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_on=None)
                | Q(decided_on__gte=F("applied_on")) & (Q(verdict="approved") | ~Q(reason="")),
                name="application_decided_with_reason",
                violation_error_message="审核日期不能早于申请日期；退回或不通过应写明理由",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="approved")
                | ~Q(document_type__in=[str(kind.value) for kind in UNCHECKED])
                | Q(seen_on__isnull=False),
                name="application_original_seen",
                violation_error_message="这种证件号码没有校验位，应先核对证件原件再通过",
            ),
            models.CheckConstraint(
                condition=Q(membership=None) | Q(verdict="approved"),
                name="application_joined_by_approval",
                violation_error_message="通过的申请才有会籍",
            ),
            models.CheckConstraint(
                condition=Q(category="new_form") | Q(new_form=""),
                name="application_new_form_only_for_its_workers",
                violation_error_message="用工类型不是新就业形态劳动者的，不填新就业形态",
            ),
        ]
        indexes = [
            models.Index(
                fields=["entered_with"],
                condition=Q(entered_with__isnull=False),
                name="application_of_batch",
            )
        ]

    def __str__(self):
        return f"{self.name} {self.applied_on}"


class TransferQuerySet(ScopedQuerySet):
    def visible_to(self, user, verb: str = "view"):
        """Those of either side: the township that sends and the one that receives."""
        units = user.unit_ids(f"members.{verb}")
        return self.filter(Q(org__in=units) | Q(to_union__org__in=units))

    def waiting(self):
        return self.filter(accepted_on=None, returned_on=None, recalled_on=None)


class Transfer(Record):
    """A handshake between two unions: one sends, the other accepts or returns (MB-30).

    `org` sends; the database reads it from the member's spell, with `from_union`. `reminded_on`: the day
    the receiving side was told that it has let the transfer wait too long.
    """

    named_anywhere = frozenset({"to_union", "to_employer"})

    class State(models.TextChoices):
        WAITING = "waiting", "待接收"
        ACCEPTED = "accepted", "已接收"
        RETURNED = "returned", "已退回"
        RECALLED = "recalled", "已撤回"

    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers", verbose_name="会员")
    to_union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="transfers_in", verbose_name="转入工会"
    )
    to_employer = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转入单位"
    )
    requested_on = models.DateField("转出日期")
    note = models.CharField("说明", max_length=200, blank=True)
    from_union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="transfers_out",
        verbose_name="转出工会",
    )
    accepted_on = models.DateField("接收日期", null=True, blank=True, editable=False)
    returned_on = models.DateField("退回日期", null=True, blank=True, editable=False)
    recalled_on = models.DateField("撤回日期", null=True, blank=True, editable=False)
    reason = models.CharField("退回理由", max_length=200, blank=True, editable=False)
    arbitrated = models.BooleanField("区总工会裁定", default=False, editable=False)
    ruling = models.CharField("裁定意见", max_length=200, blank=True, editable=False)
    reminded_on = models.DateField("提醒日期", null=True, blank=True, editable=False)
    state = GeneratedField(
        expression=Case(
            When(accepted_on__isnull=False, then=Value("accepted")),
            When(returned_on__isnull=False, then=Value("returned")),
            When(recalled_on__isnull=False, then=Value("recalled")),
            default=Value("waiting"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    objects: ClassVar = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会籍接转"
        ordering = ["-requested_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(accepted_on=None, returned_on=None, recalled_on=None),
                name="transfer_one_open",
                violation_error_message="该会员已有待接收的接转",
            ),
            models.CheckConstraint(
                condition=(Q(accepted_on=None) | Q(accepted_on__gte=F("requested_on")))
                & (Q(returned_on=None) | Q(returned_on__gte=F("requested_on")) & ~Q(reason="")),
                name="transfer_answered_after_request",
                violation_error_message="接收、退回日期不能早于转出日期，退回应写明理由",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None, returned_on=None)
                | Q(accepted_on=None, recalled_on=None)
                | Q(returned_on=None, recalled_on=None)
                | Q(arbitrated=True, recalled_on=None, accepted_on__gte=F("returned_on")),
                name="transfer_has_one_answer",
                violation_error_message="接转只能接收、退回或撤回一次；退回后只有区总工会可以裁定接收",
            ),
            models.CheckConstraint(
                condition=Q(arbitrated=False, ruling="")
                | Q(arbitrated=True, accepted_on__isnull=False) & ~Q(ruling=""),
                name="transfer_arbitrated_with_reason",
                violation_error_message="裁定接收应填写裁定意见",
            ),
        ]

    def __str__(self):
        return f"{self.member} → {self.to_union}"
