"""Women's committees of the unions that must have one, as many as ORG30 says."""

from collections import defaultdict

from enterprises import rules as enterprises
from enterprises.models import Affiliation, Committee, Enterprise
from union_portal.bulk import copy
from union_portal.district.plan import Plan
from union_portal.reporting.compute import whole_tables

from .. import rules

HAVING = 93
"""Per cent of the enterprises with enough women."""


def write_womens_committees(plan: Plan) -> None:
    with whole_tables():
        due = Enterprise.objects.filter(enterprises.unionized(plan.last), rules.with_enough_women(plan.last))
        covering = Affiliation.objects.covering(plan.last).filter(enterprise__in=due.values("pk"))
        spells = list(covering.values_list("union", "org", "since").order_by("pk"))
    unions: dict[int, list] = defaultdict(list)
    for union, org, since in spells:
        unions[union].append((org, since))
    left = plan.share("ORG30", len(spells), HAVING)
    chosen = []
    for union, covered in sorted(unions.items(), key=lambda line: -len(line[1])):
        if len(covered) <= left:
            left -= len(covered)
            chosen.append((covered[0][0], union, "women", max(since for _, since in covered)))
    copy(Committee, ("org", "union", "kind", "since"), chosen)
