"""The officers' admin page of a register, made from the same declaration. Nobody deletes a record."""

from django.contrib import admin
from django.db import models

from union_portal.fields import EncryptedField
from union_portal.organization.forms import AsSeen
from union_portal.organization.records import Record

from .declarations import LEDGERS


class LedgerAdmin(admin.ModelAdmin):
    """Reading and correcting; every foreign key is typed, no list counts its whole table."""

    form = AsSeen
    show_full_result_count, list_per_page = False, 50

    def __init__(self, model, site):
        ledger = LEDGERS[model]
        plain = {f.name for f in model._meta.fields if not isinstance(f, EncryptedField)}
        self.list_display = [n for n in ledger.list_display if n in plain] or ["__str__"]
        self.raw_id_fields = [f.name for f in model._meta.fields if isinstance(f, models.ForeignKey)]
        self.list_filter = [n for n in ledger.list_filter if n in plain.difference(self.raw_id_fields)]
        self.search_fields, self.list_select_related = ledger.open_search, ledger.related or False
        super().__init__(model, site)

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user)

    def has_delete_permission(self, request, obj=None):
        return False


def register_all() -> None:
    for model in LEDGERS:
        if issubclass(model, Record) and not admin.site.is_registered(model):
            admin.site.register(model, LedgerAdmin)
