"""A year from its snapshot to the seal: one function a step, each with the record's row locked.

A second identical click changes nothing; a step out of turn is refused in words.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection, transaction
from django.utils import timezone

from union_portal import periods
from union_portal.jobs.models import Job
from union_portal.organization.models import OrgUnit, User

from ..article.chapters import open_chapters
from ..article.content import lay_out, source_of
from ..identities import IDENTITIES
from ..indicators import REGISTRY
from ..models import AnnualRecord, FigureNote, SectionConfirmation, Snapshot
from ..sealed import SEALED_RECORD, WRITERS, snapshot_of
from ..store import period_row
from . import sealing
from .balance import Unbalanced, unbalanced
from .freezing import IDENTITY
from .sections import Section, sections
from .verifying import faults_of

State = AnnualRecord.State
FREEZE = "annual.freeze"


class Refused(Exception):
    """Says in Chinese what stands in the way, and what to do."""


def record_for(period: periods.Period, unit: OrgUnit) -> AnnualRecord:
    """The year's record; made when its first step is taken."""
    made, _ = AnnualRecord.objects.get_or_create(org=unit, period=period_row(period))
    return made


def locked(record: AnnualRecord) -> AnnualRecord:
    return AnnualRecord.objects.select_for_update(of=("self",), no_key=False).get(pk=record.pk)


def only(record: AnnualRecord, *states: str) -> None:
    if record.state == State.SEALED:
        raise Refused(SEALED_RECORD)
    if record.state not in states:
        raise Refused(f"年报现在{State(record.state).label}，不能办理这一步；请刷新后查看")


@transaction.atomic
def freeze(record: AnnualRecord, by: User) -> Job:
    """Asks for a snapshot; while one is being taken, returns that job."""
    only(locked(record), State.DRAFT)
    asked = Job.objects.filter(kind=FREEZE, args__record=record.pk)
    done = asked.filter(state__in=(Job.State.DONE, Job.State.FAILED)).count()
    return Job.ask(FREEZE, f"{FREEZE}:{record.pk}:{done}", by, record=record.pk)


@transaction.atomic
def confirm(record: AnnualRecord, section: Section, by: User) -> None:
    """A department vouches for a section, every figure of which its rows come to."""
    held = locked(record)
    only(held, State.DRAFT)
    if held.snapshot is None:
        raise Refused("还没有取数，请先由统计岗位取数")
    if faults := [one for one in differing(held.snapshot) if one in section.codes]:
        raise Refused(f"{faults[0]}{REGISTRY[faults[0]].name}与明细不一致，不能确认；请核对台账后重新取数")
    if said := unexplained(held, section.codes):
        raise Refused(f"{said[0]}；请先改正，或写明说明")
    SectionConfirmation.objects.get_or_create(
        record=held, snapshot=held.snapshot, section=section.name, defaults={"org": held.org, "by": by}
    )


@transaction.atomic
def note(record: AnnualRecord, subject: str, text: str, by: User) -> None:
    """What is said of a figure or an identity; an empty text takes it back."""
    held = locked(record)
    only(held, State.DRAFT)
    if subject not in REGISTRY and subject not in IDENTITIES:
        raise Refused(f"没有指标或校验“{subject}”")
    if len(text) > 300:
        raise Refused(f"说明最多300字，现在{len(text)}字")
    known = FigureNote.objects.filter(record=held, subject=subject)
    if not text:
        known.delete()
    elif one := known.first():
        one.text, one.by = text, by
        one.save()
    else:
        FigureNote.objects.create(record=held, org=held.org, subject=subject, text=text, by=by)


@transaction.atomic
def prepare(record: AnnualRecord, by: User) -> None:
    """填报: what the snapshot holds is as it should be; the text is written if nobody wrote it yet."""
    held = locked(record)
    if held.prepared_by == by and held.state == State.PREPARED:
        return
    only(held, State.DRAFT)
    if held.snapshot is None:
        raise Refused("还没有取数，请先取数")
    if left := unconfirmed(held):
        raise Refused(f"{'、'.join(left)}还没有确认，请相关部门确认后再提交")
    if said := unexplained(held, REGISTRY):
        raise Refused(f"{said[0]}；请先改正，或写明说明")
    source = source_of(held)
    open_chapters(held, source)
    if wrong := lay_out(held, source).blocking:
        raise Refused(f"文章有{len(wrong)}处数字要改，先改好再提交：{wrong[0]}")
    held.prepared_by, held.prepared_at = by, timezone.now()
    held.save()


@transaction.atomic
def review(record: AnnualRecord, by: User) -> None:
    held = locked(record)
    if held.reviewed_by == by and held.state == State.REVIEWED:
        return
    only(held, State.PREPARED)
    if by == held.prepared_by:
        raise Refused("填报人不能审核自己填报的年报，请换一个人审核")
    held.reviewed_by, held.reviewed_at = by, timezone.now()
    held.save()


@transaction.atomic
def sign(record: AnnualRecord, by: User) -> None:
    held = locked(record)
    if held.signed_by == by and held.state == State.SIGNED:
        return
    only(held, State.REVIEWED)
    if by in (held.prepared_by, held.reviewed_by):
        raise Refused("填报人、审核人不能签署，请由另一个人签署")
    held.signed_by, held.signed_at = by, timezone.now()
    held.save()


@transaction.atomic
def send_back(record: AnnualRecord) -> None:
    """退回填报: the signatures fall, the confirmations of this snapshot stand."""
    held = locked(record)
    if held.state == State.DRAFT:
        return
    only(held, State.PREPARED, State.REVIEWED, State.SIGNED)
    for step in ("prepared", "reviewed", "signed"):
        setattr(held, f"{step}_by", None)
        setattr(held, f"{step}_at", None)
    held.save()


@transaction.atomic
def seal(record: AnnualRecord) -> AnnualRecord:
    """封存: from here on nothing of the year changes. Months handed in meanwhile wait, and are refused."""
    held = locked(record)
    if held.state == State.SEALED:
        return held
    only(held, State.SIGNED)
    if faults := list(faults_of(snapshot_of(held))):
        raise Refused(f"快照与摘要不符，不能封存：{faults[0]}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [WRITERS])
    held.sealed_at = timezone.now()
    held.seal = sealing.seal_of(held, sealing.last_seal())
    held.save()
    held.refresh_from_db()
    return held


def unconfirmed(record: AnnualRecord) -> list[str]:
    """Sections nobody has vouched for as the snapshot has them."""
    done = set(record.confirmations.filter(snapshot=record.snapshot).values_list("section", flat=True))
    return [section.name for section in sections() if section.name not in done]


def differing(snapshot: Snapshot) -> dict[str, Unbalanced]:
    """The codes some unit's figure of which is not what its rows come to."""
    return _differing(snapshot.pk, snapshot.digest)


@lru_cache(maxsize=16)
def _differing(snapshot: int, _digest: str) -> dict[str, Unbalanced]:
    """A snapshot never changes: what was found of it once stays so."""
    return {one.code: one for one in unbalanced(Snapshot.objects.get(pk=snapshot))}


def unexplained(record: AnnualRecord, codes: Iterable[str]) -> list[str]:
    """Identities between these figures that do not hold in the snapshot, and of which nothing is said."""
    codes, said = set(codes), set(record.notes.values_list("subject", flat=True))
    return [
        f"{one.code}不相符：{one.basis}"
        for one in snapshot_of(record).definitions.filter(type=IDENTITY).exclude(basis="").order_by("code")
        if one.code not in said and codes & {term.code for term in IDENTITIES[one.code].terms}
    ]
