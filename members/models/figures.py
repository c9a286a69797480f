"""What statistics ask of members besides their spells: updates of their records, and counts as declared."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from union_portal.fields import MonthField
from union_portal.organization.records import Record

from .people import Member


class RecordUpdate(Record):
    """A member's record was brought up to date on a day (更新会籍信息).

    The database writes one for every update of what the registration form asks; a move to another
    township is a transfer, not an update. A campaign on paper may be registered by hand.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="updates", verbose_name="会员")
    on = models.DateField("更新日期")
    what = models.CharField("更新内容", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会籍信息更新"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["org", "on"], name="update_of_org")]

    def __str__(self):
        return f"{self.member} {self.on}"


class DeclaredMembers(Record):
    """How many members a township says it had at a month's end, in its own words (MB-21).

    It stands beside the count of the register; neither overwrites the other.
    """

    month = MonthField("月份", help_text="填该月任意一天")
    members = models.PositiveIntegerField(
        "填报会员数", validators=[MaxValueValidator(10_000_000, "填报会员数不应超过一千万")]
    )
    note = models.CharField("说明", max_length=200, blank=True, help_text="与登记数相差较大的，写明原因")

    class Meta:
        verbose_name = verbose_name_plural = "会员数填报"
        ordering = ["-month", "org"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "month"],
                name="declared_once_a_month",
                violation_error_message="该镇街当月会员数已填报，请修改原填报",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="declared_month_is_its_first_day",
                violation_error_message="月份应为当月第一天",
            ),
        ]

    def __str__(self):
        return f"{self.org.short_name} {self.month:%Y-%m}"
