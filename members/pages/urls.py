"""Addresses read before those of the registers."""

from django.urls import path

from .listing import MemberList
from .member import MemberPage, RevealPage

urlpatterns = [
    path("<int:pk>/reveal/", RevealPage.as_view(), name="member-reveal"),
    path("", MemberList.as_view(), name="member-list"),
    path("<int:pk>/", MemberPage.as_view(), name="member-detail"),
]
