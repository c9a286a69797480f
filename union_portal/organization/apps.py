from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "union_portal.organization"
    verbose_name = "组织机构与账号"
