from django.urls import path, re_path

from . import paper_views, submitting, views

MONTH = r"^reports/(?P<org>\d+)/(?P<month>(?:19|20)\d\d-(?:0[1-9]|1[0-2]))/"
CELL = rf"{MONTH}cells/(?P<code>[A-Z]{{3}}\d\d)/"

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    re_path(rf"{MONTH}$", views.report, name="report"),
    re_path(rf"{MONTH}now/$", views.now, name="report-now"),
    re_path(rf"{MONTH}zero/$", views.nothing, name="report-zero"),
    re_path(rf"{MONTH}paste/$", views.paste, name="report-paste"),
    re_path(rf"{MONTH}submit/$", submitting.handing_in, name="report-submit"),
    re_path(rf"{MONTH}natural/$", submitting.all_natural, name="report-natural"),
    re_path(rf"{MONTH}withdraw/$", submitting.taking_back, name="report-withdraw"),
    re_path(rf"{MONTH}amend/$", submitting.amending, name="report-amend"),
    re_path(rf"{MONTH}receipt/$", submitting.receipt, name="report-receipt"),
    re_path(rf"{CELL}$", views.cell, name="report-cell"),
    re_path(rf"{CELL}reason/$", views.reason, name="report-reason"),
    re_path(rf"{CELL}objection/$", views.objection, name="report-objection"),
    re_path(rf"{CELL}papers/$", paper_views.add, name="report-paper-add"),
    re_path(rf"{CELL}papers/(?P<pk>\d{{1,18}})/$", paper_views.hand, name="report-paper"),
    re_path(rf"{CELL}papers/(?P<pk>\d{{1,18}})/remove/$", paper_views.take_away, name="report-paper-remove"),
]
