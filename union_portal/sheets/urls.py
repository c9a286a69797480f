from django.urls import path

from . import exporting

urlpatterns = [
    path("export/file/<int:pk>/", exporting.download, name="export-file"),
    path("export/<slug:name>/", exporting.export, name="export"),
    path("export/<slug:name>/ask/", exporting.ask, name="export-ask"),
]
