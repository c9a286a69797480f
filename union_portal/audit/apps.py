from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "union_portal.audit"
    verbose_name = "操作日志"
