"""Their addresses, read before those of the registers. A month is written 2018-10."""

import datetime as dt

from django.urls import path, register_converter

from .pages import Month, latest
from .queue import Queue


class MonthInPath:
    regex = r"20\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date) -> str:
        return f"{value:%Y-%m}"


register_converter(MonthInPath, "month")

urlpatterns = [
    path("levy/latest/", latest, name="levy-latest"),
    path("levy/<month:month>/", Month.as_view(), name="levy-month"),
    path("levy/<month:month>/queue/", Queue.as_view(), name="levy-queue"),
]
