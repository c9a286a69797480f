from django.urls import path

from . import views

urlpatterns = [
    path("counter/", views.CounterPage.as_view(), name="counter"),
    path("counter/look/", views.LookPage.as_view(), name="counter-look"),
    path("counter/<int:pk>/undo/", views.Undo.as_view(), name="counter-undo"),
    path("counter/<int:pk>/receipt/", views.Receipt.as_view(), name="counter-receipt"),
    path("counter/suggest/<slug:what>/", views.Suggestions.as_view(), name="counter-suggest"),
]
