"""What staff open: mounted at /members/, before the registers' own addresses."""

from django.urls import path

from .life import ApplicationLife
from .posters import Poster
from .queue import Queue
from .steps import AnswerPage

urlpatterns = [
    path("applications/queue/", Queue.as_view(), name="application-queue"),
    path("doors/<int:pk>/poster/", Poster.as_view(), name="door-poster"),
    *(
        path(f"applications/<int:pk>/{name}/", AnswerPage.as_view(), {"name": name})
        for name in ApplicationLife.steps
    ),
]
