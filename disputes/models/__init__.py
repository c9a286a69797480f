from .cases import Case, InspectionSquad, LegalAid, Recovery
from .supervision import Referral, SupervisionDocument, Supervisor

__all__ = ["Case", "InspectionSquad", "LegalAid", "Recovery", "Referral", "SupervisionDocument", "Supervisor"]
