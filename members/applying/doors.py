"""The addresses that strangers may open: mounted at /join/."""

from django.urls import path

from .public import Apply, Done

urlpatterns = [
    path("<uuid:token>/", Apply.as_view(), name="join"),
    path("<uuid:token>/done/<slug:reference>/", Done.as_view(), name="join-done"),
]
