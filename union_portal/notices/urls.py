"""Where a reader's messages stand."""

from django.urls import path

from . import views

urlpatterns = [
    path("notices/", views.inbox, name="notices"),
    path("notices/mail/", views.mail, name="notices-mail"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:pk>/", views.read, name="notice"),
]
