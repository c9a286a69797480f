"""Their addresses, read before those of the registers."""

from django.urls import path

from . import dissolution, terms, tree

urlpatterns = [
    path("organisations/", tree.page, name="organisations"),
    path("terms/due/", terms.due, name="terms-due"),
    path("unions/<int:union>/elect/", terms.Election.as_view(), name="term-elect"),
    path(
        "unions/<int:pk>/dissolve/",
        dissolution.Dissolution.as_view(),
        {"name": "dissolve"},
        name="union-dissolution",
    ),
]
