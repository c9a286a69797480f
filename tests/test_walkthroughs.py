"""What the walkthroughs name is there: every address leads to a screen, every code is a figure."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.urls import resolve

from tests.registers import page
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.filters import filterset
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.indicators import REGISTRY

PAGES = sorted((Path(__file__).parent.parent / "docs" / "walkthroughs").glob("*.md"))
ADDRESS = re.compile(r"`(/[^`]*)`")
CODES = re.compile(r"\b([A-Z]{3,4}\d{2})(?:–[A-Z]{3,4}(\d{2}))?")
SCOPE = "A08 A09 A10 A11 A12 A16 A26 A27 A41 A42 A43 A44 A45 A46 A47 A48 A49 A52 A53 A77 A78 A79 A80 A81 A82"
SCOPE += " A83 A84 A85 A86 A87 A88 A89 A90 A91 A92 A93 A94 A95 A96 A97 A98 A99 A100 A115 A116 A124 A127 A130"


def addresses(path: Path) -> list[str]:
    return [re.sub(r"<\w+>", "1", found) for found in ADDRESS.findall(path.read_text("utf8"))]


def codes_of(text: str) -> set[str]:
    """ORG14–ORG16 names three."""
    found = set()
    for first, last in CODES.findall(text):
        until = int(last or first[-2:])
        found |= {f"{first[:-2]}{number:02}" for number in range(int(first[-2:]), until + 1)}
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_address_leads_to_a_screen_with_the_filters_it_names(path, enter, district):
    user = enter("statistics", district).get("/").wsgi_request.user
    ledgers = {ledger.url("list"): ledger for ledger in LEDGERS.values()}
    for address in addresses(path):
        parts = urlsplit(address)
        resolve(parts.path)
        if parts.path in ledgers:
            fields = filterset(ledgers[parts.path], user)().form.fields
            asked = {re.sub("_(after|before)$", "", name) for name in QueryDict(parts.query, True)}
            assert asked <= set(fields), address


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_code_is_an_indicator_with_rows_behind_it(path):
    codes = {code for code in codes_of(path.read_text("utf8")) if code in CATALOGUE}

    assert codes - set(REGISTRY) - admitted(path) == set()


def admitted(path: Path) -> set[str]:
    """Codes that the page itself says are not computed."""
    lines = [line for line in path.read_text("utf8").splitlines() if " not computed" in line]
    return {code for line in lines for code in codes_of(line)}


def test_every_mechanism_of_the_road_to_a_union_is_walked():
    text = (PAGES[0].parent / "enterprises.md").read_text("utf8")

    assert [code for code in SCOPE.split() if f"| {code} |" not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_list_that_is_named_opens(path, enter, district):
    client = enter("statistics", district)
    for address in addresses(path):
        if "<" not in address and "/1/" not in address and "import" not in address:
            page(client.get(address))
