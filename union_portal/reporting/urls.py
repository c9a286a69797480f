from django.urls import include, path

from union_portal.ledgers.views import routes

from . import identity_views, ledgers, quality_views, views, yearbook_views
from .annual import views as annual
from .review.urls import urlpatterns as review

urlpatterns = [
    *review,
    path("indicators/", views.directory, name="indicators"),
    path("indicators/<slug:code>/", views.indicator_page, name="indicator"),
    path("", include("union_portal.reporting.monthly.urls")),
    path("quality/", quality_views.overview, name="quality"),
    path("quality/identities/", identity_views.page, name="identities"),
    path("quality/identities/explain/", identity_views.explain, name="explain"),
    path("quality/<slug:code>/", quality_views.rows, name="quality-rows"),
    path("quality/<slug:code>/spare/", quality_views.spare, name="quality-spare"),
    *routes("published-totals/", ledgers.PublishedTotalLedger),
    path("", include("union_portal.reporting.article.urls")),
    path("periods/", include("union_portal.reporting.rulebook.urls")),
    path("yearbook/", yearbook_views.latest, name="yearbook"),
    path("yearbook/<int:year>/", yearbook_views.page, name="yearbook-year"),
    path("yearbook/<int:year>/download/", yearbook_views.download, name="yearbook-download"),
    path("annual/", annual.latest, name="annual-latest"),
    path("annual/<int:year>/", annual.show_year, name="annual"),
    path("annual/<int:year>/do/", annual.act, name="annual-do"),
    path("annual/<int:year>/progress/", annual.progress, name="annual-progress"),
    path("annual/<int:year>/drift/", annual.drifted, name="annual-drift"),
]
