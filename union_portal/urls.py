"""The only place that names every app."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from union_portal.api.urls import urlpatterns as api
from union_portal.api.views import look_up
from union_portal.ledgers.admin import register_all
from union_portal.organization.views import SignIn
from union_portal.reporting import urls as reporting
from union_portal.sheets import urls as sheets

from . import views

register_all()

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("big-type/", views.big_type, name="big-type"),
    path("lookup/<slug:name>/", look_up, name="lookup"),
    path("", include(reporting)),
    path("", include(sheets)),
    path("", include("union_portal.notices.urls")),
    path("enterprises/", include("enterprises.urls")),
    path("members/", include("members.urls")),
    path("join/", include("members.applying.doors")),
    path("bargaining/", include("bargaining.urls")),
    path("disputes/", include("disputes.urls")),
    path("assistance/", include("assistance.urls")),
    path("stations/", include("stations.urls")),
    path("api/", include(api)),
    path("admin/", admin.site.urls),
]
handler400 = "union_portal.views.bad_request"
handler403 = "union_portal.views.forbidden"
handler404 = "union_portal.views.not_found"
handler500 = "union_portal.views.broken"
