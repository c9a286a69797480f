"""S08 组织机构: the federation, its townships, their unions and what these cover, opened branch by branch."""

from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Value, When
from django.http import Http404
from django.shortcuts import render

from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn
from union_portal.reporting.figures import cells, show
from union_portal.reporting.views import asked, when_and_where

from ..belongings import BELONGINGS
from ..models import Affiliation, GrassrootsUnion, Term
from .doors import allowed, own_unit

MOST = 300
"""Lines of one branch; a register shows the rest."""
FIGURES = ("ORG01", "ORG02", "MEM01")
Kind = GrassrootsUnion.Kind
ORDER = (Kind.REGIONAL, Kind.INDUSTRY, Kind.JOINT, Kind.INDEPENDENT)
PLACE = Case(
    *(When(kind=kind, then=Value(place)) for place, kind in enumerate(ORDER)), output_field=IntegerField()
)


@dataclass
class Node:
    """One line of the tree; `at` names it in the address, and without it nothing lies below."""

    row: OrgUnit | GrassrootsUnion | Affiliation
    label: str
    kind: str
    at: str = ""
    note: str = ""
    figures: list = field(default_factory=list)
    below: "list[Node] | None" = None


def of_unit(unit: OrgUnit) -> Node:
    return Node(unit, unit.short_name, unit.get_level_display(), f"unit-{unit.code}")


def of_union(union: GrassrootsUnion) -> Node:
    return Node(union, union.name, union.get_kind_display(), f"union-{union.pk}")


class Tree:
    """What one reader may see of it on the last day of a period."""

    def __init__(self, user, period):
        self.user, self.period, self.day = user, period, period.last_day
        self.units = user.unit_ids("enterprises.view")

    def below(self, node: Node) -> list[Node]:
        if isinstance(node.row, OrgUnit):
            return [*self._units(node.row), *self._unions(node.row)]
        return self._firms(node.row) if isinstance(node.row, GrassrootsUnion) else []

    def chain(self, at: str, top: OrgUnit) -> list[Node]:
        """From the reader's own unit down to the line that the address names."""
        kind, _, key = at.partition("-")
        union = None
        if kind == "union" and key.isdecimal():
            union = GrassrootsUnion.objects.visible_to(self.user).filter(pk=key).select_related("org").first()
        unit = union.org if union else OrgUnit.objects.filter(code=key, pk__in=self.units).first()
        if unit is None or kind == "union" and union is None:
            raise Http404("没有这个组织，或它不在你的管理范围内")
        above = OrgUnit.objects.filter(pk__in=self.units, path__startswith=top.path).order_by("path")
        line = [of_unit(one) for one in above if unit.path.startswith(one.path)]
        return [*line, of_union(union)] if union else line

    def _units(self, unit: OrgUnit) -> list[Node]:
        children = list(unit.children.on(self.day).filter(pk__in=self.units).order_by("path"))
        known = cells(self.period, FIGURES, children)[0] if children else {}
        nodes = [of_unit(child) for child in children]
        for node in nodes:
            node.figures = [show(code, known[node.row.pk][code]) for code in FIGURES]
            node.note = "，".join(f"{f.text}{f.indicator.unit}" for f in node.figures)
        return nodes

    def _unions(self, unit: OrgUnit) -> list[Node]:
        standing = GrassrootsUnion.objects.visible_to(self.user).standing(self.day).filter(org=unit)
        nodes = [of_union(u) for u in standing.annotate(place=PLACE).order_by("place", "name")[:MOST]]
        counted = [(b, b.counts([n.row for n in nodes], self.day)) for b in self._belongings()]
        for node in nodes:
            node.note = "，".join(f"{b.title}{n.get(node.row.pk, 0):,}{b.unit}" for b, n in counted)
        return nodes

    def _firms(self, union: GrassrootsUnion) -> list[Node]:
        rows = Affiliation.objects.visible_to(self.user).on(self.day).filter(union=union)
        rows = rows.select_related("enterprise").order_by("enterprise__initials", "pk")
        return [
            Node(row, row.enterprise.name, row.get_mode_display(), note=f"{row.since}起")
            for row in rows[:MOST]
        ]

    def counts(self, union: GrassrootsUnion) -> list[tuple[str, int, str]]:
        return [(b.title, b.counts([union], self.day).get(union.pk, 0), b.unit) for b in self._belongings()]

    def _belongings(self):
        return [b for b in BELONGINGS if self.user.can(f"{b.model._meta.app_label}.view")]


def page(request: SignedIn):
    """The tree down to the line asked for, beside that line's own page; `?part=1`: one branch alone."""
    allowed(request, "view", "查看组织机构")
    period, place = asked(request)
    top = own_unit(request)
    tree = Tree(request.user, period)
    chain = tree.chain(request.GET.get("at") or f"unit-{top.code}", top)
    here = chain[-1]
    here.below = tree.below(here)
    context = {"here_node": here, "chain": chain, **when_and_where(period, place)}
    if request.GET.get("part"):
        return render(
            request, "enterprises/branch.html", {**context, "nodes": here.below, "depth": len(chain) + 1}
        )
    for node, child in zip(reversed(chain[:-1]), reversed(chain[1:]), strict=True):
        node.below = [child if one.at == child.at else one for one in tree.below(node)]
    if isinstance(here.row, OrgUnit):
        known = cells(period, FIGURES, [here.row])[0][here.row.pk]
        here.figures = [show(code, known[code]) for code in FIGURES]
    elif isinstance(here.row, GrassrootsUnion):
        context["counts"] = tree.counts(here.row)
        context["term"] = Term.objects.current(tree.day).filter(union=here.row).first()
    return render(request, "enterprises/organisations.html", {**context, "root": chain[0]})
