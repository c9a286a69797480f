from union_portal.ledgers.views import routes

from . import ledgers

urlpatterns = [
    *routes("cases/", ledgers.CaseLedger),
    *routes("recoveries/", ledgers.RecoveryLedger),
    *routes("legal-aid/", ledgers.LegalAidLedger),
    *routes("squads/", ledgers.InspectionSquadLedger),
]
