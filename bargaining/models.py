"""Collective contracts: documents (份), the enterprises they cover (家), the model enterprises."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.fields import MoneyField
from union_portal.organization.records import (
    DatedQuerySet,
    Record,
    ScopedQuerySet,
    no_overlap,
    spell_check,
)


class ContractQuerySet(ScopedQuerySet):
    def in_force(self, day):
        """In effect on `day`, that day's expiry included (CB-62)."""
        return self.filter(
            Q(terminated_on=None) | Q(terminated_on__gt=day), effective_on__lte=day, expires_on__gte=day
        )

    def signed_unexpired(self, day):
        """Signed and not yet expired on `day`, whether or not already in effect (CB-65)."""
        return self.filter(
            Q(terminated_on=None) | Q(terminated_on__gt=day), signed_on__lte=day, expires_on__gte=day
        )


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

    number = models.CharField("合同编号", max_length=40, unique=True)
    kind = models.CharField("合同类型", max_length=15, choices=Kind.choices)
    scope = models.CharField("范围", max_length=12, choices=Scope.choices)
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
    signed_on = models.DateField("签字日期")
    filed_on = models.DateField("报送日期", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    expires_on = models.DateField("到期日期", help_text="合同有效期的最后一天")
    terminated_on = models.DateField("终止日期", null=True, blank=True)
    women = models.CharField("女职工权益条款", max_length=10, choices=Women.choices, default=Women.NONE)
    raise_percent = models.DecimalField(
        "工资增幅（%）", max_digits=6, decimal_places=2, null=True, blank=True
    )
    minimum_wage = MoneyField("约定最低工资（元/月）", null=True, blank=True)
    standardised_on = models.DateField("规范化评定日期", null=True, blank=True)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewal", verbose_name="续签自"
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
        ]

    def __str__(self):
        return self.number


class ContractCoverage(Record):
    """An enterprise bound by a regional or industry contract, over [since, until)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="coverage", verbose_name="集体合同")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="coverage", verbose_name="被覆盖单位"
    )
    since = models.DateField("覆盖起始日期")
    until = models.DateField("覆盖截止日期", null=True, blank=True)

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


class ModelEnterprise(Record):
    """A model firm of collective bargaining (典型示范), over [since, until)."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="model_flags", verbose_name="单位"
    )
    since = models.DateField("认定日期")
    until = models.DateField("撤销日期", null=True, blank=True)
    evidence = models.CharField("认定依据", max_length=100)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "典型示范企业"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("model_runs_forward"),
            no_overlap("model_one_at_a_time", "enterprise_id", message="该单位已是典型示范企业"),
        ]

    def __str__(self):
        return f"{self.enterprise} 典型示范"
