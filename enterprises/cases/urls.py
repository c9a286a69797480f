from django.urls import path

from .founding import FoundingPage

urlpatterns = [
    path("cases/<int:pk>/found/", FoundingPage.as_view(), {"name": "found"}),
]
