"""更正: what a sealed year should have said. Proposed by one, approved by another, chained to the seal."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from union_portal.organization.models import OrgUnit, User

from ..indicators import REGISTRY, Derived, Value
from ..models import AnnualRecord, Correction
from ..restating import Moved, divided, names_of, part_of, reach
from ..sealed import UNKNOWN, corrected, snapshot_of
from . import sealing
from .steps import Refused, locked


@dataclass(frozen=True)
class Proposal:
    """What should have been `after`: the figure of `unit` and `code`, or a part of a rate."""

    unit: OrgUnit
    code: str
    after: Decimal
    reason: str
    effect: str
    part: str = ""


@transaction.atomic
def propose(record: AnnualRecord, asked: Proposal, by: User) -> Correction:
    """Numbered in the record; the figure as it stands now is its `before`."""
    held = locked(record)
    if held.sealed_at is None:
        raise Refused("年报还没有封存，请直接修改台账后重新取数")
    if asked.code not in REGISTRY:
        raise Refused(f"没有指标“{asked.code}”")
    if not asked.unit.path.startswith(held.org.path):
        raise Refused(f"{asked.unit}不在这份年报的范围内")
    if not asked.reason or not asked.effect:
        raise Refused("请写明更正的理由和对已发布数据的影响")
    may_be_put_right(asked.code, asked.part)
    before = part_of(standing(held, asked.unit, asked.code), asked.part)
    if before == asked.after:
        raise Refused(f"原数就是{asked.after.normalize():f}，不用更正")
    waiting = held.corrections.filter(approved_at=None, unit=asked.unit, code=asked.code, part=asked.part)
    if one := waiting.first():
        if (one.after, one.reason, one.proposed_by_id) == (asked.after, asked.reason, by.pk):
            return one
        raise Refused(f"更正第{one.number}号也是更正这个数，还没有批准")
    last = held.corrections.aggregate(last=Max("number"))["last"] or 0
    return Correction.objects.create(
        record=held,
        org=held.org,
        number=last + 1,
        unit=asked.unit,
        code=asked.code,
        part=asked.part,
        before=before,
        after=asked.after,
        moved=moved(held, asked, asked.after - (before or Decimal(0))),
        reason=asked.reason,
        effect=asked.effect,
        proposed_by=by,
    )


def may_be_put_right(code: str, part: str) -> None:
    """A sum by what it adds up, a rate by what it divides: else it would not be what they come to."""
    indicator = REGISTRY[code]
    if isinstance(indicator, Derived):
        raise Refused(f"{indicator.name}由{indicator.basis()}相加，请更正其中的分项，合计随之更正")
    if part not in names_of(code):
        raise Refused(
            f"{indicator.name}由分子、分母算出，请更正分子或分母，比率随之更正"
            if divided(code)
            else f"{indicator.name}没有分子、分母，请更正本数"
        )


def moved(record: AnnualRecord, asked: Proposal, by: Decimal) -> Moved:
    """Every sealed figure within the record that moves with it, by the definitions of this moment."""
    inside = OrgUnit.objects.filter(path__startswith=record.org.path).order_by("path")
    chain = [unit for unit in inside if asked.unit.path.startswith(unit.path)]
    sealed = {asked.code, *snapshot_of(record).definitions.values_list("code", flat=True)}
    reached = reach(record.period.span, chain, (asked.code, asked.part), by)
    return [one for one in reached if one[1] in sealed]


@transaction.atomic
def approve(correction: Correction, by: User) -> Correction:
    """Counts from here on; the figure must still be what it was when this was proposed."""
    record = locked(correction.record)
    held = Correction.objects.select_related("unit").get(pk=correction.pk)
    if held.approved_by_id == by.pk:
        return held
    if held.approved_at is not None:
        raise Refused(f"更正第{held.number}号已由{held.approved_by}批准")
    if by == held.proposed_by:
        raise Refused("提出人不能批准自己提出的更正，请换一个人批准")
    if part_of(standing(record, held.unit, held.code), held.part) != held.before:
        raise Refused(f"更正第{held.number}号提出以后，这个数又有更正；请重新提出")
    held.previous = sealing.last_correction(record)
    held.approved_by, held.approved_at = by, timezone.now()
    held.digest = sealing.correction_digest(held)
    held.save()
    return held


def standing(record: AnnualRecord, unit: OrgUnit, code: str) -> Value:
    """The figure as sealed and corrected since."""
    return corrected(record, [unit])[unit.pk].get(code, UNKNOWN)
