from django.core.management.base import BaseCommand

from union_portal.audit.context import acting
from union_portal.reporting import cli
from union_portal.reporting.store import store, turn
from union_portal.turns import in_turn


class Command(BaseCommand):
    help = "计算并保存一个期间各级单位的统计数（即后台任务所做的事，就地执行）"

    def add_arguments(self, parser):
        cli.add_period(parser)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options):
        period = cli.read_period(options)
        cli.read_unit(options)
        with in_turn(turn(period)), acting(route="compute", name="命令行", snapshot=True):
            row = store(period)
        answer = {"period": row.label, "figures": row.figures.count()}
        text = f"{row.label}：{answer['figures']}个统计数已保存"
        self.stdout.write(cli.dumps(answer) if options["format"] == "json" else text)
