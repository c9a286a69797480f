"""What people see instead of sensitive values (domain.md §8.3). Masking happens on the server, always."""

import re

HIDDEN = "******"
TOWNSHIP = re.compile(r"^.*?(?:街道|地区|镇|乡)(?!市)")


def mask_document(text: str) -> str:
    """110***********9989; a short travel document shows its first character and last two."""
    if len(text) == 18:
        return f"{text[:3]}***********{text[14:]}"
    head, tail = (3, 4) if len(text) >= 15 else (1, 2)
    return _stars(text, head, tail)


def mask_mobile(text: str) -> str:
    """138****0000; anything but eleven digits shows its last two."""
    return f"{text[:3]}****{text[7:]}" if len(text) == 11 else _stars(text, 0, 2)


def mask_bank_card(text: str) -> str:
    """****0001, whatever the length."""
    return "****" + text[-4:] if len(text) > 8 else "****"


def mask_hidden(text: str) -> str:
    """Illness and income show nothing, not even their length."""
    return HIDDEN


def mask_name(name: str) -> str:
    """For public notices: 张* for two characters, 张*明 for three and more."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    return f"{name[0]}*{name[-1] if len(name) > 2 else ''}"


def mask_address(address: str) -> str:
    """Down to the township; an address that names none is hidden whole."""
    township = TOWNSHIP.match(address)
    return township[0] + "****" if township else HIDDEN


def _stars(text: str, head: int, tail: int) -> str:
    """At least three characters are hidden, else all of them."""
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[len(text) - tail :] if hidden >= 3 else "*" * len(text)
