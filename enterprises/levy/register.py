"""The enterprises as the matcher knows them: read once, looked up by what the payers ask for."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import islice
from math import log

from . import addresses, codes, names
from .characters import shape, sound

COMMON = 3000
"""A pair of characters in more names than this leads nowhere."""
CROWDED = 20
"""An address of more enterprises than this tells nothing."""
MANY = 400
ROUGHLY = 3
"""So many times the names asked for are ranked by more than their pairs."""
RARE, UNCOMMON = 6, 600
"""Beyond the rarest pairs of a name, only those in few names are counted."""
SAMPLE = 20_000
"""So many names tell how common a character is."""


@dataclass(slots=True)
class Known:
    """A payer or an enterprise. `address` is read; `org` its unit, None where that is the whole district."""

    pk: int
    code: str
    name: names.Name
    address: str
    org: int | None


def grams(core: str) -> set[str]:
    """Pairs of neighbours, and of those one apart, by look and in either order; neighbours by sound.

    Two characters that changed places, or one left out or put in, leave most of them as they were.
    """
    seen, heard = shape(core), sound(core)
    pairs = {a + b if a < b else b + a for a, b in zip(seen, seen[1:], strict=False)}
    pairs.update([a + b if a < b else b + a for a, b in zip(seen, seen[2:], strict=False)])
    pairs.update(map("_".join, zip(heard, heard[1:], strict=False)))
    return pairs or {seen}


Row = tuple[int, str | None, str, str, int]
"""Key, code, name and address by `name_key`, unit."""


@dataclass(frozen=True)
class Readers:
    """How names and addresses of this place are read."""

    names: names.Reader
    addresses: addresses.Reader
    whole: int | None = None
    """The unit that is the whole district."""

    def known(self, row: Row) -> Known:
        pk, code, name, address, org = row
        read = self.names.name(self.names.key(name))
        unit = None if org == self.whole else org
        return Known(pk, codes.normal(code), read, self.addresses.read(address), unit)


def wanted_keys(payer: Known) -> Iterator[str]:
    """What an enterprise is found by; each kind of key begins with a character of its own."""
    yield "=" + payer.name.key
    yield "~" + payer.name.bare
    if payer.code:
        yield "!" + payer.code
    if organisation := codes.organisation(payer.code):
        yield "#" + organisation
    yield from _doors(payer.address, payer.org)
    yield from codes.halves(payer.code.translate(codes.READ_WRONG))


def _doors(address: str, unit: int | None) -> Iterator[str]:
    for house in addresses.houses(address):
        yield "@" + house
    if unit and (numbers := addresses.numbers(address)):
        yield f"@{unit}:{numbers}"


class Register:
    """Every enterprise, closed ones too (some still pay), by the keys that these payers ask for.

    Rows become `Known` when somebody looks at them. Places are those in `rows`.
    """

    def __init__(self, rows: Iterable[Row], payers: Iterable[Known], readers: Readers):
        self.rows: list[Row] = []
        self.readers = readers
        self.read: dict[int, Known] = {}
        self.by_key: dict[str, list[int]] = {key: [] for payer in payers for key in wanted_keys(payer)}
        self.by_gram: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            self.rows.append(row)
            for key in self._keys(row):
                if (found := self.by_key.get(key)) is not None:
                    found.append(place)

    def _keys(self, row: Row) -> list[str]:
        _, code, name, address, unit = row
        key = self.readers.names.key(name)
        keys = ["=" + key, "~" + self.readers.names.bare(key)]
        if address:
            keys += _doors(self.readers.addresses.read(address), unit)
        if code:
            keys += ("!" + code, "#" + code[codes.ORGANISATION], *codes.halves(code))
        return keys

    def at(self, place: int) -> Known:
        if place not in self.read:
            self.read[place] = self.readers.known(self.rows[place])
        return self.read[place]

    def exact(self, payer: Known) -> set[int]:
        """By code, old number or name."""
        return {p for key in wanted_keys(payer) if key[0] in "=~!#" for p in self.by_key[key][:MANY]}

    def neighbours(self, payer: Known) -> set[int]:
        """In the payer's house, where they are few enough to mean something."""
        lists = (self.by_key[key] for key in _doors(payer.address, payer.org))
        return {place for found in lists if len(found) <= CROWDED for place in found}

    def ask_for(self, payers: Iterable[Known]) -> None:
        """Find the pairs of these payers' names in all others."""
        self.by_gram = {gram: [] for payer in payers for gram in grams(payer.name.core)}
        wanted = self.by_gram.keys()
        for place, core in enumerate(self._cores()):
            for gram in wanted & grams(core):
                self.by_gram[gram].append(place)

    def _cores(self) -> Iterator[str]:
        for row in self.rows:
            yield self.readers.names.core(self.readers.names.key(row[2]))

    def like(self, payer: Known, most: int) -> set[int]:
        """By one slip in the code, by address, and the `most` whose names share the rarest pairs."""
        found = self.neighbours(payer)
        known = self.by_key.get("!" + payer.code)
        for half in () if known else codes.halves(payer.code.translate(codes.READ_WRONG)):
            near = (p for p in self.by_key[half][:MANY] if codes.near(payer.code, self.rows[p][1] or ""))
            found.update(near)
        shared: defaultdict[int, float] = defaultdict(float)
        lists = [places for gram in grams(payer.name.core) if (places := self.by_gram[gram])]
        for number, places in enumerate(sorted(lists, key=lambda places: (len(places), places[:1]))):
            if len(places) > (COMMON if number < RARE else UNCOMMON):
                break
            weight = log(len(self.rows) / len(places))
            for place in places:
                shared[place] += weight
        best = nsmallest(ROUGHLY * most, shared.items(), key=lambda item: (-item[1], item[0]))
        found.update(nsmallest(most, (place for place, _ in best), key=self._first(payer, shared)))
        return found

    def _first(self, payer: Known, shared: dict[int, float]) -> Callable[[int], tuple[float, int]]:
        """By what the names share, the township of the payer telling as much as a pair of characters."""
        here = self.in_unit[payer.org] if payer.org else 0
        near = log(len(self.rows) / here) if here else 0.0
        return lambda place: (-shared[place] - near * (self.rows[place][4] == payer.org), place)

    @cached_property
    def in_unit(self) -> Counter[int]:
        return Counter(row[4] for row in self.rows)

    @cached_property
    def weights(self) -> "Weights":
        told: Counter[str] = Counter()
        for row in islice(self.rows, 0, None, max(1, len(self.rows) // SAMPLE)):
            told.update(set(self.readers.names.core(self.readers.names.key(row[2]))))
        return Weights(told, min(len(self.rows), SAMPLE))


class Weights(dict):
    """How much a character of a name tells: 公 little, 鑫 more; from 0.3 to 1."""

    def __init__(self, told: dict[str, int], total: int):
        self.told, self.total = told, max(total, 1000)

    def __missing__(self, character: str) -> float:
        share = log(self.total / (1 + self.told.get(character, 0))) / log(self.total)
        self[character] = min(1.0, max(0.3, share + 0.2))
        return self[character]
