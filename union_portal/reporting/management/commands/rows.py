from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError

from union_portal.audit.context import acting
from union_portal.ledgers.tables import columns
from union_portal.reporting import cli
from union_portal.reporting.annual import listing
from union_portal.reporting.changes import Moves, Quotient
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, Derived, Rate
from union_portal.reporting.places import register_of


class Command(BaseCommand):
    help = "打印一个指标背后的每一行；行数（或合计）等于指标值"

    def add_arguments(self, parser):
        parser.add_argument("code")
        cli.add_period(parser)
        parser.add_argument(
            "--snapshot", default="", help="快照的编号，或 sealed 表示封存时；列出当时的行和此后的变动"
        )
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, code, **options):
        period, unit = cli.read_period(options), cli.read_unit(options)
        cli.read_codes(code)
        with acting(route="rows", name="命令行", snapshot=True):
            if asked := options["snapshot"]:
                answer = self.kept(REGISTRY[code], period, unit, asked)
            else:
                answer = self.answer(REGISTRY[code], period, unit)
        self.stdout.write(cli.dumps(answer))

    def kept(self, indicator, period, unit, asked: str) -> dict:
        """As a snapshot holds it."""
        try:
            snapshot = listing.chosen(period, unit, indicator.code, asked)
        except listing.Missing as missing:
            raise CommandError(str(missing)) from None
        return listing.told(snapshot, indicator, unit)

    def answer(self, indicator, period, unit) -> dict:
        value = compute(period, [indicator.code])[unit.path][indicator.code]
        answer = {"code": indicator.code, "value": cli.number(value.value, indicator)}
        if isinstance(indicator, Rate):
            return answer | self.rate(indicator, period, unit)
        parts = self.parts(indicator)
        rows = [
            line | ({"part": part} if part != "num" else {})
            for part in parts
            for line in self.lines(indicator, period, unit, part)
        ]
        total: int | float | None = len(rows)
        if getattr(indicator, "amount", ""):
            total = cli.number(indicator.recount(indicator.rows(period, unit)), indicator)
        return answer | {"count": len(rows), "sum": total, "rows": rows}

    def parts(self, indicator) -> tuple[str, ...]:
        if isinstance(indicator, Derived):
            return indicator.plus
        return ("num", "den") if isinstance(indicator, Moves) else ("num",)

    def rate(self, indicator: Rate, period, unit) -> dict:
        """The denominator's rows, each saying whether it is in the numerator; `sum` is the ratio in %."""
        inside = set(indicator.rows(period, unit, "num").values_list("pk", flat=True))
        apart = isinstance(indicator, Quotient)
        rows = [
            line | {"numerator": not apart and line["id"] in inside}
            for line in self.lines(indicator, period, unit, "den")
        ]
        if apart:
            counted = self.lines(indicator, period, unit, "num")
            rows += [line | {"part": "num", "numerator": True} for line in counted]
        count, of = (
            int(indicator.recount(indicator.rows(period, unit, part), part) or 0) for part in ("num", "den")
        )
        cells = {f"{indicator.code}_n": Decimal(count), f"{indicator.code}_d": Decimal(of)}
        share = cli.number(indicator.read(cells).value, indicator)
        return {"count": count, "of": of, "sum": share, "rows": rows}

    def lines(self, indicator, period, unit, part):
        """What the list shows of each row, masked as the list is, with the amount it adds."""
        rows = indicator.rows(period, unit, part)
        ledger = register_of(rows.model)
        shown, amount = [*columns(ledger), *indicator.columns()], getattr(indicator, "amount", "")
        for row in ledger.annotate(rows.select_related(*ledger.related)).iterator():
            line = {"id": row.pk} | {column.path: column.text(row) for column in shown}
            yield line | ({"amount": float(getattr(row, amount))} if amount else {})
