"""The papers of talks as A4 公文, filled with what is known, and the scans that were kept."""

import datetime as dt

from django.http import Http404
from django.shortcuts import render

from enterprises.models import Headcount
from enterprises.pages.doors import allowed
from union_portal import parameters
from union_portal.fields import age_on, document_facts
from union_portal.notices.files import handed
from union_portal.organization.requests import SignedIn

from ..articles import article
from ..models import Talks, TalksPaper
from ..process.acts import last_filing
from ..process.sides import SideOfTalks, sides

TITLES = {
    "offer": "集体协商要约书",
    "answer": "集体协商应约书",
    "minutes": "集体协商会议记录",
    "filing": "集体合同报送表",
}


def found(request: SignedIn, pk: int) -> Talks:
    allowed(request, "view", "查看集体协商", app="bargaining")
    rows = Talks.objects.visible_to(request.user).select_related("org", "enterprise", "union", "contract")
    talks = rows.filter(pk=pk).first()
    if talks is None:
        raise Http404("没有找到这次集体协商，或它不在你的管理范围内")
    return talks


def printed(request: SignedIn, pk: int, which: str):
    """要约书, 应约书, 会议记录, 报送表; what is not yet known is left blank to be written by hand."""
    talks = found(request, pk)
    if which not in TITLES or (which == "filing" and talks.contract is None):
        raise Http404("没有这种文书，或合同还没有签订")
    labour, employer = sides(talks)
    union, firm = str(talks.union or talks.org.name), str(talks.enterprise or talks.area)
    ours, theirs = (union, labour), (firm, employer)
    if talks.offered_by == Talks.Side.EMPLOYER:
        ours, theirs = theirs, ours
    sender = {"offer": ours, "answer": theirs, "filing": (firm, employer)}.get(which, (union, labour))[0]
    day = talks.offered_on or dt.date.today()
    context = {
        "row": talks,
        "heading": TITLES[which],
        "sender": sender,
        "ours": ours,
        "theirs": theirs,
        "sides": (labour, employer),
        "law": article("offer", day, talks.kind),
        "days": parameters.value("offer_answer", day)["n"],
        "blank": "　　　　年　　月　　日",
    }
    if which == "filing":
        context |= _filing(talks, (labour, employer))
    return render(request, f"bargaining/papers/{which}.html", context)


def _filing(talks: Talks, both: tuple[SideOfTalks, SideOfTalks]) -> dict:
    contract = talks.contract
    assert contract is not None
    last = last_filing(contract)
    heads = Headcount.objects.on(contract.signed_on).filter(enterprise=talks.enterprise).first()
    return {
        "law": article("contract_filing", contract.signed_on),
        "contract": contract,
        "filing": last,
        "round": last.round if last else 1,
        "headcount": heads,
        "covered": contract.coverage.count(),
        "people": [(one, *_person(one, contract.signed_on)) for side in both for one in side.people],
    }


def _person(one, day: dt.date) -> tuple[str, int | None]:
    """Sex and age on the day, as the number states them; the number itself stays masked."""
    facts = document_facts(one.document.reveal()) if one.document else None
    sex = one.get_sex_display() or ({"M": "男", "F": "女"}[facts.sex] if facts else "")
    return sex, age_on(facts.birth, day) if facts else None


def file(request: SignedIn, pk: int, paper: int):
    """A kept scan, as a download."""
    talks = found(request, pk)
    kept = TalksPaper.objects.filter(talks=talks, pk=paper).select_related("attachment").first()
    if kept is None:
        raise Http404("没有找到这份材料")
    return handed(kept.attachment)
