"""Initials for search and sorting; the database from the wheel has no Chinese collation."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

SURNAMES = {"单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "区": "o", "朴": "p", "尉": "y", "盖": "g"}


@lru_cache(maxsize=30_000)
def _initial(character: str) -> str:
    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].lower()


def initials(text: str) -> str:
    """瑞康食品厂 → rkspc. Characters without a reading are kept."""
    return "".join(map(_initial, text))


def name_initials(name: str) -> str:
    """As `initials`, with the readings that some characters have only as surnames."""
    return SURNAMES.get(name[:1], _initial(name[:1])) + initials(name[1:])
