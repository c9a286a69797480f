"""What a union takes in at the moment it is founded; apps above declare theirs here."""

from typing import Any

from django import forms

from .models import Enterprise, GrassrootsUnion

COMPANIONS: list["Companion"] = []


class Companion:
    """Fields on 建会登记 that belong to an app above, shown to whoever has `right` over the firm."""

    title: str
    right: str

    def __init__(self):
        COMPANIONS.append(self)

    def fields(self, firm: Enterprise) -> dict[str, forms.Field]:
        raise NotImplementedError

    def check(self, form: forms.Form) -> None:
        """Puts what is wrong at its field; the rest of the form is cleaned already."""

    def keep(self, union: GrassrootsUnion, firm: Enterprise, user, cleaned: dict[str, Any]) -> str:
        """In the founding's own transaction; what was done, in words, or nothing."""
        raise NotImplementedError


def open_to(user, firm: Enterprise) -> list[Companion]:
    return [one for one in COMPANIONS if firm.org_id in user.unit_ids(one.right)]
