"""What every screen asks first: the right, and the day it is read on."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import Http404

from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn


def allowed(request: SignedIn, verb: str, words: str, app: str = "enterprises") -> None:
    if not request.user.can(f"{app}.{verb}"):
        raise PermissionDenied(f"你的岗位没有{words}的权限")


def day_asked(request: SignedIn) -> dt.date:
    """`?on=2015-12-31` reads the page as of that day; without it, today."""
    try:
        return dt.date.fromisoformat(request.GET.get("on") or dt.date.today().isoformat())
    except ValueError:
        raise Http404("日期应写成 2015-12-31 的样子") from None


def year_asked(request: SignedIn) -> int:
    """`?year=2015`; without it, the year of today."""
    text = request.GET.get("year") or str(dt.date.today().year)
    if not (text.isdecimal() and 1950 <= int(text) <= 2100):
        raise Http404("年份应在1950至2100之间")
    return int(text)


def own_unit(request: SignedIn) -> OrgUnit:
    """The topmost unit whose rows the reader may see."""
    units = OrgUnit.objects.filter(pk__in=request.user.unit_ids("enterprises.view"))
    top = units.order_by("path").first()
    if top is None:
        raise Http404("你的岗位没有管理的单位")
    return top
