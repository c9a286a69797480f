from django.core.management.base import BaseCommand, CommandError

from union_portal.sheets.cells import keep, steady
from union_portal.sheets.template import DATED, template

from .export import named


class Command(BaseCommand):
    help = "生成一个台账的空白导入模板（Excel）：下拉框、文本列、填写说明"

    def add_arguments(self, parser):
        parser.add_argument("ledger", help="台账名，如 enterprise、member、contract")
        parser.add_argument("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件")

    def handle(self, ledger, **options):
        content = steady(template(named(ledger)), DATED)
        try:
            self.stdout.write(str(keep(content, options["output"])))
        except OSError as error:
            raise CommandError(f"不能写入“{options['output']}”：{error.strerror}") from None
