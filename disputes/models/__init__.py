from .cases import Case, InspectionSquad, LegalAid, Recovery
from .supervision import CREDIT, Referral, SupervisionDocument, Supervisor

__all__ = [
    "CREDIT",
    "Case",
    "InspectionSquad",
    "LegalAid",
    "Recovery",
    "Referral",
    "SupervisionDocument",
    "Supervisor",
]
