"""Embedded servers in the hands of a test: started, asked, stopped and killed."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import environ
import psycopg2
import redis

from union_portal import embedded
from union_portal.embedded.place import Place
from union_portal.embedded.postgres import Postgres
from union_portal.embedded.server import Server, State
from union_portal.embedded.valkey import Valkey

CHECKOUT = Path(__file__).resolve().parent.parent


def stopped_afterwards(folder: Path) -> Iterator[Path]:
    """For a fixture: the folder, whose servers and sockets are gone after the test."""
    yield folder
    embedded.stop(folder)
    place = Place(folder)
    for leftover in {place.home, place.sockets} - {folder}:
        shutil.rmtree(leftover, ignore_errors=True)


def start(folder: Path) -> embedded.Servers:
    return embedded.ensure(folder, postgres=True, valkey=True)


def begin_command(folder: Path, word: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "union_portal.embedded", word],
        cwd=CHECKOUT,
        env=os.environ | {"PORTAL_DATA": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )


def run_command(folder: Path, word: str) -> subprocess.CompletedProcess[str]:
    command = begin_command(folder, word)
    output, _ = command.communicate(timeout=60)
    assert command.returncode == 0
    return subprocess.CompletedProcess(command.args, 0, output)


def servers_of(folder: Path) -> list[Server]:
    return [Postgres(Place(folder)), Valkey(Place(folder))]


def states(folder: Path) -> list[State]:
    return [server.state() for server in servers_of(folder)]


def process_ids(folder: Path) -> list[int]:
    """Of the two servers, without their helpers."""
    return sorted({number for server in servers_of(folder) for number in server.process_ids()})


def kill_everything(folder: Path) -> None:
    for server in servers_of(folder):
        for number in server.process_ids() + server.helper_ids():
            os.kill(number, signal.SIGKILL)


def connect(url: str, **changes: str) -> psycopg2.extensions.connection:
    named = environ.Env.db_url_config(url)
    facts = {
        "dbname": named["NAME"],
        "user": named["USER"],
        "password": named["PASSWORD"],
        "port": named["PORT"],
        **named["OPTIONS"],
    }
    connection = psycopg2.connect(**facts | changes)
    connection.autocommit = True
    return connection


def execute(url: str, statement: str) -> None:
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def run_until_cut_off(url: str, statement: str) -> None:
    with suppress(psycopg2.OperationalError):
        execute(url, statement)


def query(url: str, statement: str, *values: object) -> tuple | None:
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()


def valkey(servers: embedded.Servers, password: str = "") -> redis.Redis:
    address = urlsplit(servers.redis_url)
    return redis.Redis(unix_socket_path=address.path, password=password or address.password)
