"""Households in hardship, the help given them, the funds it comes from, and mutual aid."""

from .hardship import Aid, Fund, FundMovement, Household
from .mutual import FREE, PAID, Enrolment, MutualClaim, MutualPlan, Scheme

__all__ = [
    "FREE",
    "PAID",
    "Aid",
    "MutualClaim",
    "Enrolment",
    "Fund",
    "FundMovement",
    "Household",
    "MutualPlan",
    "Scheme",
]
