"""How the stock of members went from opening to close."""

from dataclasses import dataclass


@dataclass
class Flows:
    """MEM01 = opening + admitted + transferred in − left."""

    enrolled: int
    collected: int
    admitted: dict[str, int]
    transferred: int
    left: int
    cards: int
    cards_in_period: int

    @property
    def joined(self) -> int:
        return sum(self.admitted.values())
