from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "union_portal.ledgers"
    verbose_name = "台账"
