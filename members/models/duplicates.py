"""Suspected duplicates, and the merges that a person decided on."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When

from union_portal.audit.models import Trailed
from union_portal.organization.models import User
from union_portal.organization.records import Record, ScopedQuerySet

from .people import Member


class DuplicatePairQuerySet(ScopedQuerySet):
    def undecided(self):
        """Open, and neither of the two merged into anybody meanwhile."""
        return self.filter(same=None, one__merged_on=None, other__merged_on=None)


class DuplicatePair(Record):
    """Two records that may be one person; a person decides, and may take it back. `one` has the lower key."""

    class State(models.TextChoices):
        OPEN = "open", "待判断"
        SAME = "same", "已合并"
        DIFFERENT = "different", "不是同一人"

    one = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员甲")
    other = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员乙")
    why = models.CharField("相同之处", max_length=100)
    found_on = models.DateField("发现日期")
    decided_on = models.DateField("判断日期", null=True, blank=True, editable=False)
    same = models.BooleanField("是同一人", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="判断人"
    )
    remark = models.CharField("说明", max_length=200, blank=True)
    state = GeneratedField(
        expression=Case(
            When(same=True, then=Value("same")),
            When(same=False, then=Value("different")),
            default=Value("open"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    objects: ClassVar = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似重复会籍"
        ordering = ["-found_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"], name="pair_once", violation_error_message="这两条已登记为疑似重复"
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="pair_in_order",
                violation_error_message="会员甲的编号应小于会员乙",
            ),
            models.CheckConstraint(
                condition=Q(same=None, decided_on=None) | Q(same__isnull=False, decided_on__isnull=False),
                name="pair_decided_on_a_day",
                violation_error_message="判断和判断日期应同时登记",
            ),
        ]

    def __str__(self):
        return f"{self.one} / {self.other}"


class Merge(Trailed):
    """Two records of one person made one: `gone` continues in `kept`, until the merge is undone.

    `moved` holds, per table, the columns of every row the merge changed as they were before, with the version
    the merge left behind; `opened` is the spell that it made, if any.
    """

    pair = models.ForeignKey(DuplicatePair, models.PROTECT, related_name="merges", verbose_name="疑似重复")
    kept = models.ForeignKey(Member, models.PROTECT, related_name="absorbed", verbose_name="保留的会员")
    gone = models.ForeignKey(Member, models.PROTECT, related_name="merges", verbose_name="并入的会员")
    merged_on = models.DateField("合并日期")
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="合并人")
    undone_on = models.DateField("撤销日期", null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="撤销人")
    moved = models.JSONField("改动前的记录", default=dict)
    opened = models.BigIntegerField("新开的会籍", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并记录"
        ordering = ["-merged_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_on=None),
                name="merge_once",
                violation_error_message="该登记已并入另一会员",
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("gone")),
                name="merge_of_two",
                violation_error_message="不能与自己合并",
            ),
            models.CheckConstraint(
                condition=Q(undone_on=None, undone_by=None)
                | Q(undone_on__gte=F("merged_on"), undone_by__isnull=False),
                name="merge_undone_after_it_was_made",
                violation_error_message="撤销日期不能早于合并日期，并应记下撤销人",
            ),
        ]

    def __str__(self):
        return f"{self.gone.number} → {self.kept.number}"
