from union_portal.ledgers.views import routes

from . import ledgers

urlpatterns = [
    *routes("households/", ledgers.HouseholdLedger),
    *routes("aid/", ledgers.AidLedger),
    *routes("funds/", ledgers.FundLedger),
    *routes("movements/", ledgers.FundMovementLedger),
]
