"""Small tables read often, kept in each process."""

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction

SECONDS = 60


class Cached:
    """What `load` returned; read anew after `forget()` and after a minute, for other processes' changes."""

    instances: list["Cached"] = []

    def __init__(self, load: Callable[[], Any]):
        self._load = load
        self._kept: tuple[float, Any] | None = None
        self.instances.append(self)

    def __call__(self) -> Any:
        kept = self._kept
        if kept is None or time.monotonic() > kept[0]:
            self._kept = kept = (time.monotonic() + SECONDS, self._load())
        return kept[1]

    def forget(self) -> None:
        """Now, and again at commit: another thread may read the old rows in between."""
        self._drop()
        transaction.on_commit(self._drop)

    def _drop(self) -> None:
        self._kept = None


def forget() -> None:
    """After rows were changed by other means than save: bulk loads, queryset updates, rollbacks."""
    for cached in Cached.instances:
        cached._drop()
