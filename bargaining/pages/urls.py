"""Their addresses, read before those of the registers."""

from django.urls import path

from ..process.acts import ACTS
from . import contract, coverage, expiry, gap, papers, process, roll, scans, talks, worklist

urlpatterns = [
    path("contracts/worklist/", worklist.page, name="bargaining-worklist"),
    path("contracts/expiry/", expiry.calendar, name="contract-expiry"),
    path("contracts/expiry/take/", expiry.take, name="contract-take"),
    path("contracts/expiry/contracts.ics", expiry.ical, name="contract-expiry-ics"),
    path("contracts/<int:pk>/", contract.ContractPage.as_view(), name="contract-detail"),
    path("contracts/<int:pk>/clauses/", contract.ClausesPage.as_view(), name="contract-clauses"),
    path("contracts/<int:pk>/roll/", roll.RollPage.as_view(), name="contract-roll"),
    path("contracts/<int:pk>/roll/keep/", roll.RollKeep.as_view(), name="contract-roll-keep"),
    path("contracts/<int:pk>/roll/carry/", roll.RollCarry.as_view(), name="contract-roll-carry"),
    path("contracts/<int:pk>/scans/", scans.add, name="contract-scan-add"),
    path("contracts/<int:pk>/scans/<int:scan>/", scans.hand, name="contract-scan"),
    path("contracts/<int:pk>/scans/<int:scan>/remove/", scans.remove, name="contract-scan-remove"),
    path("contracts/<int:contract>/renew/", talks.Renewal.as_view(), name="talks-renew"),
    path("coverage/rates/", coverage.page, name="bargaining-coverage"),
    path("coverage/rates/rows/", coverage.rows, name="bargaining-coverage-rows"),
    path("coverage/gap/", gap.page, name="bargaining-gap"),
    path("firms/<int:pk>/talks/", talks.Opening.as_view(), name="talks-open"),
    path("talks/<int:pk>/", process.TalksPage.as_view()),
    path("talks/<int:pk>/steps/<int:place>/upload/", process.Upload.as_view(), name="talks-upload"),
    path("talks/<int:pk>/papers/<slug:which>/", papers.printed, name="talks-print"),
    path("talks/<int:pk>/files/<int:paper>/", papers.file, name="talks-file"),
    *(path(f"talks/<int:pk>/{name}/", process.TalksPage.as_view(), {"name": name}) for name in ACTS),
]
