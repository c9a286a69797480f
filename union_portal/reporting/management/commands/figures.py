from django.core.management.base import BaseCommand

from union_portal.audit.context import acting
from union_portal.reporting import cli
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY
from union_portal.reporting.sealed import corrected, record_of


class Command(BaseCommand):
    help = "打印一个期间、一个单位的全部或一个指标：已封存的取封存的数，其余现算"

    def add_arguments(self, parser):
        cli.add_period(parser)
        parser.add_argument("--code", help="只算这个指标")
        parser.add_argument("--registers", action="store_true", help="已封存的期间也按台账现算")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options):
        period, unit = cli.read_period(options), cli.read_unit(options)
        codes = cli.read_codes(options["code"])
        with acting(route="figures", name="命令行", snapshot=True):
            sealed = None if options["registers"] else record_of(period, unit)
            known = corrected(sealed, [unit])[unit.pk] if sealed else compute(period, codes)[unit.path]
        values = {code: known[code] for code in codes}
        if options["format"] == "json":
            self.stdout.write(cli.dumps({code: as_json(code, value) for code, value in values.items()}))
            return
        self.stdout.write(f"{unit.name}  {period.label}{'  已封存' if sealed else ''}")
        for code, value in values.items():
            indicator = REGISTRY[code]
            shown = cli.number(value.value, indicator)
            text = "不适用" if shown is None else f"{shown:,}"
            parts = (
                "" if value.denominator is None else f"  = {value.numerator:,.0f} ÷ {value.denominator:,.0f}"
            )
            self.stdout.write(f"{code:<7}{text:>14} {indicator.unit}  {indicator.name}{parts}")


def as_json(code: str, value) -> dict:
    indicator = REGISTRY[code]
    whole = {n: None if v is None else int(v) for n, v in vars(value).items() if n != "value"}
    return {"value": cli.number(value.value, indicator), **whole, "unit": indicator.unit}
