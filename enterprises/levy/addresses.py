"""Addresses without what every address of the district says, and whether two are one place."""

import re
from collections.abc import Iterable
from enum import IntEnum

from .characters import shape, simple
from .names import likeness

NUMBER = re.compile(r"[0-9a-z]+")
ALIKE, SAME_ROAD = 0.6, 0.75
ROAD = 2


class Place(IntEnum):
    ELSEWHERE = -1
    UNKNOWN = 0
    ALIKE = 1
    """The same road and house as far as both say, or words much alike without numbers."""
    SAME = 2
    """Nothing that both say differs, down to the house."""


class Reader:
    """`common` are the words that all addresses here may or may not begin with: city, district."""

    def __init__(self, common: Iterable[str]):
        words = sorted({word for word in common if word}, key=len, reverse=True)
        self.common = re.compile(f"^(?:{'|'.join(map(re.escape, words))})+") if words else None

    def read(self, name_key: str) -> str:
        text = simple(name_key)
        return self.common.sub("", text) if self.common else text


def houses(address: str) -> set[str]:
    """What spellings of one address share: the end of the road's name with its number, and with all."""
    first = NUMBER.search(address)
    if not first:
        return {address} if address else set()
    road = shape(address[: first.start()][-ROAD:])
    return {road + first.group(), road + numbers(address)}


def numbers(address: str) -> str:
    return ",".join(NUMBER.findall(address))


def compare(one: str, other: str) -> Place:
    """Both read by one `Reader`."""
    if not one or not other:
        return Place.UNKNOWN
    if one == other:
        return Place.SAME if NUMBER.search(one) else Place.ALIKE
    mine, theirs = NUMBER.findall(one), NUMBER.findall(other)
    both = min(len(mine), len(theirs))
    if mine[:both] != theirs[:both]:
        return Place.ELSEWHERE
    words = likeness(NUMBER.sub("", one), NUMBER.sub("", other))
    if not both:
        return Place.ALIKE if words >= SAME_ROAD else Place.ELSEWHERE
    if words >= SAME_ROAD and len(mine) == len(theirs):
        return Place.SAME
    inside = NUMBER.split(one)[0], NUMBER.split(other)[0]
    road = max(
        likeness(*inside), 1.0 if inside[0].endswith(inside[1]) or inside[1].endswith(inside[0]) else 0
    )
    return Place.ALIKE if max(words, road) >= ALIKE else Place.ELSEWHERE
