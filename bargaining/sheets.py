"""Contracts in bulk from a sheet: each line is judged before anything is written."""

from collections.abc import Iterator

from .models import Contract
from .models.terms import refusals

Fault = tuple[str, int, str, str]
READ = ("kind", "signed_on", "starts_on", "effective_on", "expires_on", "minimum_wage")
REPAIR = {
    "expires_on": "请核对签字日期、文本起始日期和到期日期",
    "minimum_wage": "请核对金额；确实低于标准的，应先与企业协商变更",
}


def unfit_contracts(columns: dict[str, list]) -> Iterator[Fault]:
    """Yields (column, row, why, repair). What the sheet leaves out is as it is registered; a line that
    changes nothing is not judged again."""
    if "signed_on" not in columns:
        return
    known = _known(columns.get("number", []))
    for row, typed in enumerate(_lines(columns)):
        number = columns["number"][row] if "number" in columns else None
        held = known.get(number or "", {})
        contract = Contract(**{**held, **typed})
        if contract.signed_on is None or held and all(held[name] == typed[name] for name in typed):
            continue
        for field, said in refusals(contract):
            if field in columns:
                yield field, row, said, REPAIR[field]


def _known(numbers: list) -> dict[str, dict]:
    rows = Contract.objects.filter(number__in=[number for number in numbers if number])
    return {row.pop("number"): row for row in rows.values("number", *READ)}


def _lines(columns: dict[str, list]) -> Iterator[dict]:
    names = [name for name in READ if name in columns]
    for values in zip(*(columns[name] for name in names), strict=True):
        yield dict(zip(names, values, strict=True))
