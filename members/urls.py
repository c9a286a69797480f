from union_portal.ledgers.views import routes

from . import ledgers

urlpatterns = [
    *routes("spells/", ledgers.MembershipLedger),
    *routes("cards/", ledgers.CardLedger),
    *routes("honours/", ledgers.HonourLedger),
    *routes("delegates/", ledgers.DelegateLedger),
    *routes("", ledgers.MemberLedger),
]
