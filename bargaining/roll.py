"""覆盖名单 of a regional or industry contract against a list that came in: who is new, who is gone, who is
nobody the register knows. Nothing is written before a person has seen it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Q

from enterprises.models import Enterprise
from union_portal.ledgers.declarations import LEDGERS
from union_portal.sheets.importing.columns import Refusal, headings, text_of
from union_portal.sheets.importing.lines import by_label, find_header, foot_of, known_key
from union_portal.sheets.importing.matching import resolve
from union_portal.sheets.reading.source import Unreadable, read

from .models import Contract, ContractCoverage

NAMED = ("credit_code", "name")
"""The columns that tell an enterprise, the better first."""
NO_COLUMN = "表中没有“统一社会信用代码”或“单位名称”列，请加上列名后再上传"


@dataclass
class Roll:
    """`unknown` are lines that tell no enterprise: number in the sheet, what it said, why, what to do."""

    fresh: list[Enterprise] = field(default_factory=list)
    gone: list[ContractCoverage] = field(default_factory=list)
    same: int = 0
    repeated: int = 0
    unknown: list[tuple[int, str, str, str]] = field(default_factory=list)


def compare(path: Path, contract: Contract, user, day: dt.date) -> Roll:
    """The list in this file against the coverage open on `day`; Unreadable where there is no list in it."""
    first, said = listed(read(path).rows)
    coverage = next(h for h in headings(LEDGERS[ContractCoverage]) if h.name == "enterprise")
    pks, faults = resolve(coverage, LEDGERS[Enterprise], user, said)
    roll = Roll(unknown=[(first + n, said[n] or "", fault.why, fault.repair) for n, fault in faults.items()])
    named = [pk for pk in pks if pk is not None]
    wanted, allowed = set(named), user.unit_ids("bargaining.change")
    open_now = coverage_on(contract, day)
    here = {row.enterprise_id: row for row in open_now}
    roll.repeated, roll.same = len(named) - len(wanted), len(wanted & here.keys())
    firms = Enterprise.objects.filter(pk__in=wanted - here.keys()).select_related("org")
    places = {pk: first + n for n, pk in reversed(list(enumerate(pks))) if pk}
    for firm in firms.order_by("org__path", "initials", "pk"):
        if why := _unfit(firm, allowed, day):
            roll.unknown.append((places[firm.pk], str(firm), *why))
        else:
            roll.fresh.append(firm)
    roll.gone = [row for row in open_now if row.enterprise_id not in wanted]
    roll.unknown.sort()
    return roll


def coverage_on(contract: Contract, day: dt.date) -> list[ContractCoverage]:
    rows = ContractCoverage.objects.on(day).filter(contract=contract)
    return list(rows.select_related("enterprise", "org").order_by("org__path", "enterprise__initials", "pk"))


def _unfit(firm: Enterprise, allowed: frozenset[int], day: dt.date) -> tuple[str, str] | None:
    if firm.org_id not in allowed:
        return f"属于{firm.org.short_name}，不在你的管理范围内", "请由区总工会核对这份名单"
    if firm.closed_on and firm.closed_on <= day:
        return f"已于{firm.closed_on}退出（{firm.get_closure_display()}）", "请从名单中删去"
    return None


def listed(rows: Sequence[Sequence]) -> tuple[int, list[str | None]]:
    """The sheet's number of the first line below the headings; by line, the code or else the name."""
    firms = {heading.name: heading for heading in headings(LEDGERS[Enterprise])}
    names = [firms[name] for name in NAMED]
    index, header = find_header(rows, names)
    known = by_label(names)
    found = [(known[key].name, n) for n, cell in enumerate(header) if (key := known_key(cell, known))]
    columns = [n for _, n in sorted(found, key=lambda one: NAMED.index(one[0]))]
    if not columns:
        raise Unreadable(NO_COLUMN)
    below = rows[index + 1 :]
    return index + 2, [None if foot_of(row) else _first([row[n] for n in columns]) for row in below]


def _first(cells: list) -> str | None:
    return next((said for cell in cells if cell is not None and (said := _said(cell))), None)


def _said(cell) -> str:
    """A code that the spreadsheet has rewritten as a number stands as it is, and will not be found."""
    try:
        return text_of(cell)
    except Refusal:
        return str(cell)


def keep(contract: Contract, roll: "Decision") -> None:
    """Opens coverage for the new ones, and ends it for those no longer listed, on the day of the list."""
    firms = Enterprise.objects.in_bulk(roll.fresh)
    ContractCoverage.objects.bulk_create(
        [
            ContractCoverage(org_id=f.org_id, contract=contract, enterprise=f, since=roll.day)
            for f in firms.values()
        ]
    )
    ContractCoverage.objects.filter(contract=contract, pk__in=roll.gone).update(until=roll.day)


@dataclass(frozen=True)
class Decision:
    """What a reader was shown and confirms: enterprises to open, coverage rows to end, rows that stay."""

    day: dt.date
    fresh: list[int]
    gone: list[int]
    open: list[int]

    def holds(self, contract: Contract) -> bool:
        """Nobody has changed the list meanwhile."""
        return sorted(self.open) == sorted(row.pk for row in coverage_on(contract, self.day))


def inherited(contract: Contract) -> list[ContractCoverage]:
    """Coverage of the contract it renews, open on that one's last day, that this contract lacks."""
    old = contract.renews
    if old is None or contract.scope == Contract.Scope.ENTERPRISE:
        return []
    own = ContractCoverage.objects.filter(contract=contract).values("enterprise")
    still = Q(enterprise__closed_on=None) | Q(enterprise__closed_on__gt=begins(contract))
    rows = ContractCoverage.objects.on(last_day(old)).filter(still, contract=old).exclude(enterprise__in=own)
    return list(rows.select_related("enterprise").order_by("pk"))


def carry_over(contract: Contract) -> int:
    """The successor binds whom its predecessor bound; the old rows end with the old contract."""
    rows, old = inherited(contract), contract.renews
    if old is None:
        return 0
    first = begins(contract)
    ContractCoverage.objects.bulk_create(
        ContractCoverage(org_id=row.org_id, contract=contract, enterprise=row.enterprise, since=first)
        for row in rows
    )
    after = last_day(old) + dt.timedelta(1)
    ContractCoverage.objects.filter(contract=old, until=None, since__lte=after).update(until=after)
    return len(rows)


def begins(contract: Contract) -> dt.date:
    """CB-41: coverage starts with the effect, and until that is known with the text's own start."""
    return contract.effective_on or contract.starts_on or contract.signed_on


def last_day(contract: Contract) -> dt.date:
    ended = contract.terminated_on
    return min(contract.expires_on, ended - dt.timedelta(1)) if ended else contract.expires_on
