"""How the stock of members went from opening to close."""

from dataclasses import dataclass


@dataclass
class Flows:
    """MEM01 = opening + admitted + transferred in − left; `moved` within the district are in both."""

    enrolled: int
    collected: int
    admitted: dict[str, int]
    transferred: int
    left: int
    moved: int
    cards: int
    cards_in_period: int

    @property
    def joined(self) -> int:
        return sum(self.admitted.values())
