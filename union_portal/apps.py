from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    """The kernel. Once every app is loaded, their declarations are read in."""

    name = "union_portal"
    verbose_name = "工会门户"

    def ready(self):
        autodiscover_modules("ledgers", "workflow", "indicators", "quality", "district", "jobs", "checks")
