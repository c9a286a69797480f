"""Bank card numbers (domain.md §1.6)."""

from django.core.exceptions import ValidationError

from .text import compact, digits

DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def normalise_bank_card(text: str) -> str:
    return compact(text)


def check_bank_card(text: str) -> str:
    """ID-60: 16 to 19 digits and Luhn, which misses 09↔90: ask people for the number twice."""
    number = normalise_bank_card(text)
    if not digits(number, 16, 17, 18, 19) or not luhn(number):
        raise ValidationError("银行卡号校验未通过", code="check")
    return number


def luhn(number: str) -> bool:
    backwards = [int(digit) for digit in reversed(number)]
    return (sum(backwards[::2]) + sum(DOUBLED[digit] for digit in backwards[1::2])) % 10 == 0
