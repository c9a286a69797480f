"""The tax office's side: who paid, as its list writes them, and which firm of the register that is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from . import words, writing
from .register import Firm, Name, Town


@dataclass(frozen=True)
class Payer:
    """`truth` is the place of its firm in the register, None where it is in none.

    `kind` is how it is written: the way of its code, then that of its name.
    """

    code: str
    name: str
    address: str
    unit: int
    truth: int | None
    kind: tuple[str, str]


CODES = {
    "right": 3600, "scribbled": 150, "old": 130, "organisation": 60, "digit": 150, "turned": 40,
    "missing": 160, "stale": 150, "legacy": 50, "another": 30,
}  # fmt: skip
"""Of 5,000 payers, those in the register: three in four have the right code."""
NAMES = {
    "exact": 700, "notation": 130, "lookalike": 35, "homophone": 20, "swapped": 10, "traditional": 10,
    "truncated": 20, "abbreviated": 20, "renamed": 55,
}  # fmt: skip
"""Where the code is right."""
DOUBTFUL = {
    "exact": 520, "notation": 260, "lookalike": 60, "homophone": 40, "swapped": 20, "traditional": 20,
    "truncated": 30, "abbreviated": 30, "renamed": 20,
}  # fmt: skip
"""Where it is not."""
BORROWED = {"exact": 700, "notation": 300}
STRANGERS = {
    "unrelated": 285, "branch": 60, "head": 15, "similar": 65, "affiliate": 25, "soundalike": 25,
    "borrowed": 5,
}  # fmt: skip
"""Those in no register."""
WHOLE = sum(CODES.values()) + sum(STRANGERS.values())
REGISTERED = sum(CODES.values()) / WHOLE
"""The share of payers that the register has."""


def payers(town: Town, firms: list[Firm], size: int = WHOLE) -> list[Payer]:
    listing = Listing(town, firms, size / WHOLE)
    made = [*listing.registered(), *listing.strangers()]
    town.rng.shuffle(made)
    return made


class Listing:
    def __init__(self, town: Town, firms: list[Firm], share: float):
        self.town, self.rng, self.firms, self.share = town, town.rng, firms, share
        order = [place for place, firm in enumerate(firms) if not firm.closed]
        self.rng.shuffle(order)
        self.listed = [place for place in order if firms[place].listed]
        self.unlisted = [place for place in order if not firms[place].listed]
        self.known = {str(firm.name) for firm in firms}
        self.taken: set[str] = set()

    def registered(self) -> Iterator[Payer]:
        for kind, count in CODES.items():
            for _ in range(round(count * self.share)):
                place = (self.unlisted if kind == "missing" else self.listed).pop()
                code = self.unique(partial(self.code, kind, self.firms[place]))
                yield self.payer(place, code, kind)

    def payer(self, place: int, code: str, kind: str) -> Payer:
        firm = self.firms[place]
        usual = NAMES if kind in ("right", "scribbled") else BORROWED if kind == "another" else DOUBTFUL
        way, name = self.name(usual, firm.name)
        unit = firm.unit if self.rng.random() < 0.92 else self.rng.randrange(len(words.TOWNSHIPS))
        return Payer(code, name, writing.address(self.rng, firm), unit, place, (kind, way))

    def code(self, kind: str, firm: Firm) -> str | None:
        if kind in ("right", "missing"):
            return firm.code
        if kind == "another":
            return self.firms[self.listed.pop()].code
        return getattr(writing, kind)(self.rng, firm)

    def name(self, usual: dict[str, int], name: Name) -> tuple[str, str]:
        """A way that applies to this name and does not make it another firm's."""
        while True:
            way = self.rng.choices(list(usual), list(usual.values()))[0]
            written = str(name) if way == "exact" else getattr(writing, way)(self.rng, name)
            if written and (way == "exact" or written not in self.known):
                return way, written

    def unique(self, make: Callable[[], str | None]) -> str:
        while True:
            code = make()
            if code and code not in self.taken:
                self.taken.add(code)
                return code

    def strangers(self) -> Iterator[Payer]:
        for kind, count in STRANGERS.items():
            for _ in range(round(count * self.share)):
                yield self.stranger(kind)

    def stranger(self, kind: str) -> Payer:
        """One that the register does not have, more or less like one that it has."""
        while True:
            neighbour = self.rng.choice(self.firms)
            name = self._like(kind, neighbour.name)
            if name and str(name) not in self.known and self.town.take(name):
                break
        unit = self.rng.randrange(len(words.TOWNSHIPS))
        address = str(self.town.address(unit))
        if kind == "affiliate" or (kind == "branch" and self.rng.random() < 0.2):
            unit, address = neighbour.unit, writing.elsewhere(self.rng, neighbour.address)
        code = self.unique(lambda: self.own(kind, name))
        return Payer(code, str(name), address, unit, None, ("none", kind))

    def own(self, kind: str, name: Name) -> str:
        """Its own valid code; one in ten writes the tax number it had before; the borrowed is another's."""
        if kind == "borrowed":
            return self.firms[self.listed.pop()].code
        code = self.town.code(name)
        return code if self.rng.random() < 0.9 else code[2:17]

    def _like(self, kind: str, name: Name) -> Name | None:
        if kind in ("unrelated", "borrowed"):
            return self.town.company()
        if kind == "branch":
            return self.town.branch(name) if name.form and not name.branch else None
        if kind == "head":
            return replace(name, branch="") if name.branch else None
        if kind == "affiliate":
            return replace(name, trade=self.rng.choice(words.COMPANY_TRADES)) if name.form else None
        if kind == "soundalike":
            table = self.rng.choice((writing.SOUND, writing.LOOK))
            brand = writing.changed(self.rng, name.brand, table, 1)
            return replace(name, brand=brand) if brand else None
        return self._similar(name)

    def _similar(self, name: Name) -> Name | None:
        """Another brand by one character, another trade, or a namesake of another city."""
        spot = self.rng.randrange(len(name.brand)) if name.brand else 0
        brand = name.brand[:spot] + self.rng.choice(words.BRAND) + name.brand[spot + 1 :]
        ways = [replace(name, brand=brand)] if len(name.brand) > 1 else []
        if name.form:
            ways.append(replace(name, trade=self.rng.choice(words.COMPANY_TRADES)))
            ways.append(replace(name, place=self.rng.choice(words.FOREIGN), bracketed=False))
        return self.rng.choice(ways) if ways else None
