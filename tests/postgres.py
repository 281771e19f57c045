"""A real PostgreSQL from the system's packages, in a temporary folder."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import psycopg
from pydantic import SecretStr

USER = "loader"
PASSWORD = "p@ss:w0rd/%"
_FAST = {"fsync": "off", "shared_buffers": "32MB"}  # what is committed outlives the server's crash, not the machine's


def find_programs() -> Path | None:
    """The folder of `initdb` and `postgres`: of the newest version that Debian put there, else what is on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = versions[-1] if versions else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class PostgresServer:
    """A server on a port of 127.0.0.1 that can be ended and started again; its superuser has a password."""

    def __init__(self, programs: Path, port: int) -> None:
        """Make its folder. As root its processes are those of the user `postgres`, since it refuses to run as root."""
        self._programs = programs
        self.port = port
        self.folder = Path(tempfile.mkdtemp(prefix="flightwatch-postgres-"))
        self._user = "postgres" if os.getuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if self._user:
            shutil.chown(self.folder, self._user)
            shutil.chown(password, self._user)
        options = [f"--username={USER}", f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"]
        self._run(["initdb", "--pgdata", str(self._data), "--locale=C.UTF-8", *options])

    def start(self) -> None:
        """Returns when it accepts connections."""
        settings = _FAST | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._programs / "postgres"), "-D", str(self._data), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._as_user())
        ready = [str(self._programs / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        deadline = time.monotonic() + 60
        while subprocess.run(ready).returncode != 0:
            still_starting = self._process.poll() is None and time.monotonic() < deadline
            assert still_starting, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self, sign: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends connections and stops in order; SIGQUIT is a crash."""
        if self._process:
            self._process.send_signal(sign)
            self._process.wait(60)
            self._process = None

    def remove(self) -> None:
        """Stop it and take its folder away."""
        self.stop()
        shutil.rmtree(self.folder)

    def address(self, database: str = "postgres", *, user: str = USER, password: str = PASSWORD) -> SecretStr:
        """As WAREHOUSE_URL has it."""
        written = "".join(f"%{ord(sign):02X}" if not sign.isalnum() else sign for sign in password)
        return SecretStr(f"postgresql://{user}:{written}@127.0.0.1:{self.port}/{database}")

    def make_database(self) -> str:
        """A fresh one; returns its name."""
        name = f"warehouse_{uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def execute(self, statement: str, *, database: str = "postgres") -> list[tuple]:
        """Run a statement as superuser; returns its rows."""
        with psycopg.connect(self.address(database).get_secret_value(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, command: list[str]) -> None:
        program, *rest = command
        ended = subprocess.run([str(self._programs / program), *rest], capture_output=True, **self._as_user())
        assert ended.returncode == 0, (ended.stdout + ended.stderr).decode()

    def _as_user(self) -> dict:
        """In its own folder, which it may read; the tests' may be closed to that user."""
        user = {"user": self._user, "group": self._user, "extra_groups": []} if self._user else {}
        return {"cwd": self.folder, **user}
