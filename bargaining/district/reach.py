"""Whom the contracts reach."""

from dataclasses import dataclass


@dataclass
class Coverage:
    """One kind of contract: `own` enterprises with their own, `regional` documents over the others.

    `extra` documents bind enterprises that are bound already.
    """

    own: int
    covered: int
    regional: int
    extra: int = 0

    @property
    def documents(self) -> int:
        return self.own + self.regional + self.extra


@dataclass
class Reach:
    """`skipped` are the ranks of the hundred-plus that did not sign a wage contract themselves."""

    wage: Coverage
    comprehensive: Coverage
    skipped: range
