"""A supervision document as it is served: an A4 公文 with its 送达回证, by the register's own words."""

from django.http import Http404
from django.shortcuts import render

from union_portal import parameters
from union_portal.organization.requests import SignedIn

from .ladder import allowed
from .models import SupervisionDocument

TITLES = {
    SupervisionDocument.Kind.OPINION: "工会劳动法律监督意见书",
    SupervisionDocument.Kind.PROPOSAL: "工会劳动法律监督建议书",
}


def paper(request: SignedIn, pk: int):
    """One to print: what is missing before it can be served is said above it, and does not print."""
    allowed(request, "view", "查看监督文书")
    rows = SupervisionDocument.objects.visible_to(request.user)
    row = rows.select_related("org", "enterprise", "opinion").filter(pk=pk).first()
    if row is None:
        raise Http404("没有找到这份监督文书，或它不在你的管理范围内")
    context = {
        "row": row,
        "sender": row.org.name,
        "heading": TITLES[SupervisionDocument.Kind(row.kind)],
        "addressee": row.addressee or (row.enterprise.name if row.kind == row.Kind.OPINION else ""),
        "matter": row.matter.rstrip("。；") + "。",
        "days": parameters.value("supervision_answer", row.issued_on)["n"],
    }
    return render(request, "disputes/paper.html", context)
