"""Addresses of the cards' own pages, read before those of the registers."""

from django.urls import path

from . import pages, sending
from .issuing import Issue

urlpatterns = [
    path("cards/road/", pages.board, name="card-road"),
    path("cards/road/rows/", pages.Rows.as_view(), name="card-rows"),
    path("cards/apply/", pages.Apply.as_view(), name="card-apply"),
    path("cards/gather/", pages.gather, name="card-gather"),
    path("cards/issue/", Issue.as_view(), name="card-issue"),
    path("cards/<int:pk>/undo/", sending.Undo.as_view(), name="card-undo"),
    path("cards/<int:pk>/", sending.CardPage.as_view(), name="card-detail"),
    path("card-batches/<int:pk>/file/", sending.BankFile.as_view(), name="cardbatch-file"),
    path("card-batches/<int:pk>/answer/", sending.ReturnFile.as_view(), name="cardbatch-answer"),
    path("card-batches/<int:pk>/withdraw/", sending.Withdraw.as_view(), name="cardbatch-withdraw"),
    path("card-batches/<int:pk>/unanswer/", sending.Unanswer.as_view(), name="cardbatch-unanswer"),
    path("card-batches/<int:pk>/", sending.BatchPage.as_view(), name="cardbatch-detail"),
    path("<int:pk>/apply-card/", pages.apply_one, name="member-apply-card"),
]
