"""What every page shows around its content: the federation, the menu, the user's post."""

from dataclasses import dataclass
from os.path import commonprefix

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from union_portal.notices.models import Notice
from union_portal.organization.models import OrgUnit


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `short` stands on a phone's bottom bar, where only `thumb` entries fit."""

    label: str
    view: str
    icon: str
    right: str
    short: str = ""

    @property
    def url(self) -> str:
        try:
            return reverse(self.view)
        except NoReverseMatch:
            return ""

    def nearness(self, path: str) -> int:
        """How much of an address is the entry's own; 0 where they have not even the first part in common."""
        own, asked = self.url.strip("/").split("/"), path.strip("/").split("/")
        return len(commonprefix([own, asked]))


MENU = (
    ("", (Entry("工作台", "home", "home", "", "工作台"),)),
    (
        "填报与统计",
        (
            Entry("月报", "reports", "contract", "reporting.change", "月报"),
            Entry("月报审核", "report-review", "check", "reporting.decide"),
            Entry("月报完成情况", "report-matrix-now", "steps", "reporting.view"),
            Entry("指标", "indicators", "chart", "reporting.view", "指标"),
            Entry("年度工作纪实", "annual-latest", "book", "reporting.view"),
            Entry("年度工作簿", "yearbook", "book", "reporting.view"),
            Entry("数据质量", "quality", "check", "reporting.view"),
        ),
    ),
    (
        "业务台账",
        (
            Entry("企业与工会", "enterprise-list", "building", "enterprises.view", "企业"),
            Entry("建会跟踪", "unionizationcase-list", "steps", "enterprises.view"),
            Entry("认领与分派", "pool", "people", "enterprises.view"),
            Entry("税务代收", "levyentry-list", "coins", "enterprises.view"),
            Entry("双沟通", "outreachmeeting-list", "talk", "enterprises.view"),
            Entry("督查与履职", "defiance-list", "flag", "enterprises.view"),
            Entry("会员与京卡", "member-list", "people", "members.view", "会员"),
            Entry("窗口登记", "counter", "card", "members.change"),
            Entry("入会审核", "application-queue", "check", "members.decide"),
            Entry("京卡办理", "card-road", "card", "members.view"),
            Entry("荣誉与代表", "honour-list", "flag", "members.view"),
            Entry("集体协商", "contract-list", "contract", "bargaining.view"),
            Entry("协商过程", "talks-list", "talk", "bargaining.view"),
            Entry("劳动争议", "case-list", "scales", "disputes.view"),
            Entry("困难帮扶", "household-list", "heart", "assistance.view"),
            Entry("服务站", "station-list", "pin", "stations.view"),
        ),
    ),
    (
        "管理",
        (
            Entry("期间与口径", "periods-now", "clock", "reporting.view"),
            Entry("系统设置", "admin:index", "gear", "organization.view"),
        ),
    ),
)


def nearest(entries: list[Entry], path: str) -> Entry | None:
    """The entry in whose section an address lies; of equally near ones the general one, or else the first."""
    near = [e for e in entries if e.nearness(path)]
    return min(near, key=lambda e: (-e.nearness(path), e.url.count("/")), default=None)


def shell(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"federation": OrgUnit.objects.root()}
    post = user.main_post
    menu = [
        (heading, [e for e in entries if e.url and (not e.right or user.can(e.right))])
        for heading, entries in MENU
    ]
    return {
        "menu": [(heading, entries) for heading, entries in menu if entries],
        "here": nearest([e for _, entries in menu for e in entries], request.path),
        "post": post,
        "federation": OrgUnit.objects.root(),
        "unit": post.unit if post else None,
        "unread": SimpleLazyObject(Notice.objects.filter(user=user, read_at=None).count),
    }
