"""The papers of each step: which are kept, which are still missing."""

from ..models import Talks, TalksPaper, TalksStep

Day = TalksStep.Day


def step_of(day: str) -> TalksStep | None:
    """The step that this day opens or completes; the table may be changed, and then there may be none."""
    steps = list(TalksStep.objects.all())
    done = next((step for step in steps if step.done_by == day), None)
    return done or next((step for step in steps if step.opens_by == day), None)


def missing(talks: Talks, step: TalksStep) -> list[str]:
    """Names of the materials not yet kept, in the step's own order."""
    kept = set(TalksPaper.objects.filter(talks=talks, step=step).values_list("note", flat=True))
    return [name for name in step.materials if name not in kept]


def lacking(talks: Talks, day: str, *, first: bool = False) -> list[str]:
    """What must be kept before the day may be filled: all of the step's materials, or the first alone."""
    step = step_of(day)
    if step is None:
        return []
    asked = step.materials[:1] if first else step.materials
    left = missing(talks, step)
    return [name for name in asked if name in left]
