"""What the screens of members ask first, and which of their rows a person meant."""

from django.db.models import QuerySet
from django.http import Http404
from django.views import View

from enterprises.pages.doors import allowed
from union_portal.organization.requests import SignedIn

from ..models import Member


class MembersView(View):
    """Reading asks for the right to view, anything else for the right to change; `deed` says what for."""

    request: SignedIn
    deed = ""

    def dispatch(self, request, *args, **kwargs):
        allowed(request, "view" if request.method == "GET" else "change", self.deed, "members")
        return super().dispatch(request, *args, **kwargs)


class MemberDeed(View):
    """Done to one member, whom the user may change; a stranger's is the same 404 as none."""

    request: SignedIn
    member: Member
    deed = ""

    def dispatch(self, request, *args, pk, **kwargs):
        allowed(request, "change", self.deed, "members")
        members = Member.objects.visible_to(request.user, "change").select_related("org", "merged_into")
        found = members.filter(pk=pk).first()
        if found is None:
            raise Http404("没有找到这名会员，或不在你的管理范围内")
        self.member = found
        return super().dispatch(request, *args, **kwargs)


def meant(request: SignedIn, rows: QuerySet, name: str) -> QuerySet:
    """All of the list, or the ticked ones of it."""
    if request.POST.get("every"):
        return rows
    return rows.filter(pk__in=[key for key in request.POST.getlist(name) if key.isdecimal()])
