"""Who is acting: set for one transaction, signed by the application, copied by the database's triggers."""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone


def signature(stamp: dict) -> str:
    """HMAC over who, when, where from and through which door; recomputed by `verify_audit`."""
    when = dt.datetime.fromisoformat(stamp["at"]).astimezone(dt.UTC).isoformat()
    text = json.dumps({**stamp, "at": when, "signature": None}, sort_keys=True)
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


@contextmanager
def acting(
    user=None, *, route: str, name: str = "", address: str = "", reason: str = "", snapshot: bool = False
):
    """One transaction whose changes are recorded as this user's, or as the named command's.

    `snapshot`: everything read in it is of one moment.
    """
    stamp = {
        "id": str(uuid.uuid4()),
        "at": timezone.now().isoformat(),
        "user": user.pk if user else None,
        "name": user.name if user else name,
        "post": str(user.main_post or "") if user else "",
        "address": address,
        "route": route[:120],
        "reason": reason[:200],
    }
    stamp["signature"] = signature(stamp)
    with transaction.atomic():
        with connection.cursor() as cursor:
            if snapshot:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT set_config('portal.request', %s, true)", [json.dumps(stamp)])
        yield stamp
