"""Members: one person for life, enrolled under a real name, in one union at a time."""

from django.db import models
from django.db.models import Q

from union_portal.fields import BlindIndexField, DocumentField, DocumentType, MobileField
from union_portal.organization.records import (
    Record,
)
from union_portal.pinyin import name_initials

from .proving import DocumentFault, document_fault, mobile_fault


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

    class NewForm(models.TextChoices):
        """MB-04."""

        COURIER = "courier", "快递员"
        RIDER = "rider", "网约配送员"
        DRIVER = "driver", "网约车司机"
        TRUCKER = "trucker", "货车司机"
        DOMESTIC = "domestic", "家政服务员"
        STREAMER = "streamer", "网络主播"
        GUARD = "guard", "保安员"
        NURSE = "nurse", "护理员"
        AGENT = "agent", "商场信息员/房产中介员"
        OTHER = "other", "其他"

    class Education(models.TextChoices):
        JUNIOR = "junior", "初中及以下"
        SENIOR = "senior", "高中"
        VOCATIONAL = "vocational", "中专技校"
        COLLEGE = "college", "大专"
        BACHELOR = "bachelor", "本科"
        MASTER = "master", "硕士"
        DOCTOR = "doctor", "博士"

    class Politics(models.TextChoices):
        PARTY = "party", "中共党员"
        PROBATION = "probation", "中共预备党员"
        LEAGUE = "league", "共青团员"
        DEMOCRATIC = "democratic", "民主党派"
        MASSES = "masses", "群众"

    class Skill(models.TextChoices):
        NONE = "none", "无等级"
        JUNIOR = "5", "初级工"
        MIDDLE = "4", "中级工"
        SENIOR = "3", "高级工"
        TECHNICIAN = "2", "技师"
        CHIEF = "1", "高级技师"

    class Retirement(models.TextChoices):
        """The class by which the statutory retirement date is counted (CA-20)."""

        MALE = "M60", "男职工"
        FEMALE_55 = "F55", "女职工（原55岁）"
        FEMALE_50 = "F50", "女职工（原50岁）"

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
    new_form = models.CharField("新就业形态", max_length=10, choices=NewForm.choices, blank=True)
    education = models.CharField("学历", max_length=10, choices=Education.choices, blank=True)
    politics = models.CharField("政治面貌", max_length=10, choices=Politics.choices, blank=True)
    skill = models.CharField("技能等级", max_length=4, choices=Skill.choices, blank=True)
    retirement = models.CharField("退休类别", max_length=3, choices=Retirement.choices, blank=True)
    is_nonlocal = models.BooleanField("外地来京务工", default=False)
    position = models.CharField("职务岗位", max_length=50, blank=True)
    employed_on = models.DateField("参加工作日期", null=True, blank=True)
    residence = models.CharField("现居住街乡", max_length=50, blank=True)
    document_until = models.DateField("证件有效期至", null=True, blank=True, help_text="长期有效的不填")
    consent_on = models.DateField("同意采集日期", null=True, blank=True)
    document_fault = models.CharField(
        "证件核验", max_length=12, choices=DocumentFault.choices, blank=True, editable=False
    )
    mobile_fault = models.BooleanField("手机号码无效", default=False, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name="已并入",
    )
    merged_on = models.DateField("并入日期", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        ordering = ["initials", "id"]
        indexes = [models.Index(fields=["initials", "id"], include=["org"], name="member_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(category="new_form") | Q(new_form=""),
                name="new_form_only_for_its_workers",
                violation_error_message="用工类型不是新就业形态劳动者的，不填新就业形态",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_on=None)
                | Q(merged_into__isnull=False, merged_on__isnull=False),
                name="member_merged_on_a_day",
                violation_error_message="并入的会员和日期应同时登记",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.initials = name_initials(self.name)
        if not kwargs.get("update_fields"):
            self.prove()
        super().save(*args, **kwargs)

    def prove(self) -> None:
        """Judge what is kept encrypted."""
        self.document_fault, self.mobile_fault = document_fault(self), mobile_fault(self)
