from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from union_portal.ledgers.declarations import LEDGERS

from .views import viewset

router = SimpleRouter()
for ledger in LEDGERS.values():
    router.register(ledger.name, viewset(ledger), basename=f"api-{ledger.name}")

urlpatterns = [path("schema/", SpectacularAPIView.as_view(), name="schema"), *router.urls]
