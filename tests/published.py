"""The three files of printed figures, and what a district built from one comes to."""

import re
from decimal import Decimal
from io import StringIO

from django.conf import settings

from union_portal.district import brief as briefs
from union_portal.district.brief import Brief
from union_portal.organization.models import OrgUnit
from union_portal.reporting.article.content import Article
from union_portal.reporting.article.wording import written
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.compute import compute

PUBLISHED = settings.BASE_DIR / "union_portal" / "reporting" / "published"
NAMES = ("daxing-2015", "wanping-2016", "renhe-2011-2016")
DAXING = PUBLISHED / f"{NAMES[0]}.json"
SMALL = Decimal("0.02")
"""A scale at which a district is built in a second."""
SILENT = {"stdout": StringIO(), "stderr": StringIO()}


def published(name=NAMES[0]) -> Brief:
    return briefs.read(str(PUBLISHED / f"{name}.json"))


def root_values(brief, codes=None):
    """The figures of the whole in the brief's period."""
    return compute(brief.period, codes or list(brief.codes))[OrgUnit.objects.root().path]


def in_print(brief: Brief) -> set[tuple[str, str]]:
    """The numbers that a newspaper printed, by code, as an article writes them; floors of counts left out."""
    rates = {code: floor for code, floor in brief.at_least.items() if CATALOGUE[code].unit == "%"}
    exact = [*brief.figures.items(), *brief.exactly_percent.items(), *brief.opening.items()]
    exact += [(code, value) for code, _, value in brief.targets]
    return {(code, written(value, CATALOGUE[code].unit)) for code, value in exact} | {
        (code, f"{floor}%以上") for code, floor in rates.items()
    }


def counted_floors(brief: Brief) -> dict[str, Decimal]:
    return {code: floor for code, floor in brief.at_least.items() if CATALOGUE[code].unit != "%"}


def in_words(article: Article) -> set[tuple[str, str]]:
    """How each figure of an article is written."""
    return {(piece.token.code, piece.text) for piece in article.figures if piece.token}


def number_in(text: str) -> Decimal:
    """近2.1万人次 → 21000; 20余万元 → 20."""
    digits = re.search(r"[0-9.]+", text)
    assert digits, text
    return Decimal(digits[0]) * (10_000 if re.match("万(?!元)", text[digits.end() :]) else 1)
