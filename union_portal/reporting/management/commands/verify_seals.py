from django.core.management.base import BaseCommand, CommandError

from union_portal.audit.context import acting
from union_portal.reporting import cli
from union_portal.reporting.annual.verifying import verify


class Command(BaseCommand):
    help = "重算各年封存的摘要链；有任何改动即报错，指出第一处"

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="摘要",
            help="印在签署文本上或留在外面的摘要，必须在链上",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options):
        with acting(route="verify_seals", name="命令行", snapshot=True):
            told = verify()
        told.faults += [
            f"摘要{anchor}不在链上：封存内容连同摘要被整个换过，或不是本门户封存的"
            for anchor in options["anchor"]
            if not told.knows(anchor)
        ]
        if options["format"] == "json":
            self.stdout.write(cli.dumps({"valid": not told.faults, **vars(told)}))
        if told.faults:
            raise CommandError("封存校验不通过：\n" + "\n".join(told.faults))
        if options["format"] == "text":
            self.stdout.write(
                f"封存校验通过：{told.records}份年报，{told.figures}个数，"
                f"{told.rows}组明细，{told.corrections}条更正"
            )
