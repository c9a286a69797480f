from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "union_portal.sheets"
    verbose_name = "表格导入导出"
