from union_portal.ledgers.views import routes

from . import ledgers
from .pages.urls import urlpatterns as pages

urlpatterns = [
    *pages,
    *routes("contracts/", ledgers.ContractLedger),
    *routes("coverage/", ledgers.ContractCoverageLedger),
    *routes("models/", ledgers.ModelEnterpriseLedger),
    *routes("instructors/", ledgers.InstructorLedger),
    *routes("filings/", ledgers.FilingLedger),
    *routes("clauses/", ledgers.ClauseLedger),
    *routes("amendments/", ledgers.AmendmentLedger),
    *routes("reports/", ledgers.PerformanceReportLedger),
    *routes("talks/", ledgers.TalksLedger),
    *routes("representatives/", ledgers.RepresentativeLedger),
    *routes("pauses/", ledgers.PauseLedger),
]
