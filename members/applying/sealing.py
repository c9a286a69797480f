"""What was typed travels between the pages of one application encrypted, in the page itself: no session,
no address and no log ever holds it."""

import base64
import binascii
import json
import time

from union_portal.fields import crypto

HOURS = 2
"""How long a page may lie open."""


def seal(answers: dict[str, str], door: str) -> str:
    """Opens only at the door it was sealed for."""
    plain = json.dumps({"at": int(time.time()), "answers": answers}, ensure_ascii=False)
    return base64.urlsafe_b64encode(crypto.encrypt(plain, f"join.{door}")).decode()


def unseal(text: str, door: str) -> dict[str, str] | None:
    """None where the text was changed, is of another door, or has lain too long."""
    try:
        told = json.loads(crypto.decrypt(base64.urlsafe_b64decode(text.encode()), f"join.{door}"))
    except (crypto.DecryptionError, binascii.Error, ValueError, IndexError):
        return None
    return told["answers"] if time.time() - told["at"] <= HOURS * 3600 else None
