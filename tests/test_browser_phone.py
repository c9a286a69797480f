"""On a phone: no page that opens without being asked for a row is wider than the window."""

from collections.abc import Iterator

from django.test import Client
from django.urls import URLResolver, get_resolver

from tests import make, test_browser
from union_portal.ledgers.declarations import LEDGERS

chromium, arrive, district = test_browser.chromium, test_browser.arrive, test_browser.district
ELSEWHERE = ("admin/", "api/", "login/", "logout/")
FEWEST = 80
"""A chair's pages, lest the walk be cut short unnoticed."""


def standing_open(patterns=None, before="") -> Iterator[str]:
    """The addresses of all patterns that ask for nothing."""
    for one in patterns or get_resolver().url_patterns:
        path = before + str(one.pattern)
        if "<" in path or path.startswith(ELSEWHERE):
            continue
        if isinstance(one, URLResolver):
            yield from standing_open(one.url_patterns, path)
        else:
            yield f"/{path}"


def pages(client: Client) -> list[str]:
    """Those that the client may see, as pages."""
    answers = ((address, client.get(address)) for address in dict.fromkeys(standing_open()))
    return [
        address
        for address, answer in answers
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    ]


def test_no_page_is_wider_than_a_phone(arrive, enter, district):
    township = make.township(district, "001", "瀛海街道总工会")
    for ledger in LEDGERS.values():
        make.row(ledger.model, township)
    own = pages(enter("chair", township))
    above = [address for address in pages(enter("statistics", district)) if address not in own]

    wide = test_browser.sideways(arrive("chair", township, **test_browser.PHONE), own)
    wide += test_browser.sideways(arrive("statistics", district, **test_browser.PHONE), above)

    assert wide == []
    assert len(own) >= FEWEST
