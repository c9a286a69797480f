"""Their addresses, read before those of the registers."""

from django.urls import path

from union_portal.ledgers.declarations import LEDGERS

from ..models import CongressMeeting, Term
from . import defiances, democracy, dissolution, duties, outreach, terms, tree

urlpatterns = [
    path("organisations/", tree.page, name="organisations"),
    path("terms/due/", terms.due, name="terms-due"),
    path("unions/<int:union>/elect/", terms.Election.as_view(), name="term-elect"),
    path("terms/<int:pk>/", democracy.BallotPage.as_view(ledger=LEDGERS[Term])),
    path("meetings/<int:pk>/", democracy.BallotPage.as_view(ledger=LEDGERS[CongressMeeting])),
    path("democracy/rates/", democracy.rates, name="democracy-rates"),
    path("duties/kept/", duties.kept, name="duties-kept"),
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
