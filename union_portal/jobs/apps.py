from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "union_portal.jobs"
    verbose_name = "后台任务"
