from django.urls import path

from . import views

urlpatterns = [
    path("indicators/", views.directory, name="indicators"),
    path("indicators/<slug:code>/", views.indicator_page, name="indicator"),
]
