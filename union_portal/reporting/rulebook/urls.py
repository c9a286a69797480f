from django.urls import path

from . import definition_pages, pages

urlpatterns = [
    path("", pages.latest, name="periods-now"),
    path("<int:year>/", pages.page, name="periods"),
    path("definitions/", definition_pages.listed, name="definitions"),
    path("definitions/<slug:code>/", definition_pages.one_definition, name="definition"),
    path("rules/<slug:code>/", definition_pages.one_rule, name="rule"),
    path("trials/<int:pk>/", definition_pages.one_trial, name="rule-trial"),
    path("trials/<int:pk>/publish/", definition_pages.publish_trial, name="rule-publish"),
]
