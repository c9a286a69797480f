from union_portal.ledgers.views import routes

from . import ledgers

urlpatterns = [
    *routes("unions/", ledgers.GrassrootsUnionLedger),
    *routes("affiliations/", ledgers.AffiliationLedger),
    *routes("headcounts/", ledgers.HeadcountLedger),
    *routes("sizes/", ledgers.SizeClassLedger),
    *routes("eligibility/", ledgers.EligibilityLedger),
    *routes("democracy/", ledgers.DemocraticFormLedger),
    *routes("meetings/", ledgers.CongressMeetingLedger),
    *routes("", ledgers.EnterpriseLedger),
]
