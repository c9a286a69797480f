from django.urls import path

from .founding import FoundingPage
from .pool import Pool
from .visiting import VisitPage

urlpatterns = [
    path("pool/", Pool.as_view(), name="pool"),
    path("cases/<int:pk>/found/", FoundingPage.as_view(), {"name": "found"}),
    path("<int:pk>/visit/", VisitPage.as_view(), name="firm-visit"),
]
