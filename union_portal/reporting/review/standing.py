"""Who reviews what: the statistics office whole reports, a department the sections of its registers."""

from django.db.models import QuerySet

from union_portal.organization.models import OrgUnit, User

from ..models import MonthlyReport
from ..monthly.form import MONTHLY, Section
from ..sealed import in_sealed_year


def reviews(user: User, org: OrgUnit) -> bool:
    """Whether the person may approve and hand back this township's reports; never from within it."""
    return org.parent_id in user.unit_ids("reporting.decide")


def answers_for(user: User, org: OrgUnit) -> list[Section]:
    """The sections of a township's report that the person vouches for: a township decides nothing here."""
    return [one for one in MONTHLY.sections if org.parent_id in user.unit_ids(f"{one.app}.decide")]


def looks(user: User) -> bool:
    """Whether the person has any business with reviewing."""
    return bool(above(user))


def above(user: User) -> frozenset[int]:
    """The units whose townships' reports the person reviews, in whole or in part."""
    rights = ["reporting.decide", *(f"{one.app}.decide" for one in MONTHLY.sections)]
    units = frozenset().union(*(user.unit_ids(right) for right in rights))
    heads = OrgUnit.objects.filter(pk__in=units).exclude(children=None)
    return frozenset(heads.values_list("pk", flat=True))


def waiting(user: User) -> QuerySet[MonthlyReport]:
    """What was handed in and is not decided on, oldest month first, townships in administrative order."""
    rows = MonthlyReport.objects.filter(state="submitted", org__parent__in=above(user))
    rows = rows.exclude(in_sealed_year())
    return rows.select_related("org", "period", "submitted_by").order_by("period__start", "org__path")
