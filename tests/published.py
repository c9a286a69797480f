"""The three files of printed figures, and what a district built from one comes to."""

from decimal import Decimal
from io import StringIO

from django.conf import settings

from union_portal.district import brief as briefs
from union_portal.district.brief import Brief
from union_portal.organization.models import OrgUnit
from union_portal.reporting.compute import compute

PUBLISHED = settings.BASE_DIR / "union_portal" / "reporting" / "published"
NAMES = ("daxing-2015", "wanping-2016", "renhe-2011-2016")
DAXING = PUBLISHED / f"{NAMES[0]}.json"
SMALL = Decimal("0.02")
"""A scale at which a district is built in a second."""
SILENT = {"stdout": StringIO(), "stderr": StringIO()}


def published(name=NAMES[0]) -> Brief:
    return briefs.read(str(PUBLISHED / f"{name}.json"))


def root_values(brief, codes=None):
    """The figures of the whole in the brief's period."""
    return compute(brief.period, codes or list(brief.codes))[OrgUnit.objects.root().path]
