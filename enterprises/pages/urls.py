"""Their addresses, read before those of the registers."""

from django.urls import path

from . import defiances, dissolution, outreach, terms, tree

urlpatterns = [
    path("organisations/", tree.page, name="organisations"),
    path("terms/due/", terms.due, name="terms-due"),
    path("unions/<int:union>/elect/", terms.Election.as_view(), name="term-elect"),
    path("defiances/suggested/", defiances.suggested, name="defiances-suggested"),
    path("outreach/calendar/", outreach.calendar, name="contact-days"),
    path("outreach/records/", outreach.records, name="outreach-records"),
    path("outreach/presenters/", outreach.presenters, name="outreach-presenters"),
    path("outreach/attribution/", outreach.attribution, name="outreach-attribution"),
    path(
        "unions/<int:pk>/dissolve/",
        dissolution.Dissolution.as_view(),
        {"name": "dissolve"},
        name="union-dissolution",
    ),
]
