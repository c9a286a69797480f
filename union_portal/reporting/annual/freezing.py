"""Taking a snapshot: figures, what they mean and the rows behind them, all of one moment."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Max, QuerySet
from django.db.models.expressions import F
from django.utils import timezone

from union_portal import periods
from union_portal.organization.models import OrgUnit, User

from ..catalogue import CATALOGUE, ORDER
from ..compute import compute, whole_tables
from ..evidence import Trace
from ..identities import IDENTITIES, checked
from ..indicators import REGISTRY, Value
from ..models import AnnualRecord, Snapshot, SnapshotDefinition, SnapshotFigure, Target
from ..sealed import corrected, record_of
from ..store import period_row
from . import lines

IDENTITY = "V"
"""The type of what is said of several figures together."""
TARGET = "G"
"""The type of a value to be reached: its name a figure's code, its definition a day, its basis the value."""
Progress = Callable[[int, int], None]
Values = Mapping[str, Mapping[str, Value]]
ROWS = """
INSERT INTO reporting_snapshotrows (snapshot_id, code, part, org_id, ids, amounts, digest)
SELECT %s, %s, %s, org, ids, amounts, encode(sha256(convert_to(
  concat_ws('|', %s, %s, org, array_to_string(ids, ','), coalesce(array_to_string(amounts, ',', '∅'), '∅'))
  || E'\\n', 'UTF8')), 'hex')
FROM (SELECT org, array_agg(id ORDER BY id) AS ids, {amounts} AS amounts
      FROM ({rows}) AS behind GROUP BY org) AS kept
"""
AMOUNTS = "array_agg(gives ORDER BY id)"


def take(
    period: periods.Period,
    unit: OrgUnit,
    codes: Iterable[str] = (),
    *,
    by: User | None = None,
    why: str = "",
    progress: Progress = lambda done, total: None,
) -> Snapshot:
    """Of the unit and all below it, for these codes or all. Call it in a transaction of one moment.

    The figures of the year before are kept with it, in a snapshot of their own without rows.
    """
    chosen = in_order(codes or REGISTRY)
    before = period.same_last_year
    beside = begin(before, unit, by, f"{period.label}的上年对照"[:60], timezone.now(), last_sealed(unit))
    finish(beside, chosen, printed(before, unit, chosen))
    snapshot = begin(period, unit, by, why, beside.taken_at, beside.digest)
    values = compute(period, chosen)
    progress(1, len(chosen) + 1)
    with whole_tables():
        for done, code in enumerate(chosen, 2):
            for part, trace in REGISTRY[code].traces(period, unit).items():
                keep_rows(snapshot, code, part, trace)
            progress(done, len(chosen) + 1)
    return finish(snapshot, chosen, values, [*identities(snapshot, chosen), *targets(snapshot)])


def in_order(codes: Iterable[str]) -> list[str]:
    """With those that the ones asked for are sums of, in the catalogue's order."""
    wanted = set(codes)
    wanted |= {part for code in wanted for part in getattr(REGISTRY[code], "plus", ())}
    return sorted(wanted, key=ORDER.__getitem__)


def printed(period: periods.Period, unit: OrgUnit, codes: Sequence[str]) -> Values:
    """By path: as sealed where the period is, else from the registers."""
    sealed = record_of(period, unit)
    if sealed is None:
        return compute(period, codes)
    places = list(OrgUnit.objects.filter(path__startswith=unit.path))
    known = corrected(sealed, places)
    return {place.path: known[place.pk] for place in places}


def begin(
    period: periods.Period, unit: OrgUnit, by: User | None, why: str, at: dt.datetime, previous: str
) -> Snapshot:
    """Numbered, and not written yet: its parts come first, since it never changes once it is there."""
    row = period_row(period)
    numbers = Snapshot.objects.filter(org=unit, period=row).aggregate(last=Max("number"))
    return Snapshot(
        pk=_next_key(),
        org=unit,
        period=row,
        number=(numbers["last"] or 0) + 1,
        taken_at=at,
        taken_by=by,
        why=why,
        algorithm=lines.ALGORITHM,
        previous=previous,
    )


def finish(
    snapshot: Snapshot, codes: Sequence[str], values: Values, checks: Sequence[SnapshotDefinition] = ()
) -> Snapshot:
    """Meanings, identities and figures, and the digest of them and of the rows that were kept."""
    meanings = [*define(snapshot, codes), *checks]
    SnapshotDefinition.objects.bulk_create(meanings)
    figures = list(chained(snapshot, codes, values))
    SnapshotFigure.objects.bulk_create(figures, batch_size=2000)
    rows = snapshot.rows.values_list("code", "part", "org_id", "digest")
    snapshot.digest = whole(snapshot, meanings, figures, rows_lines(rows))
    snapshot.save(force_insert=True)
    return snapshot


def last_sealed(unit: OrgUnit) -> str:
    """The digest of the snapshot that was sealed last; nothing before the first."""
    sealed = AnnualRecord.objects.filter(org=unit, sealed_at__isnull=False).order_by("-sealed_at")
    return sealed.values_list("snapshot__digest", flat=True).first() or ""


def define(snapshot: Snapshot, codes: Sequence[str]) -> list[SnapshotDefinition]:
    meanings = []
    for code in codes:
        one = meant(code)
        one.snapshot, one.digest = snapshot, lines.digest([meaning_line(one)])
        meanings.append(one)
    return meanings


def meant(code: str) -> SnapshotDefinition:
    """What a code means now, in no snapshot yet."""
    entry = CATALOGUE[code]
    return SnapshotDefinition(
        code=code,
        name=entry.name,
        unit=entry.unit,
        type=entry.type,
        definition=entry.definition,
        basis=REGISTRY[code].basis(),
    )


def identities(snapshot: Snapshot, codes: Sequence[str]) -> list[SnapshotDefinition]:
    """Each identity between these figures in words, and as its basis the fault where it does not hold."""
    asked = [one for one in IDENTITIES.values() if {term.code for term in one.terms} <= set(codes)]
    found = []
    for one in checked(snapshot.period.span, snapshot.org, asked) if asked else ():
        kept = SnapshotDefinition(
            snapshot=snapshot, code=one.identity.code, name="平衡关系", type=IDENTITY,
            definition=one.sentence, basis=one.fault,
        )  # fmt: skip
        kept.digest = lines.digest([meaning_line(kept)])
        found.append(kept)
    return found


def targets(snapshot: Snapshot) -> list[SnapshotDefinition]:
    """What the unit was to reach, as the article quotes it."""
    kept = []
    for number, one in enumerate(Target.objects.filter(org=snapshot.org).order_by("by", "code"), 1):
        line = SnapshotDefinition(
            snapshot=snapshot, code=f"{TARGET}{number:03}", name=one.code, type=TARGET,
            definition=f"{one.by}", basis=f"{one.value}",
        )  # fmt: skip
        line.digest = lines.digest([meaning_line(line)])
        kept.append(line)
    return kept


def chained(snapshot: Snapshot, codes: Sequence[str], values: Values) -> Iterator[SnapshotFigure]:
    """The figures in the order of unit and code, each with the digest of its line and the one before."""
    before = ""
    for place in OrgUnit.objects.filter(path__startswith=snapshot.org.path).order_by("pk"):
        for code in sorted(codes):
            value = values[place.path][code]
            parts = (value.value, value.numerator, value.denominator)
            figure = SnapshotFigure(snapshot=snapshot, org=place, code=code)
            figure.value, figure.numerator, figure.denominator = map(_stored, parts, (6, 2, 2))
            figure.digest = before = lines.digest([before, figure_line(figure)])
            yield figure


def _stored(value, places: int):
    """As the column keeps it."""
    return None if value is None else round(value, places)


def keep_rows(snapshot: Snapshot, code: str, part: str, trace: Trace) -> None:
    """One line for each unit that rows belong to, written by the database in one statement."""
    rows, values = rows_now(trace)
    amounts = AMOUNTS if trace.gives else "NULL::numeric[]"
    with connection.cursor() as cursor:
        cursor.execute(
            ROWS.format(rows=rows, amounts=amounts), [snapshot.pk, code, part, code, part, *values]
        )


def rows_now(trace: Trace) -> tuple[str, tuple]:
    """SQL for the rows behind a part in the registers: org, id, and what each gives to the figure."""
    rows: QuerySet = trace.rows.order_by()
    columns = ["id" if rows.model is OrgUnit else "org_id", "pk"]
    if trace.gives:
        given = F(trace.gives) if isinstance(trace.gives, str) else trace.gives
        rows = rows.annotate(snapshot_gives=given)
        columns.append("snapshot_gives")
    chosen = rows.values_list(*columns)
    inner, values = chosen.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False).as_sql()
    named, gives = (
        ("org, id, gives", "gives::numeric(20, 6)") if trace.gives else ("org, id", "NULL::numeric")
    )
    return f"SELECT org, id, {gives} AS gives FROM ({inner}) AS found ({named})", values


def meaning_line(one: SnapshotDefinition) -> str:
    return lines.line(one.code, one.name, one.unit, one.type, one.definition, one.basis)


def figure_line(one: SnapshotFigure) -> str:
    return lines.line(one.org_id, one.code, one.value, one.numerator, one.denominator)


def header_line(one: Snapshot) -> str:
    span = one.period
    return lines.line(
        one.org_id, span.kind, span.start, span.end, one.number, one.taken_at, one.taken_by_id, one.why,
        one.algorithm, one.previous,
    )  # fmt: skip


def rows_lines(rows: Iterable[tuple]) -> list[str]:
    """Of each kept part its code, part, unit and digest, in order."""
    return [lines.line(*one) for one in sorted(rows)]


def whole(
    snapshot: Snapshot,
    meanings: Iterable[SnapshotDefinition],
    figures: Sequence[SnapshotFigure],
    rows: Iterable[str],
) -> str:
    """The digest of it all: the header, the meanings, the end of the chain of figures, the rows."""
    return lines.digest(
        [
            header_line(snapshot),
            lines.digest(one.digest for one in sorted(meanings, key=lambda one: one.code)),
            figures[-1].digest if figures else "",
            str(len(figures)),
            lines.digest(rows),
        ],
        snapshot.algorithm,
    )


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Snapshot._meta.db_table])
        return cursor.fetchone()[0]
