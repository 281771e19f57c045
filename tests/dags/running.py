"""`make airflow` as a user starts it, with a home, a port and a folder of probes of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from common.settings import ROOT
from ops.airflow import COMMAND, PASSWORD_FILE
from tests.ports import free_ports
from tests.skipping import skip_or_fail
from tests.system.running import descendants
from tests.waiting import wait_until

PROBES = Path(__file__).parent / "scheduled"

BUSY_S = 60
"""How long a request is repeated that Airflow answers with HTTP 500, as it does while its SQLite database is locked."""


@dataclass
class RunningAirflow:
    """A started Airflow, queried through the API that its page uses."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    said: Path
    token: str = ""

    @property
    def password(self) -> str:
        return json.loads((self.home / PASSWORD_FILE).read_text())["admin"]

    def log_in(self) -> None:
        self.token = self.ask("POST", "/auth/token", {"username": "admin", "password": self.password})["access_token"]

    def ask(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        deadline = time.monotonic() + BUSY_S
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                words = error.read().decode(errors="replace")
                if error.code != HTTPStatus.INTERNAL_SERVER_ERROR or time.monotonic() > deadline:
                    raise AssertionError(f"{method} {path}: HTTP {error.code}: {words}") from error
            time.sleep(1)

    def dags(self) -> dict[str, dict[str, Any]]:
        return {dag["dag_id"]: dag for dag in self.ask("GET", "/api/v2/dags")["dags"]}

    def switch_on(self, dag: str) -> None:
        self.ask("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})

    def runs(self, dag: str) -> list[dict[str, Any]]:
        return self.ask("GET", f"/api/v2/dags/{dag}/dagRuns")["dag_runs"]

    def start_run(self, dag: str, *, of: str | None = None) -> str:
        """Switch a DAG on and trigger it, as if it was of a time (ISO 8601) when one is given; returns the run's id."""
        self.switch_on(dag)
        when = {"logical_date": of} | ({"run_after": of} if of else {})
        return self.ask("POST", f"/api/v2/dags/{dag}/dagRuns", when)["dag_run_id"]

    def clear(self, dag: str, run: str) -> None:
        """Clear a run, so that all its tasks run again."""
        self.ask("POST", f"/api/v2/dags/{dag}/dagRuns/{quote(run)}/clear", {"dry_run": False})

    def state(self, dag: str, run: str) -> str:
        return self.ask("GET", f"/api/v2/dags/{dag}/dagRuns/{quote(run)}")["state"]

    def tasks(self, dag: str, run: str) -> dict[str, dict[str, Any]]:
        found = self.ask("GET", f"/api/v2/dags/{dag}/dagRuns/{quote(run)}/taskInstances")["task_instances"]
        return {task["task_id"]: task for task in found}

    def processes(self) -> dict[int, str]:
        """Return the command lines of all started processes, by id."""
        return descendants(self.process.pid)

    def stop(self) -> int:
        """Stop it as Ctrl-C does; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextmanager
def make_airflow(folder: Path, **settings: object) -> Iterator[RunningAirflow]:
    """Start Airflow with the project's DAGs and the probes, and stop it at the end, however the test went.

    Started again in the same folder, it continues its unfinished runs.
    """
    if not COMMAND.exists():
        skip_or_fail("Airflow is not installed: make setup-airflow")
    probes = folder / "probes"
    if not probes.exists():
        probes.mkdir()
        for part in (*PROBES.glob("*.py"), ROOT / "dags" / "flightwatch", ROOT / "dags" / ".airflowignore"):
            (probes / part.name).symlink_to(part)
    bundles = [_bundle("dags-folder", ROOT / "dags"), _bundle("probes", probes)]
    (port,) = free_ports(1)
    given = settings | {"AIRFLOW_PORT": port, "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles)}
    said, home = folder / "make-airflow.log", folder / "home"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ops.airflow", "--home", str(home)],
            cwd=ROOT,
            env=os.environ | {name: str(value) for name, value in given.items()},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    airflow = RunningAirflow(process, home, port, said)
    try:
        wait_until(lambda: said.read_text().count(" running") >= 4, seconds=200, what=f"all parts run; see {said}")
        airflow.log_in()
        yield airflow
    finally:
        if process.poll() is None:
            airflow.stop()


def _bundle(name: str, folder: Path) -> dict[str, object]:
    return {
        "name": name,
        "classpath": "airflow.dag_processing.bundles.local.LocalDagBundle",
        "kwargs": {"path": str(folder)},
    }
