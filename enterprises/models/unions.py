"""Unions of the base, and the enterprises they cover, day by day."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Func, GeneratedField, Q, Value, When
from django.db.models.functions import Greatest

from union_portal.fields import CreditCodeField
from union_portal.organization.records import (
    DatedQuerySet,
    Record,
    ScopedQuerySet,
    no_overlap,
    spell_check,
)

from . import ballots
from .employers import Enterprise


class GrassrootsUnionQuerySet(ScopedQuerySet):
    def standing(self, day):
        """Approved and not dissolved on `day`: nothing counts before the approval (OR-03)."""
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day), approved_on__lte=day)


class GrassrootsUnion(Record):
    """A union of the base, or a federation of such unions (OR-02). Its state follows from its dates."""

    class Kind(models.TextChoices):
        INDEPENDENT = "independent", "独立基层工会"
        JOINT = "joint", "联合基层工会"
        REGIONAL = "regional", "区域性工会联合会"
        INDUSTRY = "industry", "行业性工会联合会"

    class Level(models.TextChoices):
        CITY = "city", "市级"
        DISTRICT = "district", "区级"
        TOWNSHIP = "township", "街乡级"
        BASE = "base", "基层"

    class DissolveReason(models.TextChoices):
        """OR-35: a union ends only with its unit, or when units merge or split."""

        UNIT_ENDED = "ended", "所在单位终止"
        MERGED = "merged", "所在单位合并"
        SPLIT = "split", "所在单位分立"

    class State(models.TextChoices):
        PREPARING = "preparing", "筹建中"
        STANDING = "standing", "已批复"
        DISSOLVED = "dissolved", "已撤销"

    name = models.CharField("工会名称", max_length=100)
    kind = models.CharField("工会类型", max_length=12, choices=Kind.choices)
    level = models.CharField("层级", max_length=10, choices=Level.choices, default=Level.BASE)
    credit_code = CreditCodeField("工会法人代码", null=True, blank=True, unique=True, union=True)
    applied_on = models.DateField("申请日期", null=True, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    approval_no = models.CharField("批复文号", max_length=40, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    dissolve_reason = models.CharField("撤销原因", max_length=10, choices=DissolveReason.choices, blank=True)
    state = GeneratedField(
        expression=Case(
            When(dissolved_on__isnull=False, then=Value("dissolved")),
            When(approved_on__isnull=False, then=Value("standing")),
            default=Value("preparing"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    objects: ClassVar = GrassrootsUnionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "基层工会"
        ordering = ["org", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on=None)
                | Q(approved_on__isnull=False, dissolved_on__gte=F("approved_on")) & ~Q(dissolve_reason=""),
                name="union_dissolved_after_approval",
                violation_error_message="撤销日期不能早于批复日期，并应写明撤销原因",
            ),
        ]

    def __str__(self):
        return self.name


class AffiliationQuerySet(DatedQuerySet):
    def covering(self, day):
        """Own or joint coverage by a union approved and standing on `day`: what 建会 means (CB-60)."""
        return (
            self.on(day)
            .exclude(mode=Affiliation.Mode.FEDERATION)
            .filter(Q(union__dissolved_on=None) | Q(union__dissolved_on__gt=day), union__approved_on__lte=day)
        )


class Affiliation(Record):
    """An enterprise covered by a union over [since, until). Own or joint: one at a time (OR-05)."""

    class Mode(models.TextChoices):
        OWN = "own", "独立建会"
        JOINT = "joint", "加入联合工会"
        FEDERATION = "federation", "加入联合会"

    class Origin(models.TextChoices):
        SURVEY = "survey", "摸底建会"
        SERVICE = "service", "以服务促建会"
        MEETING = "meeting", "沟通会建会"
        MOVED = "moved", "工会撤销转接"
        OTHER = "other", "其他"

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="affiliations", verbose_name="单位"
    )
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="affiliations", verbose_name="工会"
    )
    mode = models.CharField("建会方式", max_length=10, choices=Mode.choices)
    origin = models.CharField("建会来源", max_length=10, choices=Origin.choices, default=Origin.SURVEY)
    since = models.DateField("覆盖起始日期")
    until = models.DateField("覆盖截止日期", null=True, blank=True)
    employees = models.PositiveIntegerField("批复时职工数")

    objects: ClassVar = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建会覆盖"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("affiliation_runs_forward"),
            no_overlap(
                "affiliation_one_at_a_time",
                "enterprise_id",
                condition=~Q(mode="federation"),
                message="该单位在此期间已由其他工会覆盖",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.union}"


class TermQuerySet(ScopedQuerySet):
    def current(self, day):
        """The latest term, by `day`, of every union that stands on it; `due` is when it must be renewed."""
        standing = GrassrootsUnion.objects.standing(day)
        latest = self.filter(elected_on__lte=day, union__in=standing).order_by("union_id", "-elected_on")
        return (
            self.model.objects.filter(pk__in=latest.distinct("union_id").values("pk"))
            .annotate(due=Greatest("ends_on", "delayed_to"))
            .order_by("due", "pk")
        )


class Term(Record):
    """One term of a union's committee, from its election. It ends on `ends_on`, or is late from then on."""

    union = models.ForeignKey(GrassrootsUnion, models.PROTECT, related_name="terms", verbose_name="工会")
    elected_on = models.DateField("选举日期")
    years = models.PositiveSmallIntegerField("任期（年）")
    chair = models.CharField("主席", max_length=50, blank=True)
    members = models.PositiveSmallIntegerField("委员人数", null=True, blank=True)
    approval_no = models.CharField("批复文号", max_length=40, blank=True)
    delayed_to = models.DateField("批准延期至", null=True, blank=True)
    ordered_by = models.DateField("责令换届期限", null=True, blank=True)
    entitled = models.PositiveIntegerField("应到人数", null=True, blank=True)
    present = models.PositiveIntegerField("实到人数", null=True, blank=True)
    in_favour = models.PositiveIntegerField("主席得票", null=True, blank=True)
    remark = models.CharField(
        "情况说明", max_length=200, blank=True, help_text="到会、得票不足法定人数的，说明原因"
    )
    ends_on = GeneratedField(
        expression=Func(
            F("elected_on"),
            F("years"),
            template="(%(expressions)s))::date - 1",
            arg_joiner=" + make_interval(years => ",
        ),
        output_field=models.DateField("届满日期"),
        db_persist=True,
    )

    objects: ClassVar = TermQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会届次"
        ordering = ["union", "-elected_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "elected_on"],
                name="term_once",
                violation_error_message="该工会当日已登记选举",
            ),
            models.CheckConstraint(
                condition=Q(years__in=(3, 5)),
                name="term_is_3_or_5",
                violation_error_message="任期应为3年或5年",
            ),
            models.CheckConstraint(
                condition=(Q(entitled=None) | Q(present=None) | Q(present__lte=F("entitled")))
                & (Q(present=None) | Q(in_favour=None) | Q(in_favour__lte=F("present"))),
                name="term_ballot_adds_up",
                violation_error_message="实到人数不能多于应到人数，得票不能多于实到人数",
            ),
        ]

    def __str__(self):
        return f"{self.union} {self.elected_on}"

    @property
    def sums(self) -> list[tuple[bool, str]]:
        """OR-20: whether enough came, and whether enough voted for the chair."""
        return ballots.sums(self.elected_on, self.entitled, self.present, self.in_favour)

    @property
    def warnings(self) -> list[str]:
        return [text for enough, text in self.sums if not enough]

    def clean(self):
        ballots.explained(self.warnings if self.elected_on else [], self.remark)


class Committee(Record):
    """A committee of women workers or for audit, over [since, until) (OR-12, OR-17)."""

    class Kind(models.TextChoices):
        WOMEN = "women", "女职工委员会"
        AUDIT = "audit", "经费审查委员会"

    union = models.ForeignKey(GrassrootsUnion, models.PROTECT, related_name="committees", verbose_name="工会")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    since = models.DateField("成立日期")
    until = models.DateField("截止日期", null=True, blank=True)
    head = models.CharField("主任", max_length=50, blank=True)
    members = models.PositiveSmallIntegerField("委员人数", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会专门委员会"
        ordering = ["union", "kind", "-since"]
        constraints = [
            spell_check("committee_runs_forward"),
            no_overlap(
                "committee_one_at_a_time",
                "union_id",
                "text:kind",
                message="该工会在此期间已有同一委员会",
            ),
        ]

    def __str__(self):
        return f"{self.union} {self.get_kind_display()}"
