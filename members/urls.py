from django.urls import path

from union_portal.ledgers.views import routes

from . import honouring, ledgers
from .applying.urls import urlpatterns as applying
from .cards.urls import urlpatterns as cards
from .counter.urls import urlpatterns as counter
from .life.urls import urlpatterns as life
from .pages.urls import urlpatterns as pages

urlpatterns = [
    *applying,
    *counter,
    *life,
    *cards,
    *pages,
    *routes("spells/", ledgers.MembershipLedger),
    *routes("cards/", ledgers.CardLedger),
    path("honours/years/", honouring.overview, name="honours"),
    path("honours/due/", honouring.owed, name="honours-due"),
    *routes("honours/", ledgers.HonourLedger),
    *routes("delegates/", ledgers.DelegateLedger),
    *routes("updates/", ledgers.RecordUpdateLedger),
    *routes("declared/", ledgers.DeclaredMembersLedger),
    *routes("applications/", ledgers.MembershipApplicationLedger),
    *routes("transfers/", ledgers.TransferLedger),
    *routes("duplicates/", ledgers.DuplicatePairLedger),
    *routes("card-batches/", ledgers.CardBatchLedger),
    *routes("doors/", ledgers.JoiningDoorLedger),
    *routes("care/", ledgers.HonourCareLedger),
    *routes("studios/", ledgers.StudioLedger),
    *routes("", ledgers.MemberLedger),
]
