"""`make run` as a user starts it, with ports and folders of its own."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from common.settings import ROOT
from contracts.lake.layout import Lake
from contracts.outputs import Outputs
from ops.ports import listens
from tests.ports import free_ports
from tests.waiting import wait_until

PORT_SETTINGS = ("KAFKA_PORT", "KAFKA_CONTROLLER_PORT", "SIMULATOR_PORT", "DASHBOARD_PORT", "SPARK_UI_PORT")


@dataclass
class Running:
    """A `make run` in progress."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    outputs: Outputs
    lake: Lake
    ports: dict[str, int]
    log: Path

    def live(self, path: Path) -> dict[str, Any]:
        """Return the content of a live file, {} before it exists."""
        return orjson.loads(path.read_bytes()) if path.exists() else {}

    def printed(self) -> str:
        """Return what `make run` has printed."""
        return self.log.read_text()

    def records(self) -> dict[str, int]:
        """Return the streaming job's counts since its last start, by kind."""
        return self.live(self.outputs.live_status).get("records", {})

    def make(self, target: str) -> "subprocess.CompletedProcess[str]":
        """Run `make TARGET` to its end in another terminal, with the same settings."""
        return subprocess.run(
            ["make", target],  # noqa: S607
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def processes(self) -> dict[int, str]:
        """Return the command lines of all processes below `make`, by id."""
        return descendants(self.process.pid)

    def kill(self, *words: str) -> None:
        """Kill -9 every process of ours whose command line contains one of the words."""
        for pid, command in self.processes().items():
            if any(word in command for word in words):
                os.kill(pid, signal.SIGKILL)

    def stop(self, number: int = signal.SIGINT) -> None:
        """Signal the whole foreground group, as Ctrl-C in a terminal does."""
        os.killpg(self.process.pid, number)
        self.process.wait(30)


@contextmanager
def make_run(folder: Path, *arguments: str, target: str = "run", **settings: object) -> Iterator[Running]:
    """Start `make TARGET ARGUMENTS…`, and stop it at the end even if the test failed."""
    ports = dict(zip(PORT_SETTINGS, free_ports(len(PORT_SETTINGS)), strict=True))
    names = {"OUTPUT_DIR": "output", "LAKE_DIR": "lake", "KAFKA_DATA_DIR": "kafka", "MODEL_DIR": "model"}
    folders = {setting: folder / name for setting, name in names.items()}
    environment = os.environ | {name: str(value) for name, value in (ports | folders | settings).items()}
    log_path = folder / "make-run.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            ["make", target, *arguments],  # noqa: S607  (the user's own make)
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    running = Running(process, environment, Outputs(folders["OUTPUT_DIR"]), Lake(folders["LAKE_DIR"]), ports, log_path)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.stop()


def assert_nothing_left(running: Running, before: dict[int, str]) -> None:
    """Assert that none of these processes runs and that nothing listens on our ports."""
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in before), seconds=5, what="no process is left")
    assert not [name for name, port in running.ports.items() if listens(port)]


def descendants(pid: int) -> dict[int, str]:
    """Return the command lines of all processes below one, by id."""
    parents, commands = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text()
            commands[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended in the meantime
        parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {each: commands[each] for each in found - {pid} if each in commands}
