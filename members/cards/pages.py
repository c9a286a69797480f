"""The board of cards on their way, the rows behind each of its numbers, and what is done to many at once."""

import datetime as dt
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from enterprises.pages.doors import allowed
from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn

from ..models import Card, Member, Membership
from ..pages.doors import MembersView, meant
from . import applying, batches, forms, moving, road

ROWS = 50


def board(request: SignedIn):
    """Every township by place: how many, how long the oldest, how many too long."""
    allowed(request, "view", "查看京卡办理进度", "members")
    day = dt.date.today()
    lines, total = road.board(request.user, day)
    context = {
        "day": day,
        "lines": lines,
        "total": total,
        "labels": road.LABELS,
        "limits": road.limits(day),
        "may_send": batches.may_send(request.user),
        "units": OrgUnit.objects.filter(pk__in=request.user.unit_ids("members.change")).townships(),
        "can_change": request.user.can("members.change"),
    }
    return render(request, "members/card_road.html", context)


@require_POST
def gather(request: SignedIn):
    """待送行 into a batch; its page makes the file."""
    if not batches.may_send(request.user):
        raise PermissionDenied("你的岗位没有京卡送行的权限")
    form = forms.GatherForm(request.user, request.POST)
    if form.is_valid():
        try:
            unit = form.cleaned_data["unit"] or form.top
            batch = batches.gather(request.user, unit, form.cleaned_data["day"])
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"已组成批次{batch.number}，共{batch.cards.count()}张，请生成送行文件")
            return redirect("cardbatch-detail", batch.pk)
    for told in form.errors.values():
        messages.error(request, f"送行日期：{told[0]}")
    return redirect("card-road")


class Rows(MembersView):
    """The cards at one place, all or those too long there, of one township or all; a deed over them."""

    deed = "办理京卡"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.day, self.place = dt.date.today(), request.GET.get("place", "applied")

    def dispatch(self, request, *args, **kwargs):
        if self.place not in road.LABELS or self.place == "none":
            raise Http404("没有这个环节")
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> QuerySet[Card]:
        query, found = self.request.GET, moving.of_place(self.request.user, self.place, self.day)
        if query.get("org"):
            found = found.filter(org__code=query["org"])
        if query.get("late"):
            found = found.filter(road.too_long(self.day))
        if query.get("batch", "").isdecimal():
            found = found.filter(batch=int(query["batch"]))
        return found

    def get(self, request):
        rows = self.rows().select_related("member", "org", "batch").order_by("org__path", "since", "pk")
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        limit = road.limits(self.day).get(self.place)
        for card in page:
            card.days = (self.day - card.since).days
            card.late = limit is not None and card.days > limit
            card.left = Membership.End(card.why).label if self.place == "leavers" else ""
        context = {
            "page": page,
            "place": self.place,
            "title": road.LABELS[self.place],
            "limit": limit,
            "deed": moving.DEEDS.get(self.place) if request.user.can("members.change") else None,
            "day": self.day,
            "unit": OrgUnit.objects.filter(code=request.GET.get("org", "")).first(),
        }
        return render(request, "members/card_rows.html", context)

    def post(self, request):
        deed, form = moving.DEEDS.get(self.place), forms.DayForm(request.POST)
        if deed is None:
            raise Http404("这个环节没有成批办理的事项")
        if not form.is_valid():
            messages.error(request, f"{deed.dated}：{form.errors['day'][0]}")
            return redirect(request.get_full_path())
        day = form.cleaned_data["day"]
        done, left = moving.do(request.user, self.place, meant(request, self.rows(), "card"), day)
        if done:
            messages.success(request, f"已{deed.label}{done}张，{deed.dated}{day}")
        if left:
            messages.warning(
                request, f"另有{left}张没有办理：{deed.dated}早于上一步的日期，或会员已不符合申办条件"
            )
        if not done and not left:
            messages.error(request, "没有选中京卡，请勾选后再办理")
        return redirect(request.get_full_path())


class Apply(MembersView):
    """Members who may have a card and have none: by township, by union, by employer; some or all apply."""

    deed = "申办京卡"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.day = dt.date.today()

    def rows(self) -> QuerySet[Member]:
        query, found = self.request.GET, road.without(self.request.user, self.day)
        if query.get("org"):
            found = found.filter(org__code=query["org"])
        spells = applying.spells(self.day)
        for word in query.get("q", "").split():
            names = ("union__name", "employer__name", "employer__initials", "employer__credit_code")
            at = spells.filter(Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR))
            found = found.filter(pk__in=at.values("member"))
        return found.order_by("org__path", "initials", "pk")

    def get(self, request):
        rows = self.rows().select_related("org").annotate(held=applying.last_issued())
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        here = applying.spells(self.day).filter(member__in=[member.pk for member in page])
        places = dict(here.values_list("member", "employer__name"))
        unions = dict(here.values_list("member", "union__name"))
        for member in page:
            member.place = places.get(member.pk) or unions.get(member.pk, "")
        context = {
            "page": page,
            "units": OrgUnit.objects.filter(pk__in=request.user.unit_ids("members.view")).townships(),
            "can_change": request.user.can("members.change"),
            "most": applying.MOST,
        }
        return render(request, "members/card_apply.html", context)

    def post(self, request):
        keys = [int(key) for key in request.POST.getlist("member") if key.isdecimal()]
        if request.POST.get("every"):
            keys = list(self.rows().values_list("pk", flat=True)[: applying.MOST])
        made = applying.apply(request.user, keys, self.day) if keys else []
        if made:
            messages.success(request, f"已为{len(made)}名会员申办京卡，现为“待送行”")
        elif not keys:
            messages.error(request, "没有选中会员，请勾选后再申办")
        if len(made) < len(keys):
            left = len(keys) - len(made)
            messages.warning(request, f"另有{left}名没有申办：刚刚已有人办理，或不在你可登记的范围内")
        back = {name: request.GET[name] for name in ("org", "q") if request.GET.get(name)}
        return redirect(f"{reverse('card-apply')}?{urlencode(back)}")


def apply_one(request: SignedIn, pk: int):
    """申办 from the member's own page: the new card, or why not."""
    allowed(request, "change", "申办京卡", "members")
    member = Member.objects.visible_to(request.user, "change").filter(pk=pk).first()
    if member is None or request.method != "POST":
        raise Http404("没有找到这名会员，或其不在你的管理范围内")
    if why := applying.why_not(member, dt.date.today()):
        messages.error(request, why)
    else:
        applying.apply(request.user, [member.pk], dt.date.today())
        messages.success(request, f"已为{member}申办京卡，现为“待送行”")
    return redirect("member-detail", member.pk)
