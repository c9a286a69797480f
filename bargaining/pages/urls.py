"""Their addresses, read before those of the registers."""

from django.urls import path

from . import coverage, expiry, gap, talks, worklist

urlpatterns = [
    path("worklist/", worklist.page, name="bargaining-worklist"),
    path("contracts/expiry/", expiry.calendar, name="contract-expiry"),
    path("contracts/expiry/take/", expiry.take, name="contract-take"),
    path("contracts/expiry/contracts.ics", expiry.ical, name="contract-expiry-ics"),
    path("contracts/<int:contract>/renew/", talks.Renewal.as_view(), name="talks-renew"),
    path("coverage/rates/", coverage.page, name="bargaining-coverage"),
    path("coverage/rates/rows/", coverage.rows, name="bargaining-coverage-rows"),
    path("coverage/gap/", gap.page, name="bargaining-gap"),
]
