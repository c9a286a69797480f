from django.urls import path, re_path

from . import matrix_pages, objections, pages

urlpatterns = [
    path("reports/review/", pages.Review.as_view(), name="report-review"),
    re_path(
        r"^reports/review/(?P<org>\d+)/(?P<month>(?:19|20)\d\d-(?:0[1-9]|1[0-2]))/$",
        pages.Review.as_view(),
        name="report-review-one",
    ),
    path("reports/matrix/", matrix_pages.latest, name="report-matrix-now"),
    path("reports/matrix/<int:year>/", matrix_pages.page, name="report-matrix"),
    path("reports/matrix/<int:year>/urge/", matrix_pages.urge, name="report-urge"),
    path("reports/matrix/<int:year>/lock/", matrix_pages.lock, name="report-lock"),
    path("reports/matrix/<int:year>/again/", matrix_pages.again, name="report-again"),
    path("reports/objections/", objections.inbox, name="objections"),
    path("reports/objections/<int:pk>/", objections.answer, name="objection-answer"),
]
