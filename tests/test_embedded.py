"""The embedded servers, tried for real: every test starts, kills or adopts them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import psycopg2
import pytest
import redis
from kombu import Connection

from tests.servers import (
    begin_command,
    connect,
    execute,
    kill_everything,
    process_ids,
    query,
    run_command,
    run_until_cut_off,
    start,
    states,
    stopped_afterwards,
    valkey,
)
from union_portal import embedded
from union_portal.embedded.place import Place
from union_portal.embedded.postgres import Postgres
from union_portal.embedded.server import State


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield from stopped_afterwards(tmp_path / "var")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Reached by every account, so that data lie in it even when root starts the servers."""
    with TemporaryDirectory(dir="/tmp") as parent:
        Path(parent).chmod(0o755)
        yield Path(parent) / "var"
        embedded.stop(Path(parent) / "moved")


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from stopped_afterwards(tmp_path_factory.mktemp("shared") / "var")


@pytest.fixture(params=["我的 门户", "很长的名字" * 16, 'it\'s "odd", $HOME `x`'])
def odd_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    yield from stopped_afterwards(tmp_path / request.param)


def test_a_cold_start_works_from_any_folder_name(odd_folder):
    servers = start(odd_folder)

    assert query(servers.database_url, "SELECT current_user, current_database()") == (
        "portal",
        "portal",
    )
    assert query(servers.owner_url, "SELECT current_user") == ("portal_owner",)
    assert valkey(servers).ping() is True


def test_celery_reaches_the_broker_by_its_address(shared_folder):
    servers = start(shared_folder)

    with Connection(servers.redis_url) as connection:
        connection.ensure_connection(max_retries=1)
        queue = connection.SimpleQueue("trial")
        queue.put({"值": 1})

        assert queue.get(timeout=5).payload == {"值": 1}


def test_only_what_is_asked_for_is_started(folder):
    servers = embedded.ensure(folder, postgres=False, valkey=True)

    assert (servers.database_url, servers.owner_url) == ("", "")
    assert states(folder) == [State.ABSENT, State.READY]


def test_the_next_command_adopts_the_running_pair(folder):
    servers, first = start(folder), process_ids(folder)

    command = run_command(folder, "start")

    assert command.stdout.splitlines() == ["PostgreSQL：运行中", "Valkey：运行中"]
    assert process_ids(folder) == first
    assert start(folder) == servers


def test_two_commands_at_the_same_moment_share_one_pair(folder):
    both = [begin_command(folder, "start") for _ in range(2)]

    assert [command.wait(timeout=60) for command in both] == [0, 0]
    assert len(process_ids(folder)) == 2


def test_a_command_ends_while_its_servers_go_on_even_when_it_writes_to_a_pipe(folder):
    run_command(folder, "start")

    assert states(folder) == [State.READY, State.READY]
    assert not embedded.started_here(folder)


def test_nothing_committed_is_lost_when_everything_is_killed_at_once(folder):
    servers = start(folder)
    execute(servers.owner_url, "CREATE TABLE kept AS SELECT 1 AS value")
    valkey(servers).set("kept", "1")

    kill_everything(folder)
    after = start(folder)

    assert after == servers
    assert embedded.started_here(folder)
    assert query(after.owner_url, "SELECT value FROM kept") == (1,)
    assert valkey(after).get("kept") == b"1"


def test_a_killed_postmaster_whose_busy_child_lives_on_is_replaced(folder):
    servers = start(folder)
    busy = Thread(
        target=run_until_cut_off,
        args=[servers.owner_url, "DO 'BEGIN LOOP END LOOP; END'"],
    )
    busy.start()
    while not query(servers.owner_url, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DO %'"):
        time.sleep(0.05)

    os.kill(Postgres(Place(folder)).process_ids()[0], signal.SIGKILL)
    after = start(folder)
    busy.join(timeout=10)

    assert not busy.is_alive()
    assert query(after.owner_url, "SELECT 1") == (1,)


def test_a_lock_file_whose_number_another_program_now_has_does_not_stop_the_start(
    folder,
):
    start(folder)
    kill_everything(folder)
    lock_file = Place(folder).home / "postgres/postmaster.pid"
    lines = lock_file.read_text().splitlines()
    bystander = subprocess.Popen(["sleep", "300"], **Place(folder).identity)
    lock_file.write_text("\n".join([str(bystander.pid), *lines[1:]]))

    servers = start(folder)
    bystander.kill()
    bystander.wait()

    assert query(servers.database_url, "SELECT 1") == (1,)


def test_a_data_folder_moved_under_running_servers_keeps_its_rows(open_folder):
    execute(start(open_folder).owner_url, "CREATE TABLE kept AS SELECT 1 AS value")

    moved = open_folder.rename(open_folder.with_name("moved"))

    assert query(start(moved).owner_url, "SELECT value FROM kept") == (1,)
    embedded.stop(moved)
    assert process_ids(moved) == []


def test_two_portals_run_side_by_side(folder, shared_folder):
    here, there = start(folder), start(shared_folder)
    execute(here.owner_url, "CREATE TABLE only_here ()")

    assert query(here.owner_url, "SELECT to_regclass('only_here') IS NULL") == (False,)
    assert query(there.owner_url, "SELECT to_regclass('only_here') IS NULL") == (True,)


def test_stop_ends_both_and_may_be_said_twice(folder):
    start(folder)

    for _ in range(2):
        run_command(folder, "stop")

    assert states(folder) == [State.ABSENT, State.ABSENT]
    assert process_ids(folder) == []


def test_the_application_role_owns_nothing_and_cannot_make_tables(shared_folder):
    servers = start(shared_folder)

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute(servers.database_url, "CREATE TABLE forbidden ()")
    rights = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s"
    assert query(servers.database_url, rights, "portal") == (False, False, False, False)
    assert query(servers.database_url, rights, "portal_owner") == (
        False,
        False,
        True,
        False,
    )


def test_the_database_keeps_checksums_and_beijing_time_and_compares_by_code_point(
    shared_folder,
):
    address = start(shared_folder).database_url

    assert query(address, "SHOW data_checksums") == ("on",)
    assert query(address, "SHOW timezone") == ("Asia/Shanghai",)
    provider = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'portal'"
    assert query(address, provider) == ("b", "C.UTF-8")


def test_valkey_logs_every_write_and_never_evicts(shared_folder):
    server = valkey(start(shared_folder))

    wanted = {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    assert server.config_get(*wanted) == wanted


def test_no_server_can_be_reached_over_the_network(shared_folder):
    servers = start(shared_folder)

    assert query(servers.database_url, "SHOW listen_addresses") == ("",)
    assert valkey(servers).config_get("port") == {"port": "0"}


def test_other_accounts_cannot_enter_and_a_password_is_asked_even_so(shared_folder):
    servers = start(shared_folder)

    assert Place(shared_folder).sockets.stat().st_mode & 0o077 == 0
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        connect(servers.database_url, password="guess")
    with pytest.raises(redis.AuthenticationError):
        valkey(servers, password="guess").ping()


def test_no_server_runs_as_root(shared_folder):
    start(shared_folder)

    owners = {Path(f"/proc/{number}").stat().st_uid for number in process_ids(shared_folder)}
    account = Place(shared_folder).account
    assert owners == {account.uid if account else os.geteuid()}
    assert 0 not in owners


def test_a_socket_folder_open_to_others_is_refused(folder):
    place = Place(folder)
    if place.home != folder:
        place.home.mkdir(parents=True)
    place.sockets.mkdir(mode=0o755, parents=True)

    with pytest.raises(embedded.NotStarted, match="对他人开放"):
        start(folder)
