"""What every page shows around its content: the federation, the menu, the user's post."""

from django.http import HttpRequest

from union_portal.organization.models import OrgUnit

MENU = (
    ("填报与统计", (("指标", "indicators", "chart", "reporting"), ("年度工作簿", "yearbook", "book", "reporting"))),
    (
        "业务台账",
        (
            ("企业与建会", "enterprise-list", "building", "enterprises"),
            ("会员与京卡", "member-list", "people", "members"),
            ("集体协商", "contract-list", "contract", "bargaining"),
            ("劳动争议", "case-list", "scales", "disputes"),
            ("困难帮扶", "household-list", "heart", "assistance"),
            ("服务站", "station-list", "pin", "stations"),
        ),
    ),
)
"""Heading → entries (label, URL name, icon, app whose view right shows it)."""


def shell(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    post = user.main_post
    menu = [
        (heading, [entry for entry in entries if user.can(f"{entry[3]}.view")]) for heading, entries in MENU
    ]
    return {
        "menu": [(heading, entries) for heading, entries in menu if entries],
        "post": post,
        "federation": OrgUnit.objects.root(),
        "unit": post.unit if post else None,
    }
