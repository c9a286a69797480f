"""Employers (用人单位), and their size and standing over time."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from union_portal.fields import CreditCodeField, MoneyField
from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check
from union_portal.pinyin import initials


class Ownership(models.TextChoices):
    """Economic components (OR-50): 公有 11 12, 非公有 21 22 23, and units that are no enterprise."""

    STATE = "11", "国有"
    COLLECTIVE = "12", "集体"
    PRIVATE = "21", "私有"
    HMT = "22", "港澳台商"
    FOREIGN = "23", "外商"
    ORGAN = "31", "机关"
    INSTITUTION = "32", "事业单位"
    SOCIAL = "33", "社会组织"
    INDIVIDUAL = "34", "个体工商户"
    OTHER = "99", "其他"


STATE_OWNED = (Ownership.STATE, Ownership.INSTITUTION)
NON_PUBLIC = (Ownership.PRIVATE, Ownership.HMT, Ownership.FOREIGN)


class Industry(models.TextChoices):
    """Sections of GB/T 4754-2017 (OR-53)."""

    A = "A", "农林牧渔"
    B = "B", "采矿"
    C = "C", "制造"
    D = "D", "电热燃水"
    E = "E", "建筑"
    F = "F", "批发零售"
    G = "G", "交通仓储邮政"
    H = "H", "住宿餐饮"
    I = "I", "信息软件"  # noqa: E741 (the standard's own letters)
    J = "J", "金融"
    K = "K", "房地产"
    L = "L", "租赁商务"
    M = "M", "科研技术"
    N = "N", "水利环境公共设施"
    O = "O", "居民服务"  # noqa: E741
    P = "P", "教育"
    Q = "Q", "卫生社会工作"
    R = "R", "文体娱乐"
    S = "S", "公共管理社会组织"
    T = "T", "国际组织"


class Enterprise(Record):
    """An employer (用人单位), known by its credit code."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "一般单位"
        AGENCY = "agency", "劳务派遣机构"
        PLATFORM = "platform", "平台企业"

    class Closure(models.TextChoices):
        CANCELLED = "cancelled", "注销"
        MOVED = "moved", "迁出"
        RELOCATED = "relocated", "疏解"
        BANKRUPT = "bankrupt", "破产"
        REVOKED = "revoked", "吊销"

    credit_code = CreditCodeField("统一社会信用代码", null=True, blank=True, unique=True)
    no_code_reason = models.CharField("无代码原因", max_length=40, blank=True)
    name = models.CharField("单位名称", max_length=100)
    initials = models.CharField("简拼", max_length=100, editable=False, db_index=True)
    ownership = models.CharField("经济类型", max_length=2, choices=Ownership.choices)
    industry = models.CharField("行业门类", max_length=1, choices=Industry.choices)
    kind = models.CharField("单位性质", max_length=10, choices=Kind.choices, default=Kind.ORDINARY)
    address = models.CharField("经营地址", max_length=200, blank=True)
    phone = models.CharField("单位电话", max_length=20, blank=True, help_text="对外公开的固定电话")
    opened_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("退出日期", null=True, blank=True)
    closure = models.CharField("退出原因", max_length=10, choices=Closure.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["initials", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__isnull=False) | ~Q(no_code_reason=""),
                name="enterprise_has_code_or_reason",
                violation_error_message="应填写统一社会信用代码；确无代码的，说明原因（筹备中、历史数据、驻京机构）",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closure="") | Q(closed_on__isnull=False) & ~Q(closure=""),
                name="enterprise_closed_for_a_reason",
                violation_error_message="退出日期和退出原因应同时填写",
            ),
            models.CheckConstraint(
                condition=~Q(phone__regex=r"^\D*1\d{10}\D*$"),
                name="enterprise_phone_is_its_own",
                violation_error_message="单位电话应填写对外公开的固定电话，不填写个人手机号码",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.initials = initials(self.name)
        super().save(*args, **kwargs)


class Headcount(Record):
    """Employees as recorded on a day; it holds until the next record. The database writes `until`."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="headcounts", verbose_name="单位")
    since = models.DateField("核实日期")
    until = models.DateField("下次核实日期", null=True, blank=True, editable=False)
    employees = models.PositiveIntegerField("职工数")
    women = models.PositiveIntegerField("女职工数", default=0)
    migrants = models.PositiveIntegerField("农民工数", default=0)
    dispatched = models.PositiveIntegerField("派遣职工数", default=0)
    source = models.CharField("来源", max_length=40, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职工数"
        ordering = ["enterprise", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "since"],
                name="headcount_once_a_day",
                violation_error_message="该单位当日已有职工数记录",
            ),
            models.CheckConstraint(
                condition=Q(women__lte=F("employees")) & Q(migrants__lte=F("employees")),
                name="headcount_parts_within_whole",
                violation_error_message="女职工数、农民工数不能大于职工数",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.since} {self.employees}人"


class Suspension(Record):
    """Business at rest over [since, until); an end for good is the enterprise's own `closed_on` (OR-56)."""

    class Kind(models.TextChoices):
        STOPPED = "stopped", "停业"
        RESTING = "resting", "歇业"

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="suspensions", verbose_name="单位"
    )
    kind = models.CharField("经营状态", max_length=10, choices=Kind.choices)
    since = models.DateField("起始日期")
    until = models.DateField("恢复日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "停业歇业"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("suspension_runs_forward"),
            no_overlap("suspension_one_at_a_time", "enterprise_id", message="该单位在此期间已登记停业或歇业"),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.get_kind_display()}"


class SizeClass(Record):
    """Large to micro, by the scheme in force on the day (OR-54)."""

    class Size(models.TextChoices):
        LARGE = "L", "大型"
        MEDIUM = "M", "中型"
        SMALL = "S", "小型"
        MICRO = "X", "微型"

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="size_classes", verbose_name="单位"
    )
    size = models.CharField("规模", max_length=1, choices=Size.choices)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)
    revenue = MoneyField("营业收入", null=True, blank=True)
    assets = MoneyField("资产总额", null=True, blank=True)
    scheme = models.CharField("划型办法", max_length=30, default="国统字〔2017〕213号")

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业规模"
        ordering = ["enterprise", "-since"]
        constraints = [
            spell_check("size_runs_forward"),
            no_overlap("size_one_at_a_time", "enterprise_id", message="该单位在此期间已有规模记录"),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.get_size_display()}"


SMALL_MICRO = (SizeClass.Size.SMALL, SizeClass.Size.MICRO)


class Eligibility(Record):
    """A recorded decision, over [since, until), that an enterprise does or does not count as `kind`.

    Rates divide by enterprises recorded as eligible, never by all of them (CB-61).
    """

    class Kind(models.TextChoices):
        UNIONIZE = "unionize", "应建会"
        BARGAIN = "bargain", "符合协商条件"
        OPERATING = "operating", "正常经营"
        ABOVE_SIZE = "above_size", "规模以上"

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="eligibilities", verbose_name="单位"
    )
    kind = models.CharField("口径", max_length=10, choices=Kind.choices)
    met = models.BooleanField("符合", default=True)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)
    decided_by = models.CharField("认定人", max_length=50, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "口径认定"
        ordering = ["enterprise", "kind", "-since"]
        constraints = [
            spell_check("eligibility_runs_forward"),
            no_overlap(
                "eligibility_one_at_a_time",
                "enterprise_id",
                "text:kind",
                message="该单位在此期间已有同一口径的认定",
            ),
            models.CheckConstraint(
                condition=Q(met=True) | ~Q(reason=""),
                name="eligibility_refused_for_a_reason",
                violation_error_message="认定为不符合的，应写明原因（停产、外迁、筹备、无用工）",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.get_kind_display()}"
