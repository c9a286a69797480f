"""互助保障: the plans, who is covered by which since when, and what was claimed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, GeneratedField, Q, Value, When

from members.models import Member
from union_portal.audit.models import Trailed
from union_portal.fields import EncryptedTextField, MoneyField
from union_portal.organization.models import User
from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check


class Scheme(models.TextChoices):
    """Six that are paid for, and two that come with the card (HA-40, HA-42)."""

    HOSPITAL = "hospital", "住院医疗"
    ALLOWANCE = "allowance", "住院津贴"
    ILLNESS = "illness", "重大疾病"
    WOMEN = "women", "女职工特殊疾病"
    ACCIDENT = "accident", "在职意外"
    CHILD = "child", "子女意外"
    MEDICAL = "medical", "医疗互助（二次报销）"
    HOME = "home", "意外伤害及家财损失"


FREE = (Scheme.MEDICAL, Scheme.HOME)
PAID = tuple(scheme for scheme in Scheme if scheme not in FREE)


class MutualPlan(Trailed):
    """The terms of a scheme over [since, until); where they are not verified, they only warn.

    `waiting_days`: cover starts so many days later. `months`: how long one enrolment usually lasts.
    """

    scheme = models.CharField("险种", max_length=10, choices=Scheme.choices)
    name = models.CharField("计划名称", max_length=60)
    since = models.DateField("生效日期")
    until = models.DateField("失效日期", null=True, blank=True)
    months = models.PositiveSmallIntegerField("保障期（月）", null=True, blank=True)
    waiting_days = models.PositiveSmallIntegerField("等待期（天）", default=0)
    premium = MoneyField("每份保费（元）", null=True, blank=True)
    limit = MoneyField("最高赔付（元）", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原文", default=False, help_text="未核对的条款只作提醒，不阻止保存")

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "互助保障计划"
        ordering = ["id"]
        constraints = [
            spell_check("plan_runs_forward", message="失效日期不能早于生效日期"),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=Q(until=None),
                name="plan_in_force_once",
                violation_error_message="该险种已有现行条款，请先登记其失效日期",
            ),
        ]

    def __str__(self):
        return self.name


class Enrolment(Record):
    """One member's cover by a paid scheme over [since, until); the database fills in the terms in force.

    It also refuses whoever is no active member on the first day, and men in the women's scheme (HA-43).
    """

    class Payer(models.TextChoices):
        UNION = "union", "工会"
        EMPLOYER = "employer", "单位"
        MEMBER = "member", "个人"

    member = models.ForeignKey(Member, models.PROTECT, related_name="enrolments", verbose_name="会员")
    scheme = models.CharField("险种", max_length=10, choices=[(one.value, one.label) for one in PAID])
    since = models.DateField("保障起始日期")
    until = models.DateField("保障截止日期", help_text="自该日起不再保障")
    policy = models.CharField("保单号", max_length=40, blank=True)
    payer = models.CharField("缴费方", max_length=10, choices=Payer.choices, default=Payer.UNION)
    premium = MoneyField("保费（元）", null=True, blank=True)
    children = models.CharField("子女姓名", max_length=60, blank=True, help_text="子女意外计划填写")
    plan = models.ForeignKey(
        MutualPlan, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="适用条款"
    )

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "互助参保"
        ordering = ["-since", "-id"]
        constraints = [
            spell_check("enrolment_runs_forward", message="保障截止日期不能早于起始日期"),
            no_overlap(
                "enrolment_covers_once",
                "member_id",
                "text:scheme",
                message="该职工在保障期内已参加同一计划",
            ),
            models.CheckConstraint(
                condition=Q(scheme__in=[str(scheme.value) for scheme in PAID]),
                name="enrolment_of_a_paid_scheme",
                violation_error_message="这项计划持卡会员免费享有，不需要登记参保",
            ),
            models.CheckConstraint(
                condition=Q(scheme="child") & ~Q(children="") | ~Q(scheme="child") & Q(children=""),
                name="enrolment_names_the_child",
                violation_error_message="子女意外计划应填写子女姓名，其他计划不填",
            ),
        ]

    def __str__(self):
        return f"{self.member} {self.get_scheme_display()}"


class MutualClaim(Record):
    """What happened to a member, and what was paid for it: asked for, accepted, paid or refused.

    `accepted_on`: the day all documents were there. For a paid scheme the database finds the `enrolment`
    that covers the event, and refuses the claim if none does (HA-44).
    """

    class State(models.TextChoices):
        REPORTED = "reported", "待受理"
        ACCEPTED = "accepted", "待赔付"
        PAID = "paid", "已赔付"
        REFUSED = "refused", "不予赔付"

    number = models.CharField("理赔编号", max_length=40, unique=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="claims", verbose_name="会员")
    scheme = models.CharField("险种", max_length=10, choices=Scheme.choices)
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, editable=False, related_name="claims", verbose_name="参保记录"
    )
    event_on = models.DateField("出险日期")
    cause = EncryptedTextField("疾病或事故", null=True, blank=True)
    claimed = MoneyField("申请金额（元）")
    reported_on = models.DateField("申请日期")
    accepted_on = models.DateField("受理日期", null=True, blank=True, help_text="材料齐全之日")
    paid_on = models.DateField("赔付日期", null=True, blank=True)
    paid = MoneyField("赔付金额（元）", null=True, blank=True)
    refused_on = models.DateField("不予赔付日期", null=True, blank=True)
    reason = models.CharField("不予赔付理由", max_length=200, blank=True)
    reported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    paid_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="赔付人"
    )
    state = GeneratedField(
        expression=models.Case(
            When(refused_on__isnull=False, then=Value("refused")),
            When(paid_on__isnull=False, then=Value("paid")),
            When(accepted_on__isnull=False, then=Value("accepted")),
            default=Value("reported"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "互助理赔"
        ordering = ["-reported_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_on__gte=F("event_on"))
                & (Q(accepted_on=None) | Q(accepted_on__gte=F("reported_on")))
                & (Q(paid_on=None) | Q(paid_on__gte=F("accepted_on")))
                & (Q(refused_on=None) | Q(refused_on__gte=F("reported_on"))),
                name="claim_dates_in_order",
                violation_error_message="出险、申请、受理、赔付日期应依次不早于前一步",
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None, paid=None)
                | Q(paid_on__isnull=False, paid__gt=0, accepted_on__isnull=False, refused_on=None),
                name="claim_paid_once_accepted",
                violation_error_message="受理后才能赔付，赔付日期和大于零的金额应同时填写",
            ),
            models.CheckConstraint(
                condition=Q(refused_on=None, reason="") | Q(refused_on__isnull=False) & ~Q(reason=""),
                name="claim_refused_for_a_reason",
                violation_error_message="不予赔付应同时填写日期和理由",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None) | Q(reported_by=None) | ~Q(paid_by=F("reported_by")),
                name="claim_in_two_hands",
                violation_error_message="经办人和赔付人不能为同一人",
            ),
        ]
        indexes = [models.Index(fields=["paid_on"], name="claim_by_payment")]

    def __str__(self):
        return self.number
