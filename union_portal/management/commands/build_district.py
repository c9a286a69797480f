from decimal import Decimal, InvalidOperation

from django.core.management.base import BaseCommand, CommandError

from union_portal.district import brief as briefs
from union_portal.district.build import accept, build, scaled
from union_portal.reporting.cli import dumps


class Command(BaseCommand):
    help = "按文件所列数字生成一个虚构的区（镇街、市），算出的数字与文件相等；不能相等时不生成任何数据"

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--seed", type=int, default=2015, help="同一种子生成同样的数据")
        parser.add_argument("--scale", default="1", help="各计数乘以此数后四舍五入")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, file, **options):
        brief = briefs.read(file)
        accept(brief)
        factor = self.factor(options["scale"])
        asked = brief if factor == 1 else scaled(brief, factor)
        plan = build(asked, options["seed"], self.say, reports=True)
        answer = {"org": plan.root.code, "name": plan.root.name, "townships": len(plan.townships)}
        if options["format"] == "json":
            self.stdout.write(dumps(answer))
        else:
            self.stdout.write(f"已生成{plan.root.name}，{len(plan.townships)}个镇街，各项数字与文件相等")

    def say(self, text: str) -> None:
        self.stderr.write(text)

    def factor(self, text: str) -> Decimal:
        try:
            factor = Decimal(text)
        except InvalidOperation:
            factor = Decimal(0)
        if not factor.is_finite() or not 0 < factor <= 1000:
            raise CommandError(f"--scale应为大于0、不大于1000的数，现为“{text}”")
        return factor
