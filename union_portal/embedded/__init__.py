"""PostgreSQL and Valkey from their wheels, where DATABASE_URL and REDIS_URL are not set.

Every command calls `ensure`; servers outlive the command that started them and the next one
adopts them.
"""

from dataclasses import dataclass
from pathlib import Path

from .place import NotStarted, Place
from .postgres import APPLICATION, OWNER, Postgres
from .server import Server
from .valkey import Valkey

__all__ = ["NotStarted", "Servers", "ensure", "started_here", "status", "stop", "tool"]

_started: set[Path] = set()


@dataclass(frozen=True)
class Servers:
    """Addresses of the servers asked for; empty for the others."""

    database_url: str = ""
    owner_url: str = ""
    redis_url: str = ""


def ensure(data_dir: Path, *, postgres: bool, valkey: bool) -> Servers:
    """Returns when the servers asked for take connections; adopting running ones takes milliseconds."""
    if not (postgres or valkey):
        return Servers()
    place = Place(data_dir.resolve())
    database, broker = Postgres(place), Valkey(place)
    wanted: list[Server] = [database] * postgres + [broker] * valkey
    if not all(server.answers() for server in wanted):
        with place.lock():
            brought_up = [server.bring_up() for server in wanted]
            if any(brought_up):
                _started.add(place.data_dir)
    return Servers(
        database_url=database.url(APPLICATION) if postgres else "",
        owner_url=database.url(OWNER) if postgres else "",
        redis_url=broker.url() if valkey else "",
    )


def started_here(data_dir: Path) -> bool:
    """Whether this process, rather than an earlier command, started servers there."""
    return data_dir.resolve() in _started


def stop(data_dir: Path) -> None:
    place = Place(data_dir.resolve())
    with place.lock():
        for server in (Valkey(place), Postgres(place)):
            server.stop()


def status(data_dir: Path) -> dict[str, str]:
    """What each server is doing, in words."""
    place = Place(data_dir.resolve())
    return {server.title: server.state().value for server in (Postgres(place), Valkey(place))}


def tool(data_dir: Path, name: str) -> Path:
    """A client program of the embedded PostgreSQL's own release, such as pg_dump."""
    return Postgres(Place(data_dir.resolve())).tool(name)
