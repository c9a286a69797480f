"""The generator's share of enterprises: employers, unions, headcounts, eligibility, democracy."""

from .firms import Firms
from .flows import Flows
from .organising import OrganisingPart
from .part import EnterprisesPart

__all__ = ["EnterprisesPart", "Firms", "Flows", "OrganisingPart"]
