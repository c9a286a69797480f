"""The tree of federations, the people, and the posts that give them rights over parts of it."""

import datetime as dt
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from .roles import ROLE_CHOICES, ROLES


class Level(models.TextChoices):
    CITY = "city", "市"
    DISTRICT = "district", "区"
    TOWNSHIP = "township", "镇街"


class Dated(models.QuerySet):
    """Rows that hold over the half-open range [since, until)."""

    def on(self, day: dt.date):
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class OrgUnitQuerySet(Dated):
    def under(self, *paths: str):
        """The units at and below the given paths."""
        inside = Q(pk__in=[])
        for path in paths:
            inside |= Q(path__startswith=path)
        return self.filter(inside)

    def within(self, unit: "OrgUnit"):
        return self.under(unit.path)

    def townships(self):
        return self.filter(level=Level.TOWNSHIP)

    def root(self):
        """The federation that runs this portal, or None before any is set up."""
        return self.filter(parent=None).order_by("code").first()


class OrgUnit(models.Model):
    """A federation of the tree. Names, borders and levels change: hence `since` and `until`.

    `path` (codes from the root, ending in a slash) is written by the database, and re-written for the
    whole subtree when a unit moves.
    """

    code = models.CharField("代码", max_length=12, unique=True)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    division = models.CharField("行政区划代码", max_length=12)
    name = models.CharField("名称", max_length=60)
    aliases = models.JSONField("别名", default=list, blank=True)
    since = models.DateField("设立日期", default=dt.date(1949, 10, 1))
    until = models.DateField("撤销日期", null=True, blank=True)
    path = models.CharField("路径", max_length=80, editable=False, db_index=True)

    objects = OrgUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "组织机构"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="org_ends_after_it_begins",
                violation_error_message="撤销日期应晚于设立日期",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.refresh_from_db(fields=["path"])

    @property
    def short_name(self) -> str:
        """The place without the kind of union: 兴隆街道总工会 → 兴隆街道."""
        for ending in ("总工会", "工会联合会", "工会委员会", "工会工作委员会"):
            if self.name.endswith(ending):
                return self.name.removesuffix(ending)
        return self.name


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)

    def create(self, password=None, **fields):
        user = self.model(**fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One account per person, never shared; what it may do comes from its live posts alone."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=50)
    since = models.DateField("启用日期", default=dt.date.today)
    until = models.DateField("停用日期", null=True, blank=True)
    big_type = models.BooleanField("大字显示", default=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    is_superuser = False

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self):
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django's own is a column; here dates say it
        today = dt.date.today()
        return self.since <= today and (self.until is None or self.until > today)

    @cached_property
    def live_posts(self) -> list["Post"]:
        posts = Post.objects.on(dt.date.today()).filter(user=self).select_related("unit")
        return list(posts.order_by("since", "pk"))

    @cached_property
    def main_post(self) -> "Post | None":
        return self.live_posts[0] if self.live_posts else None

    @property
    def is_staff(self) -> bool:
        return any(post.definition.admin for post in self.live_posts)

    def can(self, right: str) -> bool:
        """`right` is `app.verb` (roles.py)."""
        return self.is_active and any(right in post.definition.rights for post in self.live_posts)

    def unit_ids(self, right: str) -> frozenset[int]:
        """The units over which some live post grants `right`; one query a right, then remembered."""
        if right not in self._units:
            paths = [p.unit.path for p in self.live_posts if right in p.definition.rights]
            found = OrgUnit.objects.under(*paths).values_list("pk", flat=True) if paths else ()
            self._units[right] = frozenset(found)
        return self._units[right]

    @cached_property
    def _units(self) -> dict[str, frozenset[int]]:
        return {}

    def has_perm(self, permission: str, obj=None) -> bool:
        """Django's names (`members.add_member`) read as rights (`members.change`); nobody deletes."""
        app, _, action = permission.partition(".")
        verb = {"add": "change", "change": "change", "view": "view"}.get(action.partition("_")[0])
        return verb is not None and self.can(f"{app}.{verb}")

    def has_module_perms(self, app: str) -> bool:
        return self.can(f"{app}.view")


class Post(models.Model):
    """A role held in a unit for a time; the rights reach the unit and everything below it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="用户")
    role = models.CharField("岗位", max_length=20, choices=ROLE_CHOICES)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, verbose_name="单位")
    since = models.DateField("任职日期", default=dt.date.today)
    until = models.DateField("离任日期", null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(until=None),
                name="post_held_once",
                violation_error_message="该用户已在此单位担任同一岗位",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="post_ends_after_it_begins",
                violation_error_message="离任日期不能早于任职日期",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.get_role_display()}"

    @property
    def definition(self):
        return ROLES[self.role]
