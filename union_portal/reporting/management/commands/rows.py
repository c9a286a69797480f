from decimal import Decimal

from django.core.management.base import BaseCommand

from union_portal.audit.context import acting
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.tables import columns
from union_portal.reporting import cli
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, SCALE, Derived, Rate


class Command(BaseCommand):
    help = "打印一个指标背后的每一行；行数（或合计）等于指标值"

    def add_arguments(self, parser):
        parser.add_argument("code")
        cli.add_period(parser)
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, code, **options):
        period, unit = cli.read_period(options), cli.read_unit(options)
        cli.read_codes(code)
        with acting(route="rows", name="命令行", snapshot=True):
            answer = self.answer(REGISTRY[code], period, unit)
        self.stdout.write(cli.dumps(answer))

    def answer(self, indicator, period, unit) -> dict:
        value = compute(period, [indicator.code])[unit.path][indicator.code]
        answer = {"code": indicator.code, "value": cli.number(value.value, indicator)}
        if isinstance(indicator, Rate):
            return answer | self.rate(indicator, period, unit)
        parts = indicator.plus if isinstance(indicator, Derived) else ("num",)
        rows = [
            line | ({"part": part} if part != "num" else {})
            for part in parts
            for line in self.lines(indicator, period, unit, part)
        ]
        return answer | {"count": len(rows), "sum": total(rows, indicator), "rows": rows}

    def rate(self, indicator: Rate, period, unit) -> dict:
        """The denominator's rows, each saying whether it is in the numerator; `sum` is the ratio in %."""
        inside = set(indicator.rows(period, unit, "num").values_list("pk", flat=True))
        rows = [
            line | {"numerator": line["id"] in inside} for line in self.lines(indicator, period, unit, "den")
        ]
        count = sum(line["numerator"] for line in rows)
        share = cli.number(
            indicator.read({f"{indicator.code}_n": count, f"{indicator.code}_d": len(rows)}).value, indicator
        )
        return {"count": count, "of": len(rows), "sum": share, "rows": rows}

    def lines(self, indicator, period, unit, part):
        """What the list shows of each row, masked as the list is, with the amount it adds."""
        rows = indicator.rows(period, unit, part)
        ledger = LEDGERS[rows.model]
        shown, amount = columns(ledger), getattr(indicator, "amount", "")
        for row in ledger.annotate(rows.select_related(*ledger.related)).iterator():
            line = {"id": row.pk} | {column.path: column.text(row) for column in shown}
            yield line | ({"amount": float(getattr(row, amount))} if amount else {})


def total(rows: list[dict], indicator) -> int | float | None:
    """Sums in the indicator's unit; a minimum over the rows for a statistic; else the count."""
    if not getattr(indicator, "amount", ""):
        return len(rows)
    amounts = [Decimal(str(line["amount"])) for line in rows]
    if not hasattr(indicator, "distinct"):
        return cli.number(min(amounts, default=None), indicator)
    return cli.number(sum(amounts, Decimal(0)) / SCALE.get(indicator.unit, 1), indicator)
