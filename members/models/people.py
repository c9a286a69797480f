"""Members: one person for life, enrolled under a real name, in one union at a time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.fields import BlindIndexField, DocumentField, DocumentType, MobileField
from union_portal.organization.records import (
    DatedQuerySet,
    Record,
    no_overlap,
    spell_check,
)
from union_portal.pinyin import name_initials


class Sex(models.TextChoices):
    MALE = "M", "男"
    FEMALE = "F", "女"


class Member(Record):
    """A worker under a real name. Whether and where enrolled is read from `Membership`, never a flag.

    `collected_on` is the day the real-name record became complete (MB-20); empty while it is not.
    """

    class Household(models.TextChoices):
        URBAN = "urban", "非农业"
        RURAL = "rural", "农业"
        UNIFIED = "unified", "统一居民"

    class Category(models.TextChoices):
        """MB-03: one main value."""

        STAFF = "staff", "在岗职工"
        DISPATCHED = "dispatched", "劳务派遣工"
        NEW_FORM = "new_form", "新就业形态劳动者"
        FLEXIBLE = "flexible", "灵活就业"
        PUBLIC_TEMP = "public_temp", "机关事业单位编外人员"
        OTHER = "other", "其他"

    number = models.CharField("会员号", max_length=20, unique=True, blank=True, help_text="不填则自动编号")
    name = models.CharField("姓名", max_length=50)
    initials = models.CharField("简拼", max_length=50, editable=False, db_index=True)
    document_type = models.CharField(
        "证件类型", max_length=10, choices=DocumentType.choices, default=DocumentType.RIC
    )
    document = DocumentField("证件号码", type_field="document_type")
    document_index = BlindIndexField(
        source="document",
        unique=True,
        error_messages={"unique": "该证件号码已登记在其他会员名下"},
    )
    sex = models.CharField("性别", max_length=1, choices=Sex.choices)
    born_on = models.DateField("出生日期")
    mobile = MobileField("手机号码", null=True, blank=True)
    mobile_index = BlindIndexField(source="mobile", null=True, db_index=True)
    household = models.CharField(
        "户籍类型", max_length=10, choices=Household.choices, default=Household.UNIFIED
    )
    category = models.CharField("用工类型", max_length=12, choices=Category.choices, default=Category.STAFF)
    is_migrant = models.BooleanField("农民工", default=False)
    collected_on = models.DateField("实名采集日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        ordering = ["initials", "id"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.initials = name_initials(self.name)
        super().save(*args, **kwargs)


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
    platform = models.CharField("平台名称", max_length=60, blank=True)
    admitted_on = models.DateField("入会日期")
    since = models.DateField("会籍起始日期")
    until = models.DateField("会籍截止日期", null=True, blank=True)
    standing = models.CharField("会籍状态", max_length=10, choices=Standing.choices, default="active")
    start = models.CharField("起始原因", max_length=10, choices=Start.choices)
    end = models.CharField("截止原因", max_length=10, choices=End.choices, blank=True)
    source = models.CharField("会员来源", max_length=10, choices=Source.choices, blank=True)
    channel = models.CharField("入会渠道", max_length=10, choices=Channel.choices, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会籍"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("membership_runs_forward", message="会籍截止日期不能早于起始日期"),
            no_overlap("membership_one_at_a_time", "member_id", message="该人员已有有效会籍，请办理接转"),
            models.CheckConstraint(
                condition=Q(admitted_on__lte=models.F("since")),
                name="membership_after_admission",
                violation_error_message="会籍起始日期不能早于入会日期",
            ),
            models.CheckConstraint(
                condition=~Q(start="admission")
                | Q(admitted_on=models.F("since")) & ~Q(source="") & ~Q(channel=""),
                name="admission_has_source_and_channel",
                violation_error_message="新入会应填写会员来源和入会渠道，会籍从入会日期起算",
            ),
            models.CheckConstraint(
                condition=Q(until=None, end="") | Q(until__isnull=False) & ~Q(end=""),
                name="membership_ends_for_a_reason",
                violation_error_message="会籍截止日期和截止原因应同时填写",
            ),
        ]
        indexes = [models.Index(fields=["org", "since"], name="membership_of_org")]

    def __str__(self):
        return f"{self.member} · {self.union}"


class Card(Record):
    """A 京卡·互助服务卡. `replaces` marks the successor of a lost or expired card: not a new holder."""

    class End(models.TextChoices):
        LOST = "lost", "挂失"
        DAMAGED = "damaged", "损坏"
        EXPIRED = "expired", "到期"
        CANCELLED = "cancelled", "注销"

    member = models.ForeignKey(Member, models.PROTECT, related_name="cards", verbose_name="会员")
    applied_on = models.DateField("申请日期")
    issued_on = models.DateField("发放日期", null=True, blank=True)
    ended_on = models.DateField("停用日期", null=True, blank=True)
    end = models.CharField("停用原因", max_length=10, choices=End.choices, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="原卡"
    )

    class Meta:
        verbose_name = verbose_name_plural = "京卡"
        ordering = ["-applied_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ended_on=None),
                name="card_one_live",
                violation_error_message="该会员已办理京卡，遗失请到银行补卡",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(replaces=None),
                name="card_first_once",
                violation_error_message="该会员已首次办卡，补换应登记原卡",
            ),
            models.CheckConstraint(
                condition=(Q(issued_on=None) | Q(issued_on__gte=models.F("applied_on")))
                & (Q(ended_on=None, end="") | Q(ended_on__gte=models.F("applied_on")) & ~Q(end="")),
                name="card_dates_in_order",
                violation_error_message="发放、停用日期不能早于申请日期，停用应写明原因",
            ),
        ]

    def __str__(self):
        return f"{self.member} 京卡"
