"""What a worker registered at the counter: whose it was, and what it made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from union_portal.audit.models import Trailed
from union_portal.organization.models import OrgUnit

from .cards import Card
from .memberships import Membership
from .people import Member


class Registration(Trailed):
    """One person served at the counter (窗口). Taken back on its day, it goes with what it made: the trail
    keeps all of it.

    `form_key`: the form that made it; sent twice, it makes one registration (D10).
    """

    class Kind(models.TextChoices):
        JOINED = "joined", "新入会"
        REJOINED = "rejoined", "恢复会籍"
        CARD = "card", "办卡"
        ASKED = "asked", "请求接转"

    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="所属镇街")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations", verbose_name="经办人"
    )
    on = models.DateField("登记日期")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    form_key = models.UUIDField("表单编号", unique=True)
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    member = models.ForeignKey(Member, models.PROTECT, related_name="registrations", verbose_name="会员")
    membership = models.OneToOneField(
        Membership, models.PROTECT, null=True, related_name="registration", verbose_name="会籍"
    )
    card = models.OneToOneField(
        Card, models.PROTECT, null=True, related_name="registration", verbose_name="京卡"
    )

    class Meta:
        verbose_name = verbose_name_plural = "窗口登记"
        ordering = ["-id"]
        indexes = [models.Index(fields=["worker", "-id"], name="registration_of_worker")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["joined", "rejoined"], membership__isnull=False)
                | Q(kind="card", membership=None, card__isnull=False)
                | Q(kind="asked", membership=None, card=None),
                name="registration_made_what_it_says",
                violation_error_message="登记的事项应与其会籍、京卡相符",
            ),
        ]

    def __str__(self):
        return f"{self.member} {self.get_kind_display()}"
