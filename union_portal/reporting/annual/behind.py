"""The rows behind a sealed figure, as a snapshot keeps them; and two snapshots side by side."""

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import DecimalField, Q, QuerySet
from django.db.models.expressions import RawSQL

from union_portal import periods
from union_portal.ledgers.filters import search
from union_portal.ledgers.tables import Column, columns
from union_portal.organization.models import OrgUnit

from ..indicators import REGISTRY, Indicator, Rate
from ..models import Snapshot
from ..places import register_of
from ..sealed import UNKNOWN, values_of
from .balance import sums_of
from .comparing import between

PAGE = 50
IDS = """
SELECT {what} FROM reporting_snapshotrows kept JOIN organization_orgunit place ON place.id = kept.org_id,
  unnest(ids, coalesce(amounts, array_fill(NULL::numeric, ARRAY[cardinality(ids)]))) AS behind (id, gives)
WHERE kept.snapshot_id = %s AND kept.code = %s AND kept.part = %s AND starts_with(place.path, %s)
"""
RATE_PARTS = {"num": "分子", "den": "分母", "rest": "未覆盖"}


def part_of(indicator: Indicator, part: str) -> tuple[Indicator, str]:
    """Under which code and part the rows are kept: a sum's are its parts' own."""
    return (REGISTRY[part], "num") if part in getattr(indicator, "plus", ()) else (indicator, part)


def frozen(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, part: str) -> QuerySet:
    """The rows the snapshot kept, as far as the register still has them."""
    own, part = part_of(indicator, part)
    model = own.rows(snapshot.period.span, unit, part).model
    key = [snapshot.pk, own.code]
    if part == "rest":
        lines = IDS.format(what="behind.id, behind.gives")
        ids = RawSQL(
            f"SELECT id FROM ({lines} EXCEPT {lines}) AS rest",
            [*key, "den", unit.path, *key, "num", unit.path],
        )
    elif getattr(own, "distinct", ""):
        like = IDS.format(what="DISTINCT ON (gives) behind.id") + " ORDER BY gives, behind.id"
        ids = RawSQL(like, [*key, part, unit.path])
    else:
        ids = RawSQL(IDS.format(what="behind.id"), [*key, part, unit.path])
    return model._default_manager.filter(pk__in=ids)


def kept_parts(indicator: Indicator) -> list[str]:
    """Those whose rows a snapshot has, or can tell."""
    rest = [part for part in indicator.parts() if part == "rest"]
    return [*getattr(indicator, "plus", ()), *indicator.vouched(), *rest]


def frozen_detail(request, snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, part: str) -> dict:
    """One page of the rows behind a part as they were sealed, and whether all of them equal the figure."""
    rows = frozen(snapshot, indicator, unit, part)
    ledger = register_of(rows.model)
    if not request.user.can(f"{ledger.app}.view"):
        return {"rows_hidden": True}
    own, kept = part_of(indicator, part)
    sums = sums_of(snapshot, unit, own.code)
    counts = {name: _size(snapshot, indicator, unit, name) for name in kept_parts(indicator)}
    value = values_of(snapshot, [unit])[unit.pk].get(indicator.code, UNKNOWN)
    found = search(ledger, ledger.annotate(rows.select_related(*ledger.related)), request.GET.get("q", ""))
    expected = own.expected(value, kept) if own is indicator else None
    recounted = own.come_to(sums, kept) if kept != "rest" else expected
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = columns(ledger)
    if _amounts(page, snapshot, own, unit, kept):
        shown = [*shown, Column("sealed_amount", "封存时数额", DecimalField())]
    names = RATE_PARTS if isinstance(indicator, Rate) else {}
    return {
        "ledger": ledger,
        "columns": shown,
        "tabs": [(name, names.get(name, indicator.parts()[name]), count) for name, count in counts.items()],
        "against": names.get(part, "本指标"),
        "page": page,
        "balanced": expected is None or recounted == expected,
        "recounted": recounted,
        "expected": expected,
        "difference": (recounted or 0) - (expected or 0),
        "summed": own.total if own.adding(kept) else "",
        "gone": 0 if request.GET.get("q") else max(0, counts[part] - page.paginator.count),
        "frozen": snapshot,
    }


def _size(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, part: str) -> int:
    own, kept = part_of(indicator, part)
    sums = sums_of(snapshot, unit, own.code)
    if kept == "rest":
        return frozen(snapshot, indicator, unit, kept).count()
    return sums[kept].different if getattr(own, "distinct", "") else sums[kept].count


def _amounts(page, snapshot: Snapshot, own: Indicator, unit: OrgUnit, part: str) -> bool:
    """Gives each row of the page what it gave to the figure; whether there is anything to say."""
    if part == "rest" or not own.adding(part):
        return False
    sql = IDS.format(what="behind.id, behind.gives") + " AND behind.id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [snapshot.pk, own.code, part, unit.path, [row.pk for row in page]])
        known = dict(cursor.fetchall())
    for row in page:
        row.sealed_amount = known.get(row.pk)
    return True


# --- two snapshots


def snapshots_of(period: periods.Period, unit: OrgUnit, code: str) -> list[Snapshot]:
    """Those of this period that cover the unit and hold rows of the code, the latest first."""
    kept = Snapshot.objects.filter(
        Q(definitions__code=code) | Q(definitions__code__in=getattr(REGISTRY[code], "plus", ())),
        period__kind=period.kind,
        period__start=period.start,
        period__end=period.end,
    )
    known = kept.exclude(why__endswith="的上年对照").select_related("org", "period").distinct()
    return [one for one in known if unit.path.startswith(one.org.path)]


def compared(request, period: periods.Period, unit: OrgUnit, indicator: Indicator, part: str) -> dict:
    """What the page offers to compare, and the rows that differ between the two that were asked for."""
    known = snapshots_of(period, unit, indicator.code)
    context: dict = {"snapshots": known if len(known) > 1 else []}
    asked = {str(one.number): one for one in known}
    was, now = (asked.get(request.GET.get(name, "")) for name in ("was", "than"))
    if was is None or now is None or part == "rest":
        return context
    own, kept = part_of(indicator, part)
    inside = set(OrgUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    model = own.rows(period, unit, kept).model
    ledger = register_of(model)
    if kept not in own.vouched() or not request.user.can(f"{ledger.app}.view"):
        return context
    differing = [one for one in between(was, now, own.code, kept) if one.org in inside]
    counts = {how: sum(one.how == how for one in differing) for how in ("added", "removed", "changed")}
    page = Paginator(differing, PAGE).get_page(request.GET.get("cpage"))
    named = model._default_manager.select_related(*ledger.related).in_bulk([one.row for one in page])
    lines = [(one, named.get(one.row)) for one in page]
    context |= {"was": was, "than": now, "differing": lines, "counts": counts, "register": ledger}
    return context | {"cpage": page}
