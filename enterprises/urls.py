from union_portal.ledgers.views import routes

from .cases.urls import urlpatterns as cases
from .ledgers import outreach, registers, supervision, tracking, unions
from .levy.urls import urlpatterns as levy
from .pages.urls import urlpatterns as pages

urlpatterns = [
    *pages,
    *cases,
    *levy,
    *routes("cases/", tracking.UnionizationCaseLedger),
    *routes("claims/", tracking.ClaimLedger),
    *routes("visits/", tracking.VisitLedger),
    *routes("obstacles/", tracking.ObstacleLedger),
    *routes("levy/", tracking.LevyEntryLedger),
    *routes("reconciliations/", tracking.ReconciliationLedger),
    *routes("outreach/", outreach.OutreachMeetingLedger),
    *routes("presenters/", outreach.PresenterLedger),
    *routes("presentations/", outreach.PresentationLedger),
    *routes("contact-days/", outreach.ContactDayMoveLedger),
    *routes("pilots/", outreach.PilotLedger),
    *routes("defiances/", supervision.DefianceLedger),
    *routes("leaders/", supervision.LeaderAreaLedger),
    *routes("tasks/", supervision.KeyTaskLedger),
    *routes("inspections/", supervision.InspectionLedger),
    *routes("grants/", supervision.FoundingGrantLedger),
    *routes("drives/", supervision.DriveLedger),
    *routes("duties/", supervision.DutyLedger),
    *routes("duty-terms/", supervision.DutyTermLedger),
    *routes("duties-done/", supervision.DutyDoneLedger),
    *routes("unions/", registers.GrassrootsUnionLedger),
    *routes("affiliations/", registers.AffiliationLedger),
    *routes("terms/", unions.TermLedger),
    *routes("union-stages/", unions.UnionStageLedger),
    *routes("committees/", unions.CommitteeLedger),
    *routes("headcounts/", registers.HeadcountLedger),
    *routes("sizes/", registers.SizeClassLedger),
    *routes("eligibility/", registers.EligibilityLedger),
    *routes("suspensions/", unions.SuspensionLedger),
    *routes("dispatches/", unions.DispatchLedger),
    *routes("democracy/", registers.DemocraticFormLedger),
    *routes("meetings/", registers.CongressMeetingLedger),
    *routes("suggestions/", unions.SuggestionLedger),
    *routes("", registers.EnterpriseLedger),
]
