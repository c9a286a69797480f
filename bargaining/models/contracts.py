"""Collective contracts: documents (份) and the enterprises they cover (家)."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, GeneratedField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.fields import MoneyField
from union_portal.organization.models import User
from union_portal.organization.records import (
    DatedQuerySet,
    Record,
    ScopedQuerySet,
    no_overlap,
    spell_check,
)

from . import terms


def standing(day) -> Q:
    """In effect on `day`, that day's expiry included (CB-62): a condition on contracts."""
    return (Q(terminated_on=None) | Q(terminated_on__gt=day)) & Q(effective_on__lte=day, expires_on__gte=day)


class ContractQuerySet(ScopedQuerySet):
    def in_force(self, day):
        return self.filter(standing(day))

    def signed_unexpired(self, day):
        """Signed and not yet expired on `day`, whether or not already in effect (CB-65)."""
        return self.filter(
            Q(terminated_on=None) | Q(terminated_on__gt=day), signed_on__lte=day, expires_on__gte=day
        )

    def with_agreed(self, day):
        """`agreed`: the lowest pay a month, as last changed by `day`."""
        amendment = self.model._meta.get_field("amendments").related_model
        changed = amendment.objects.filter(contract=OuterRef("pk"), on__lte=day, minimum_wage__isnull=False)
        latest = Subquery(changed.order_by("-on").values("minimum_wage")[:1])
        return self.annotate(agreed=Coalesce(latest, F("minimum_wage")))

    def regional_over(self, enterprise, day):
        """In force on `day`, signed for an area or an industry, and listing this enterprise then (CB-04)."""
        open_then = Q(coverage__until=None) | Q(coverage__until__gt=day)
        return self.in_force(day).filter(open_then, coverage__enterprise=enterprise, coverage__since__lte=day)


class Contract(Record):
    """One document (份). Its own enterprise, or the coverage rows, say whom it binds (CB-03)."""

    class Kind(models.TextChoices):
        COMPREHENSIVE = "comprehensive", "综合集体合同"
        WAGE = "wage", "工资专项集体合同"
        WOMEN = "women", "女职工专项集体合同"
        SAFETY = "safety", "劳动安全卫生专项集体合同"

    class Scope(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        REGIONAL = "regional", "区域性"
        INDUSTRY = "industry", "行业性"

    class Women(models.TextChoices):
        CHAPTER = "chapter", "章节"
        ANNEX = "annex", "附件"
        SEPARATE = "separate", "单独合同"
        NONE = "none", "未约定"

    class LabourSide(models.TextChoices):
        """Who signs for the employees (CB-07)."""

        UNION = "union", "工会"
        ELECTED = "elected", "职工推举的代表"

    class Form(models.TextChoices):
        """CB-06: talks with a platform may end in an agreement that is no contract."""

        CONTRACT = "contract", "集体合同"
        AGREEMENT = "agreement", "其他书面协议"

    class End(models.TextChoices):
        """CB-44."""

        BANKRUPT = "bankrupt", "企业破产、解散"
        AGREED = "agreed", "双方约定的终止条件出现"
        CANCELLED = "cancelled", "协商一致解除"
        REPLACED = "replaced", "新合同提前生效"

    class State(models.TextChoices):
        """Expiry is not a state: it is read from the days (CB-34)."""

        SIGNED = "signed", "已签字待报送"
        FILED = "filed", "审查中"
        OBJECTED = "objected", "有异议"
        EFFECTIVE = "effective", "已生效"
        ENDED = "ended", "已终止"

    number = models.CharField("合同编号", max_length=40, unique=True)
    kind = models.CharField("合同类型", max_length=15, choices=Kind.choices)
    scope = models.CharField("范围", max_length=12, choices=Scope.choices)
    form = models.CharField(
        "文书形式", max_length=10, choices=Form.choices, default=Form.CONTRACT, db_default=Form.CONTRACT
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name="签约单位"
    )
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name="签约工会",
    )
    area = models.CharField("区域或行业", max_length=60, blank=True, help_text="区域性、行业性合同填写")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="annexes",
        verbose_name="所附综合合同",
        help_text="专项合同作为综合集体合同附件的填写",
    )
    labour_side = models.CharField(
        "职工方", max_length=10, choices=LabourSide.choices, default=LabourSide.UNION
    )
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="经办人"
    )
    signed_on = models.DateField("签字日期", help_text="双方首席代表签字不在同一天的，填后一天")
    filed_on = models.DateField("报送日期", null=True, blank=True)
    objected_on = models.DateField("异议日期", null=True, editable=False)
    starts_on = models.DateField(
        "文本起始日期", null=True, blank=True, help_text="合同文本写明的起始日期，未写明的不填"
    )
    effective_on = models.DateField("生效日期", null=True, blank=True)
    expires_on = models.DateField("到期日期", help_text="合同有效期的最后一天")
    published_on = models.DateField("向职工公布日期", null=True, blank=True)
    terminated_on = models.DateField("终止日期", null=True, blank=True)
    end = models.CharField("终止原因", max_length=10, choices=End.choices, blank=True)
    end_filed_on = models.DateField("终止报送日期", null=True, blank=True)
    women = models.CharField("女职工权益条款", max_length=10, choices=Women.choices, default=Women.NONE)
    raise_percent = models.DecimalField(
        "工资增幅（%）", max_digits=6, decimal_places=2, null=True, blank=True
    )
    minimum_wage = MoneyField("约定最低工资（元/月）", null=True, blank=True)
    average_wage = MoneyField("协商后平均工资（元/月）", null=True, blank=True)
    standardised_on = models.DateField("规范化评定日期", null=True, blank=True)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewal", verbose_name="续签自"
    )
    remark = models.CharField("情况说明", max_length=200, blank=True, help_text="与规定不一致的，说明原因")
    state = GeneratedField(
        expression=Case(
            When(terminated_on__isnull=False, then=Value("ended")),
            When(effective_on__isnull=False, then=Value("effective")),
            When(objected_on__isnull=False, then=Value("objected")),
            When(filed_on__isnull=False, then=Value("filed")),
            default=Value("signed"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    objects: ClassVar = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "集体合同"
        ordering = ["-signed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="enterprise", enterprise__isnull=False)
                | ~Q(scope="enterprise") & Q(enterprise=None),
                name="contract_of_enterprise_names_it",
                violation_error_message="企业合同应填写签约单位；区域性、行业性合同由覆盖名单列明单位",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("signed_on"))
                & (Q(effective_on=None) | Q(effective_on__gte=F("signed_on")))
                & (Q(filed_on=None) | Q(filed_on__gte=F("signed_on"))),
                name="contract_dates_in_order",
                violation_error_message="报送、生效、到期日期不能早于签字日期",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(kind="comprehensive"),
                name="annex_is_special",
                violation_error_message="综合集体合同不能作为另一份合同的附件",
            ),
            models.CheckConstraint(
                condition=Q(end="") | Q(terminated_on__isnull=False),
                name="contract_end_has_its_day",
                violation_error_message="填写了终止原因的，应填写终止日期",
            ),
            models.CheckConstraint(
                condition=Q(end_filed_on=None) | Q(end_filed_on__gte=F("terminated_on")),
                name="contract_end_filed_after",
                violation_error_message="终止报送日期不能早于终止日期",
            ),
        ]

    def __str__(self):
        return self.number

    def clean(self):
        terms.check(self)


class ContractCoverage(Record):
    """An enterprise bound by a regional or industry contract, over [since, until)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="coverage", verbose_name="集体合同")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="coverage", verbose_name="被覆盖单位"
    )
    since = models.DateField("覆盖起始日期")
    until = models.DateField("覆盖截止日期", null=True, blank=True)
    average_wage = MoneyField("协商后平均工资（元/月）", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "合同覆盖名单"
        ordering = ["contract", "enterprise"]
        constraints = [
            spell_check("coverage_runs_forward"),
            no_overlap(
                "coverage_once_a_contract",
                "contract_id",
                "enterprise_id",
                message="该单位已在本合同的覆盖名单中",
            ),
        ]

    def __str__(self):
        return f"{self.contract} · {self.enterprise}"
