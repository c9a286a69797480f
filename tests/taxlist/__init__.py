"""A register of employers and a month's list of payers, made by code, with the truth known.

Whoever writes or tunes the matching does not read this package: it is what the matching is judged by.
"""

from .loading import load_firms, load_payers
from .payers import REGISTERED, Payer, payers
from .register import DISTRICT, DIVISION, Firm, Town, register
from .words import TOWNSHIPS

__all__ = [
    "DISTRICT",
    "DIVISION",
    "REGISTERED",
    "TOWNSHIPS",
    "Firm",
    "Payer",
    "Town",
    "load_firms",
    "load_payers",
    "payers",
    "register",
]
