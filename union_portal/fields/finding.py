"""Finding an encrypted value by its blind index, without the value ever standing in a URL."""

import re
from collections.abc import Sequence

from django.db.models import Q

from .encrypted import BlindIndexField

PERSONAL = re.compile(r"[\dXx\s-]{11,24}")


def personal_key(indexes: Sequence[BlindIndexField], text: str) -> str:
    """The keyed hashes of an identity number or a phone, one an index; empty for any other text."""
    compact = re.sub(r"[\s-]", "", text).upper()
    if not PERSONAL.fullmatch(text.strip()) or len(compact) < 11:
        return ""
    return ".".join(index.to_copy(compact).hex() for index in indexes)


def having(indexes: Sequence[BlindIndexField], key: str) -> Q:
    """Rows whose encrypted value has one of these hashes; a malformed key finds nothing."""
    found = Q(pk__in=[])
    if re.fullmatch(r"[0-9a-f]{64}(\.[0-9a-f]{64})*", key):
        for index, digest in zip(indexes, key.split("."), strict=False):
            found |= Q(**{index.name: bytes.fromhex(digest)})
    return found
