from django.urls import path

from union_portal.ledgers.views import routes

from . import ledgers
from .mutual import pages

urlpatterns = [
    *routes("households/", ledgers.HouseholdLedger),
    *routes("aid/", ledgers.AidLedger),
    *routes("funds/", ledgers.FundLedger),
    *routes("movements/", ledgers.FundMovementLedger),
    path("mutual/", pages.overview, name="mutual-aid"),
    *routes("mutual/enrolments/", ledgers.EnrolmentLedger),
    *routes("mutual/claims/", ledgers.MutualClaimLedger),
]
