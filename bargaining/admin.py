"""The five steps are a table: the officers who keep the parameters name them and say what each must hold."""

from django.contrib import admin

from .models import TalksStep


@admin.register(TalksStep)
class TalksStepAdmin(admin.ModelAdmin):
    list_display = ("place", "name", "opens_by", "done_by", "evidence")

    def has_view_permission(self, request, obj=None):
        return request.user.can("parameters.view")

    def has_change_permission(self, request, obj=None):
        return request.user.can("parameters.change")

    has_add_permission = has_change_permission

    def has_delete_permission(self, request, obj=None):
        return False
