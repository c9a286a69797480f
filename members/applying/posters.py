"""A door's QR code on a sheet of A4, for the wall."""

from functools import cache

import segno
from django.utils.safestring import SafeString, mark_safe

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import LedgerView

from ..models import JoiningDoor

QUIET = 4
"""Light modules that the standard asks for around a code."""


class Poster(LedgerView):
    ledger = LEDGERS[JoiningDoor]

    def get(self, request, pk):
        address = request.build_absolute_uri(f"/join/{self.row.token}/")
        return self.page("poster", row=self.row, address=address, code=qr(address))


@cache
def qr(address: str) -> SafeString:
    """An inline SVG without styles of its own; a quarter of it may be dirty."""
    code = segno.make_qr(address, error="q")
    drawn = code.svg_inline(border=QUIET, omitsize=True, svgclass="qr", lineclass=None, title="入会二维码")
    return mark_safe(drawn)
