from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "union_portal.reporting"
    verbose_name = "统计"
