"""Addresses of a membership's life, read before those of the registers."""

from django.urls import path

from ..workflow import TransferLife
from .answering import AnswerPage
from .changing import ChangePage
from .deciding import Queue
from .inbox import Inbox
from .requests import Requests
from .retiring import Retiring
from .sending import SendPage

urlpatterns = [
    path("transfers/inbox/", Inbox.as_view(), name="transfer-inbox"),
    path("transfers/requests/", Requests.as_view(), name="transfer-requests"),
    *(
        path(f"transfers/<int:pk>/{step}/", AnswerPage.as_view(), {"name": step})
        for step in TransferLife.steps
    ),
    path("duplicates/queue/", Queue.as_view(), name="duplicate-queue"),
    path("retiring/", Retiring.as_view(), name="members-retiring"),
    path("<int:pk>/changes/", ChangePage.as_view(), name="membership-changes"),
    path("<int:pk>/transfer/", SendPage.as_view(), name="transfer-send"),
]
