from union_portal.ledgers.views import routes

from . import ledgers

urlpatterns = [
    *routes("contracts/", ledgers.ContractLedger),
    *routes("coverage/", ledgers.ContractCoverageLedger),
    *routes("models/", ledgers.ModelEnterpriseLedger),
]
