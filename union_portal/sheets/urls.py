from django.urls import path

from . import views

urlpatterns = [path("export/<slug:name>/", views.export, name="export")]
