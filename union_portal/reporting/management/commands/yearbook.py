from django.core.management.base import BaseCommand, CommandError

from union_portal.audit.context import acting
from union_portal.reporting import cli, yearbook
from union_portal.sheets.cells import digest, keep, steady


class Command(BaseCommand):
    help = "编制年度统计工作簿（Excel）：封面、汇总、各板块分镇街、图表、口径说明"

    def add_arguments(self, parser):
        cli.add_period(parser)
        parser.add_argument("--year", type=int, help="年度，与 --period 相同")
        parser.add_argument("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options):
        if options["year"]:
            options["period"] = options["period"] or str(options["year"])
        period, unit = cli.read_period(options), cli.read_unit(options)
        with acting(route="yearbook", name="命令行", snapshot=True):
            content = yearbook.gather(period, unit)
        book = yearbook.lay_out(content)
        try:
            path = keep(steady(book, period.end), options["output"])
        except OSError as error:
            raise CommandError(f"不能写入“{options['output']}”：{error.strerror}") from None
        answer = {
            "path": str(path),
            "sheets": book.sheetnames,
            "figures": len(content.lines) * (1 + len(content.places)),
            "sha256": digest(book),
        }
        self.stdout.write(cli.dumps(answer) if options["format"] == "json" else str(path))
