"""Work that must not be done twice at once follows in turn."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

KEY = "hashtextextended(%s, 0)"


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Nobody else holds `name` inside; waits as long as it takes, and a killed holder lets go.

    Enter it before the transaction: a snapshot taken earlier would miss what the one before wrote.
    """
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
            cursor.execute(f"SELECT pg_advisory_lock({KEY})", [name])
        try:
            yield
        finally:
            cursor.execute(f"SELECT pg_advisory_unlock({KEY})", [name])
