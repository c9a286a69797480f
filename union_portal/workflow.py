"""Steps that move a row from one state to the next.

A row's state is a column the database generates from its dates, so a step fills dates and the state
follows. An app above may add a guard to a step of an app below; the registry here joins them.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from union_portal.fields import column
from union_portal.organization.records import Record

Check = Callable[[Any], str | None]
"""Of a row of the step's own model: why not, or None."""
WORKFLOWS: dict[type[models.Model], type["Workflow"]] = {}
_guards: dict["Step", list[Check]] = defaultdict(list)


@dataclass(frozen=True, eq=False)
class Step:
    """`needs` are fields the person fills; `sets` are values the step itself stands for.

    `actor` names the field that records who took the step.
    """

    label: str
    origins: tuple[str, ...]
    target: str
    right: str
    needs: tuple[str, ...] = ()
    sets: dict[str, str] = field(default_factory=dict)
    actor: str = ""


class Workflow:
    """Declared once for a model: its steps are class attributes, in the order they are offered."""

    model: type[Record]
    steps: dict[str, Step]

    def __init_subclass__(cls):
        cls.steps = {name: value for name, value in vars(cls).items() if isinstance(value, Step)}
        WORKFLOWS[cls.model] = cls

    @classmethod
    def open_to(cls, user, row) -> dict[str, Step]:
        """The steps this user may take on this row now."""
        return {
            name: step
            for name, step in cls.steps.items()
            if row.state in step.origins and user.can(step.right)
        }

    @classmethod
    def permitted(cls, name: str, row, user, values: dict) -> Step:
        """The step, once this user may take it on this row with these values; says in Chinese why not."""
        step = cls.steps[name]
        if not user.can(step.right):
            raise PermissionDenied(f"你的岗位不能办理“{step.label}”")
        if row.state not in step.origins:
            raise ValidationError(f"{row}现为“{state_label(row)}”，不能{step.label}")
        if missing := [f for f in step.needs if values.get(f) in (None, "")]:
            raise ValidationError({f: f"{step.label}应填写{_label(cls.model, f)}" for f in missing})
        if refusals := [text for guard in _guards[step] if (text := guard(row))]:
            raise ValidationError(refusals)
        return step

    @classmethod
    def take(cls, name: str, row, user, **values):
        """Move the row, or say in Chinese why not; nothing is saved unless all of it holds."""
        step = cls.permitted(name, row, user, values)
        for field_name, value in {**values, **step.sets}.items():
            setattr(row, field_name, value)
        if step.actor:
            setattr(row, step.actor, user)
        row.full_clean()
        row.save()
        row.refresh_from_db()
        if row.state != step.target:
            raise ValidationError(f"{step.label}后状态应为“{step.target}”，实为“{row.state}”")
        return row


def guard(step: Step) -> Callable[[Check], Check]:
    """Adds a condition to a step: the function returns why the step is refused, or None."""

    def join(check: Check) -> Check:
        _guards[step].append(check)
        return check

    return join


def state_label(row: Any) -> str:
    """The state in words: Django gives a generated column no `get_state_display`."""
    field = column(row, "state")
    return str(dict(getattr(field, "output_field", field).flatchoices).get(row.state, row.state))


def _label(model, name: str) -> str:
    return str(column(model, name).verbose_name)
