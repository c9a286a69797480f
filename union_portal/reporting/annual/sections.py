"""The sections of a year: a work block each, and the department that answers for it."""

from collections import Counter
from dataclasses import dataclass

from django.db import models

from union_portal.organization.models import User
from union_portal.organization.roles import ROLES

from ..catalogue import CATALOGUE
from ..indicators import REGISTRY
from ..models import AnnualRecord


@dataclass(frozen=True)
class Section:
    """`app` keeps the registers most of its figures come from."""

    name: str
    codes: tuple[str, ...]
    app: str

    @property
    def department(self) -> str:
        """Who confirms it, by the name of the post."""
        return next(
            role.label
            for role in ROLES.values()
            if f"{self.app}.decide" in role.rights and role.home == "department"
        )

    def confirmed_by(self, user: User, record: AnnualRecord) -> bool:
        """Whether the user may confirm it: who keeps and decides on its registers in the whole unit."""
        return all(record.org_id in user.unit_ids(f"{self.app}.{verb}") for verb in ("change", "decide"))


def sections() -> list[Section]:
    blocks: dict[str, list[str]] = {}
    for code, entry in CATALOGUE.items():
        if code in REGISTRY:
            blocks.setdefault(entry.group_name, []).append(code)
    return [Section(name, tuple(codes), _app(codes)) for name, codes in blocks.items()]


def _app(codes: list[str]) -> str:
    found = Counter(_model(code)._meta.app_label for code in codes)
    app = found.most_common(1)[0][0]
    return "reporting" if app == "organization" else app


def _model(code: str) -> type[models.Model]:
    indicator = REGISTRY[code]
    parts = getattr(indicator, "plus", ())
    return _model(parts[0]) if parts else indicator.model  # type: ignore[attr-defined]
