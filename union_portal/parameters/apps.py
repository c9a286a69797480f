from django.apps import AppConfig


class ParametersConfig(AppConfig):
    name = "union_portal.parameters"
    verbose_name = "规则参数"
