"""Firms and payers written by COPY as the rows that the matching reads."""

import datetime as dt
from collections.abc import Sequence

from enterprises.models import Enterprise, LevyEntry
from union_portal.bulk import copy, reserve
from union_portal.organization.models import OrgUnit
from union_portal.pinyin import initials

from .payers import Payer
from .register import Firm

OPENED, CLOSED = dt.date(2009, 5, 4), dt.date(2014, 9, 30)
FIRM_FIELDS = (
    "id", "org", "credit_code", "no_code_reason", "name", "initials", "ownership", "industry", "address",
    "opened_on", "closed_on", "closure",
)  # fmt: skip
ENTRY_FIELDS = ("id", "org", "month", "payer_code", "payer_name", "address", "amount", "workers")


def load_firms(firms: Sequence[Firm], units: Sequence[OrgUnit]) -> list[int]:
    """Their keys, in their order. Who closed did so before the month of the list."""
    keys = reserve(Enterprise, len(firms))
    copy(Enterprise, FIRM_FIELDS, (_firm(key, firm, units) for key, firm in zip(keys, firms, strict=True)))
    return keys


def _firm(key: int, firm: Firm, units: Sequence[OrgUnit]) -> tuple:
    name = str(firm.name)
    closing = (CLOSED, "cancelled") if firm.closed else (None, "")
    reason = "" if firm.listed else "历史数据"
    org = units[firm.unit].pk
    return (
        key,
        org,
        firm.listed,
        reason,
        name,
        initials(name),
        "21",
        "C",
        str(firm.address),
        OPENED,
        *closing,
    )


def load_payers(payers: Sequence[Payer], units: Sequence[OrgUnit], month: dt.date) -> list[int]:
    keys = reserve(LevyEntry, len(payers))
    rows = (
        (key, units[payer.unit].pk, month, payer.code, payer.name, payer.address, 800, 20)
        for key, payer in zip(keys, payers, strict=True)
    )
    copy(LevyEntry, ENTRY_FIELDS, rows)
    return keys
