from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enterprises.jobs import turn
from enterprises.levy.matching import match
from enterprises.levy.pool import open_cases
from enterprises.models import LevyEntry, Reconciliation
from union_portal.audit.context import acting
from union_portal.fields import read_month
from union_portal.reporting.cli import dumps
from union_portal.turns import in_turn


class Command(BaseCommand):
    help = "把一个月税务代收名单中的缴费单位与企业台账对应；拿不准的留给人工认定"

    def add_arguments(self, parser):
        parser.add_argument("--month", required=True, help="所属月份，如2018-10")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options):
        month = read_month(options["month"])
        if month is None:
            raise CommandError(f"月份“{options['month']}”不对，应如2018-10")
        if not LevyEntry.objects.filter(month=month).exists():
            raise CommandError(f"{month:%Y年%m月}没有税务代收记录，请先导入名单")
        if Reconciliation.objects.filter(month=month).exists():
            raise CommandError(f"{month:%Y年%m月}已完成对账，不能再改认定")
        with in_turn(turn(month)), acting(route="match_levy", name="命令行"):
            counts = match(month) | {"cases": open_cases(timezone.localdate(), month)}
        if options["format"] == "json":
            self.stdout.write(dumps({"month": f"{month:%Y-%m}"} | counts))
        else:
            said = "，".join(f"{name} {count}" for name, count in counts.items())
            self.stdout.write(f"{month:%Y年%m月}：{said}")
