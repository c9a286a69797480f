from django.urls import path

from .board import CaseList
from .firm import CasePage, FirmPage
from .founding import FoundingPage
from .funnel import funnel, funnel_rows
from .pool import Pool
from .visiting import VisitPage

urlpatterns = [
    path("cases/funnel/", funnel, name="funnel"),
    path("cases/funnel/rows/", funnel_rows, name="funnel-rows"),
    path("cases/", CaseList.as_view(), name="unionizationcase-list"),
    path("cases/<int:pk>/", CasePage.as_view(), name="unionizationcase-detail"),
    path("pool/", Pool.as_view(), name="pool"),
    path("cases/<int:pk>/found/", FoundingPage.as_view(), {"name": "found"}),
    path("<int:pk>/visit/", VisitPage.as_view(), name="firm-visit"),
    path("<int:pk>/", FirmPage.as_view(), name="enterprise-detail"),
]
