"""T41: good files damaged at random end in a refusal or in rows, never in an error of the program."""

import datetime as dt
from collections import Counter

import pytest

from tests import make
from tests.hostile.mutants import mutant, originals
from tests.rosters import HEADINGS, register
from union_portal.audit.context import acting
from union_portal.sheets.importing import checking, uploads
from union_portal.sheets.reading.source import Unreadable, read

pytestmark = pytest.mark.django_db
PEOPLE = [
    [f"张测试{n}", make.identity_number(n), f"1380013{n:04d}", "瀛海镇", dt.date(2015, 3, 1)]
    for n in range(1, 31)
]


@pytest.fixture
def clerk():
    township = make.township(make.district(), "001", "瀛海镇")
    return make.user("organisation", township.parent)


@pytest.fixture
def uploaded(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "upload"


def outcome(content, path, clerk) -> str:
    """How far a file comes: refused, or checked as an import."""
    path.write_bytes(content)
    try:
        rows = read(path).rows
        assert {type(cell) for row in rows for cell in row} <= {str, float, type(None)}
        with acting(clerk, route="test"):
            batch = uploads.receive(path, register("member"), clerk, "名单.xlsx")
            checking.check(batch)
    except (Unreadable, uploads.Stopped) as refusal:
        assert "请" in str(refusal)
        return "refused"
    return "checked"


def outcomes(numbers, path, clerk) -> Counter:
    files = originals([HEADINGS, *PEOPLE])
    ends: Counter = Counter()
    for number in numbers:
        what, content = mutant(number, files)
        try:
            ends[outcome(content, path, clerk)] += 1
        except Exception as error:
            ends[f"{what}: {error!r}"] += 1
    return ends


def test_sixty_damaged_files_are_refused_or_checked(uploaded, clerk):
    ends = outcomes(range(60), uploaded, clerk)
    assert set(ends) == {"refused", "checked"}, ends


@pytest.mark.battery
@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_damaged_files_are_refused_or_checked(hundred, uploaded, clerk):
    ends = outcomes(range(1000 + 100 * hundred, 1100 + 100 * hundred), uploaded, clerk)
    assert set(ends) == {"refused", "checked"}, ends


def test_the_undamaged_files_all_hold_the_same_people(uploaded, clerk):
    heads = HEADINGS, *([*row[:4], str(row[4])] for row in PEOPLE)
    for name, content in originals([HEADINGS, *PEOPLE]).items():
        uploaded.write_bytes(content)
        assert read(uploaded).rows == [list(row) for row in heads], name
