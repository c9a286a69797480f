from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "union_portal.notices"
    verbose_name = "通知与附件"
