from django.urls import path

from .exporting import views as exporting
from .wizard import pages as wizard
from .wizard import results, steps

urlpatterns = [
    path("export/file/<int:pk>/", exporting.download, name="export-file"),
    path("export/<slug:name>/", exporting.export, name="export"),
    path("export/<slug:name>/ask/", exporting.ask, name="export-ask"),
    path("imports/", wizard.mine, name="imports"),
    path("<slug:app>/import/<int:pk>/", wizard.Waiting.as_view(), name="import-batch"),
    path("<slug:app>/import/<int:pk>/progress/", wizard.Progress.as_view(), name="import-progress"),
    path("<slug:app>/import/<int:pk>/discard/", wizard.Discard.as_view(), name="import-discard"),
    path("<slug:app>/import/<int:pk>/columns/", steps.ColumnsPage.as_view(), name="import-columns"),
    path("<slug:app>/import/<int:pk>/check/", steps.CheckPage.as_view(), name="import-check"),
    path("<slug:app>/import/<int:pk>/rows/<int:row>/", steps.RowPage.as_view(), name="import-row"),
    path("<slug:app>/import/<int:pk>/confirm/", steps.ConfirmPage.as_view(), name="import-confirm"),
    path("<slug:app>/import/<int:pk>/result/", results.ResultPage.as_view(), name="import-result"),
    path("<slug:app>/import/<int:pk>/problems/", results.Problems.as_view(), name="import-problems"),
    path("<slug:app>/import/<int:pk>/undo/", results.Undo.as_view(), name="import-undo"),
    path("<slug:app>/import/<slug:name>/", wizard.ChoosePage.as_view(), name="import"),
    path("<slug:app>/import/<slug:name>/blank/", wizard.Blank.as_view(), name="import-blank"),
    path("<slug:app>/import/<slug:name>/prefilled/", wizard.Prefilled.as_view(), name="import-prefilled"),
]
