from django.urls import path

from union_portal.ledgers.views import routes

from . import ladder, ledgers, papers

urlpatterns = [
    path("ladder/", ladder.everyone, name="ladder-list"),
    path("ladder/<int:pk>/", ladder.one, name="ladder"),
    path("ladder/<int:pk>/referral/", ladder.Hand.as_view(), name="ladder-referral"),
    path("ladder/<int:pk>/<slug:kind>/", ladder.Paper.as_view(), name="ladder-paper"),
    path("supervision/overdue/", ladder.overdue, name="supervision-overdue"),
    path("supervision/<int:pk>/paper/", papers.paper, name="supervision-paper"),
    *routes("supervision/", ledgers.SupervisionDocumentLedger),
    *routes("supervisors/", ledgers.SupervisorLedger),
    *routes("referrals/", ledgers.ReferralLedger),
    *routes("cases/", ledgers.CaseLedger),
    *routes("recoveries/", ledgers.RecoveryLedger),
    *routes("legal-aid/", ledgers.LegalAidLedger),
    *routes("squads/", ledgers.InspectionSquadLedger),
]
