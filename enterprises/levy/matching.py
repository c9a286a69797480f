"""Which enterprise each payer of a month is: what is certain is decided, the rest goes to a hand.

Entries and enterprises are read once and written in sets; running it again changes nothing.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import CharField, Func, QuerySet
from django.utils import timezone

from union_portal.bulk import copy
from union_portal.organization.models import OrgUnit

from ..models import Enterprise, LevyCandidate, LevyEntry, Reconciliation
from . import addresses, codes, names
from .judging import CANDIDATES, MUCH_ALIKE, Evidence, Verdict, judge, settled, weigh
from .register import Known, Readers, Register, Row

Method, Decision = LevyEntry.Method, LevyEntry.Decision
LOOKED_AT = 20
"""So many of the most similar names are weighed in full."""
HAND = "hand_queue"
Decided = tuple[int, int | None, str, str]
"""Entry, enterprise, method, decision."""


Claim = tuple[int, str]
"""Enterprise and the code of a payer who is it."""


class NameKey(Func):
    """What the database compares names by."""

    function = "name_key"
    output_field = CharField()


@transaction.atomic
def match(month: dt.date) -> dict[str, int]:
    """How many undecided entries of the month were decided, by method, and how many wait for a hand.

    A month that is closed is left as it is.
    """
    if Reconciliation.objects.filter(month=month).exists():
        return {}
    matching = Matching(month)
    decided, waiting = matching.run()
    record(decided)
    _propose(month, waiting)
    counts = Counter(method for _, _, method, _ in decided)
    return {method.value: counts[method] for method in Method if counts[method]} | {HAND: len(waiting)}


@transaction.atomic
def propose(month: dt.date) -> None:
    """Candidates for the month's undecided entries; nothing is decided."""
    _, waiting = Matching(month).run()
    _propose(month, waiting)


class Matching:
    def __init__(self, month: dt.date):
        self.month = month
        root = OrgUnit.objects.root()
        city = names.MUNICIPALITIES.get(root.division[:2], "") if root else ""
        place = root.short_name if root else ""
        common = [city, f"{city}市", place, place[:-1]]
        self.readers = Readers(names.Reader(city, place), addresses.Reader(common), root and root.pk)

    def run(self) -> tuple[list[Decided], dict[int, Verdict]]:
        undecided = LevyEntry.objects.filter(month=self.month, decision="")
        payers = [*map(self.readers.known, _rows(undecided, "payer_code", "payer_name"))]
        decided = [*self._remembered(payers)]
        left = {entry for entry, *_ in decided}
        payers = [payer for payer in payers if payer.pk not in left]
        if not payers:
            return decided, {}
        enterprises = Enterprise.objects.all()
        register = Register(_rows(enterprises, "credit_code", "name"), payers, self.readers)
        verdicts = uncontested(find(payers, register), payers, self._taken())
        decided += [
            (pk, verdict.evidence.row.pk, verdict.method, Decision.MATCHED)
            for pk, verdict in verdicts.items()
            if verdict.method and verdict.evidence
        ]
        return decided, {pk: verdict for pk, verdict in verdicts.items() if not verdict.method}

    def _remembered(self, payers: list[Known]) -> Iterator[Decided]:
        """By the latest decision about the same code in earlier months, where the name is much the same."""
        said = {row[0]: row for row in self._latest()}
        for payer in payers:
            if payer.code not in said:
                continue
            _, name_key, enterprise, decision = said[payer.code]
            then = self.readers.names.name(self.readers.names.key(name_key))
            same = (
                then.branch == payer.name.branch and names.likeness(then.core, payer.name.core) >= MUCH_ALIKE
            )
            if same and decision == Decision.FOREIGN:
                yield payer.pk, None, Method.REMEMBERED, Decision.FOREIGN
            elif same:
                yield payer.pk, enterprise, Method.REMEMBERED, Decision.MATCHED

    def _taken(self) -> Iterator[Claim]:
        decided = LevyEntry.objects.filter(month=self.month).exclude(enterprise=None)
        for enterprise, code in decided.values_list("enterprise_id", "payer_code"):
            yield enterprise, codes.normal(code)

    def _latest(self) -> Iterable[tuple[str, str, int | None, str]]:
        now = LevyEntry.objects.filter(month=self.month, decision="").values("payer_code")
        earlier = LevyEntry.objects.filter(month__lt=self.month, payer_code__in=now).exclude(decision="")
        latest = earlier.order_by("payer_code", "-month", "-decided_on", "-pk").distinct("payer_code")
        rows = latest.annotate(said=NameKey("payer_name"))
        for code, said, enterprise, decision in rows.values_list(
            "payer_code", "said", "enterprise_id", "decision"
        ):
            yield codes.normal(code), said, enterprise, decision


def _rows(rows: QuerySet, code: str, name: str) -> Iterator[Row]:
    found = rows.order_by("pk").annotate(said=NameKey(name), lies=NameKey("address"))
    return found.values_list("pk", code, "said", "lies", "org_id").iterator(chunk_size=10_000)


def find(payers: list[Known], register: Register) -> dict[int, Verdict]:
    """By payer: what is equal decides first; only who is not found by that is compared with the similar."""
    groups: defaultdict[tuple, list[Known]] = defaultdict(list)
    for payer in payers:
        groups[payer.code, payer.name.key, payer.address, payer.org].append(payer)
    verdicts: dict[int, Verdict] = {}
    unsure = []
    for same in groups.values():
        found = weigh_all(same[0], register.exact(same[0]), register)
        verdict = judge(same[0], found)
        if settled(verdict):
            verdicts.update((payer.pk, verdict) for payer in same)
        else:
            unsure.append((same, found))
    register.ask_for(same[0] for same, _ in unsure)
    for same, found in unsure:
        more = register.like(same[0], LOOKED_AT) - register.exact(same[0])
        verdict = judge(same[0], [*found, *weigh_all(same[0], more, register)])
        verdicts.update((payer.pk, verdict) for payer in same)
    return verdicts


def uncontested(
    verdicts: dict[int, Verdict], payers: list[Known], taken: Iterable[Claim]
) -> dict[int, Verdict]:
    """Verdicts that are good only alone, where another payer's is the same enterprise, go to a hand."""
    code = {payer.pk: payer.code for payer in payers}
    claims = {*taken} | {
        (v.evidence.row.pk, code[pk]) for pk, v in verdicts.items() if v.method and v.evidence
    }
    claimed = Counter(enterprise for enterprise, _ in claims)
    return {
        pk: Verdict(shown=verdict.shown)
        if verdict.alone and verdict.evidence and claimed[verdict.evidence.row.pk] > 1
        else verdict
        for pk, verdict in verdicts.items()
    }


def weigh_all(payer: Known, places: Iterable[int], register: Register) -> list[Evidence]:
    return [weigh(payer, register.at(place), register.weights) for place in sorted(places)]


def record(decided: list[Decided]) -> None:
    """What a person has decided while the matching ran stands."""
    columns = [list(column) for column in zip(*decided, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enterprises_levyentry e SET enterprise_id = d.enterprise, method = d.method,"
            " decision = d.decision, decided_on = %s"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])"
            " AS d (entry, enterprise, method, decision) WHERE e.id = d.entry AND e.decision = ''",
            [timezone.localdate(), *columns],
        )


def _propose(month: dt.date, waiting: dict[int, Verdict]) -> None:
    LevyCandidate.objects.filter(entry__month=month).delete()
    rows = (
        (entry, one.row.pk, rank, round(one.score, 3), one.why)
        for entry, verdict in waiting.items()
        for rank, one in enumerate(verdict.shown[:CANDIDATES], start=1)
    )
    copy(LevyCandidate, ("entry", "enterprise", "rank", "score", "why"), rows)
