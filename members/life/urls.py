"""Addresses of a membership's life, read before those of the registers."""

from django.urls import path

from .answering import AnswerPage
from .inbox import Inbox
from .sending import SendPage

urlpatterns = [
    path("transfers/inbox/", Inbox.as_view(), name="transfer-inbox"),
    path("transfers/<int:pk>/<slug:name>/", AnswerPage.as_view(), name="transfer-step"),
    path("<int:pk>/transfer/", SendPage.as_view(), name="transfer-send"),
]
