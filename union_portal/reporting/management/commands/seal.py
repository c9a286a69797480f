from django.core.management.base import BaseCommand, CommandError

from union_portal import periods
from union_portal.audit.context import acting
from union_portal.reporting import cli
from union_portal.reporting.annual import steps
from union_portal.reporting.annual.printed import seal_words
from union_portal.reporting.models import AnnualRecord

SIGNERS = {"prepared_by": "填报人", "reviewed_by": "审核人", "signed_by": "签署人"}


class Command(BaseCommand):
    help = "封存一年的统计：填报、审核、签署三人都已在门户里确认之后"

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="年度，如 2015")
        parser.add_argument("--period-kind", choices=["CAL_YEAR", "ACFTU_YEAR"], default="CAL_YEAR")
        parser.add_argument("--org", help="组织机构代码，默认为本级工会")
        for name, label in SIGNERS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", required=True, help=f"{label}的账号")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options):
        unit = cli.read_unit(options)
        try:
            period = periods.parse(str(options["year"]), options["period_kind"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        with acting(route="seal", name="命令行"):
            record = self.signed(period, unit, options)
            try:
                record = steps.seal(record)
            except steps.Refused as refusal:
                raise CommandError(str(refusal)) from None
        answer = {
            "year": options["year"],
            "org": unit.code,
            "seal": record.seal,
            "snapshot": record.snapshot.digest,
            "algorithm": record.snapshot.algorithm,
            "version": record.snapshot.number,
            "sealed_at": record.sealed_at.isoformat(),
        }
        self.stdout.write(cli.dumps(answer) if options["format"] == "json" else seal_words(record))

    def signed(self, period, unit, options) -> AnnualRecord:
        """The record, if just these three people have confirmed it."""
        if len({options[name] for name in SIGNERS}) < len(SIGNERS):
            raise CommandError("填报人、审核人、签署人必须是三个不同的人")
        found = AnnualRecord.objects.filter(
            org=unit, period__kind=period.kind, period__start=period.start, period__end=period.end
        )
        record = found.select_related("prepared_by", "reviewed_by", "signed_by").first()
        if record is None or record.snapshot_id is None:
            raise CommandError(f"{unit}{period.label}还没有取数，请先在门户“年度工作纪实”里取数")
        for name, label in SIGNERS.items():
            known = getattr(record, name)
            if known is None:
                raise CommandError(f"{label}还没有在门户里确认；请{options[name]}登录后确认")
            if known.username != options[name]:
                raise CommandError(f"{label}是{known.username}，不是{options[name]}")
        return record
