"""年度工作纪实 (S36): the task list of sections, each figure with its evidence, and the road to the seal."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count

from union_portal import periods
from union_portal.jobs.models import Job
from union_portal.organization.models import OrgUnit, User

from ..figures import Shown, a_year_before, cells, show
from ..identities import IDENTITIES
from ..indicators import REGISTRY, Derived, Value
from ..models import AnnualRecord, Correction, FigureNote, SectionConfirmation, Snapshot, SnapshotDefinition
from ..restating import names_of
from ..sealed import UNKNOWN, approved, before, snapshot_of, values_of
from ..store import period_row, stored
from . import steps
from .freezing import IDENTITY
from .printed import seal_words
from .sections import Section, sections
from .working import DRIFT

State = AnnualRecord.State
BUSY = (Job.State.QUEUED, Job.State.RUNNING)


@dataclass
class Line:
    """One figure of a section: `fault` where its rows do not come to it."""

    code: str
    shown: Shown
    fault: str = ""
    note: FigureNote | None = None
    corrections: list[Correction] = field(default_factory=list)
    drifted: int = 0

    @property
    def put_right(self) -> list[tuple[str, str]]:
        """What of it a correction can name, with its words: a rate's two counts, of a sum nothing."""
        indicator = REGISTRY[self.code]
        names = {} if isinstance(indicator, Derived) else names_of(self.code)
        return [(f"{self.code}:{part}" if part else self.code, words) for part, words in names.items()]

    @property
    def registers(self) -> str:
        return "、".join(REGISTRY[self.code].registers())


@dataclass
class Told:
    """A section as the page shows it."""

    section: Section
    lines: list[Line]
    identities: list[tuple[SnapshotDefinition, FigureNote | None]]
    confirmation: SectionConfirmation | None
    may_confirm: bool

    @property
    def differs(self) -> bool:
        """A figure that is not what its rows come to, or an identity that is not explained."""
        return any(line.fault for line in self.lines) or any(
            one.basis and not said for one, said in self.identities
        )

    @property
    def state(self) -> tuple[str, str]:
        """In words, and the colour of its tag."""
        if self.differs:
            return "有差异", "r"
        return ("已核对", "g") if self.confirmation else ("待确认", "a")

    @property
    def awaited(self) -> bool:
        """Whether it waits for whoever looks at the page."""
        return self.may_confirm and self.confirmation is None and not self.differs


class AnnualPage:
    """Everything S36 shows of a unit's year to a user."""

    def __init__(self, period: periods.Period, unit: OrgUnit, user: User, *, as_sealed: bool = False):
        self.period, self.unit, self.user = period, unit, user
        self.as_sealed = as_sealed

    @cached_property
    def record(self) -> AnnualRecord:
        """The unit's own, or that of the unit above which covers it; not saved before its first step."""
        row = period_row(self.period)
        above = [unit.pk for unit in OrgUnit.objects.all() if self.unit.path.startswith(unit.path)]
        known = AnnualRecord.objects.filter(period=row, org__in=above).order_by("org__path")
        related = ("org", "period", "snapshot", "prepared_by", "reviewed_by", "signed_by")
        return known.select_related(*related).first() or AnnualRecord(org=self.unit, period=row)

    @cached_property
    def own(self) -> bool:
        """Whether the page is of the record's own unit, where its steps are taken."""
        return self.record.org_id == self.unit.pk

    @cached_property
    def snapshot(self) -> Snapshot | None:
        return self.record.snapshot

    @property
    def state(self) -> AnnualRecord.State:
        """A record that is not saved yet is a draft."""
        return AnnualRecord.State(self.record.state) if self.record.pk else AnnualRecord.State.DRAFT

    @property
    def road(self) -> list[tuple[str, object, object, bool]]:
        """Each step with who took it and when, and whether it is the next."""
        one, now = self.record, self.state
        taken = [
            ("取数", self.snapshot and self.snapshot.taken_by, self.snapshot and self.snapshot.taken_at),
            ("填报", one.prepared_by, one.prepared_at),
            ("审核", one.reviewed_by, one.reviewed_at),
            ("签署", one.signed_by, one.signed_at),
            ("封存", None, one.sealed_at),
        ]
        places = {State.PREPARED: 2, State.REVIEWED: 3, State.SIGNED: 4, State.SEALED: 5}
        following = places.get(now, int(self.snapshot is not None))
        return [(name, by, at, place == following) for place, (name, by, at) in enumerate(taken)]

    @property
    def signed_already(self) -> bool:
        """Whether the user has taken a step that keeps him from the next."""
        return self.user.pk in (self.record.prepared_by_id, self.record.reviewed_by_id)

    @property
    def sealed(self) -> bool:
        return self.record.sealed_at is not None

    def may(self, verb: str) -> bool:
        return self.own and self.record.org_id in self.user.unit_ids(f"reporting.{verb}")

    def noted_by(self, user: User) -> bool:
        """Who may say something of a figure: the statistics office, and every department that confirms."""
        return self.may("change") or any(one.confirmed_by(user, self.record) for one in sections())

    def may_confirm(self, section: Section) -> bool:
        """While there is a snapshot that may still be confirmed."""
        open_now = self.own and self.snapshot is not None and self.state == State.DRAFT
        return open_now and section.confirmed_by(self.user, self.record)

    @cached_property
    def sections(self) -> list[Told]:
        values, old = self.values
        notes = {note.subject: note for note in self.record.notes.all()} if self.record.pk else {}
        faults = steps.differing(self.snapshot) if self.snapshot else {}
        confirmed = self.confirmations
        found = []
        for section in sections():
            lines = [
                Line(
                    code,
                    show(code, values.get(code, UNKNOWN), old.get(code)),
                    self.fault(faults.get(code)),
                    notes.get(code),
                    self.corrections.get(code, []),
                    self.drift.get(code, 0),
                )
                for code in section.codes
            ]
            said = [(one, notes.get(one.code)) for one in self.identities.get(section.name, ())]
            found.append(Told(section, lines, said, confirmed.get(section.name), self.may_confirm(section)))
        return found

    @cached_property
    def values(self) -> tuple[dict[str, Value], dict[str, Value]]:
        """By code, this year's and last year's: of the snapshot; before there is one, what was kept."""
        if self.snapshot is None:
            last = self.period.same_last_year
            return stored(self.period, self.unit)[self.unit.pk], stored(last, self.unit)[self.unit.pk]
        if self.sealed and not self.as_sealed:
            now, _ = cells(self.period, REGISTRY, [self.unit])
            return now[self.unit.pk], a_year_before(self.period, REGISTRY, [self.unit])[self.unit.pk]
        beside = before(self.snapshot)
        old = values_of(beside, [self.unit])[self.unit.pk] if beside else {}
        return values_of(self.snapshot, [self.unit])[self.unit.pk], old

    def fault(self, found) -> str:
        if found is None:
            return ""
        return f"明细合计{found.found}，应为{found.expected}"

    @cached_property
    def confirmations(self) -> dict[str, SectionConfirmation]:
        if self.snapshot is None:
            return {}
        done = self.record.confirmations.filter(snapshot=self.snapshot).select_related("by")
        return {one.section: one for one in done}

    @cached_property
    def identities(self) -> dict[str, list[SnapshotDefinition]]:
        """Under the section of the first figure in each."""
        if self.snapshot is None:
            return {}
        where = {code: section.name for section in sections() for code in section.codes}
        found: dict[str, list[SnapshotDefinition]] = defaultdict(list)
        for one in self.snapshot.definitions.filter(type=IDENTITY).order_by("code"):
            if one.code in IDENTITIES:
                found[where[IDENTITIES[one.code].left[0].code]].append(one)
        return found

    @cached_property
    def corrections(self) -> dict[str, list[Correction]]:
        found: dict[str, list[Correction]] = defaultdict(list)
        if self.sealed:
            for one in approved(self.record).select_related("unit"):
                here = {code for unit, code, *_ in one.moved if unit == self.unit.pk}
                below = {one.code} if one.unit.path.startswith(self.unit.path) else set()
                for code in here | below:
                    found[code].append(one)
        return found

    @cached_property
    def drift(self) -> dict[str, int]:
        """How many rows behind each figure differ from what was sealed."""
        if not self.sealed:
            return {}
        found = self.record.drift.filter(org__path__startswith=self.unit.path)
        return dict(found.order_by().values_list("code").annotate(Count("row", distinct=True)))

    @cached_property
    def drifted(self) -> int:
        """封存后变动: rows, each once however many figures it is behind."""
        found = self.record.drift.filter(org__path__startswith=self.unit.path)
        return found.order_by().values("register", "row").distinct().count()

    @cached_property
    def job(self) -> Job | None:
        """The last piece of background work done for this record."""
        kinds = (steps.FREEZE, DRIFT)
        if self.record.pk is None:
            return None
        return Job.objects.filter(kind__in=kinds, args__record=self.record.pk).order_by("-pk").first()

    @property
    def busy(self) -> bool:
        return self.job is not None and self.job.state in BUSY

    @cached_property
    def looked_at(self) -> Job | None:
        """When the registers were last compared with the seal."""
        done = Job.objects.filter(kind=DRIFT, args__record=self.record.pk, state=Job.State.DONE)
        return done.order_by("-finished_at").first()

    @property
    def title(self) -> str:
        kind = "统计年度" if self.period.kind == periods.Kind.ACFTU_YEAR else "年度"
        return f"{self.period.last_day.year}{kind}工作纪实"

    @property
    def words(self) -> str:
        return seal_words(self.record)

    @property
    def counts(self) -> str:
        """已核对 3，待确认 13."""
        states = [told.state[0] for told in self.sections]
        words = ("已核对", "待确认", "有差异")
        return "，".join(f"{word} {states.count(word)}" for word in words if word in states)

    @property
    def awaited(self) -> int:
        """Sections that wait for whoever looks at the page."""
        return sum(told.awaited for told in self.sections)

    @property
    def version(self) -> int:
        return snapshot_of(self.record).number
