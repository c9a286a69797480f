"""平衡关系: what must be true between the figures of a period, checked from the registers as they are."""

from django.shortcuts import render

from .identities import checked
from .views import asked, when_and_where


def page(request):
    period, unit = asked(request)
    found = checked(period, unit)
    wrong = [one for one in found if not one.holds]
    context = {**when_and_where(period, unit), "checks": found, "wrong": wrong}
    return render(request, "reporting/identities.html", context)
