from django.urls import path

from . import views

urlpatterns = [
    path("annual/article/", views.latest, name="article-latest"),
    path("annual/<int:year>/article/", views.page, name="article"),
    path("annual/<int:year>/article/download/", views.download, name="article-download"),
    path("annual/<int:year>/article/<slug:key>/", views.save, name="article-save"),
]
