"""`make airflow`: Airflow with the project's DAGs on this machine, started, watched, and stopped together.

python -m ops.airflow [--home FOLDER]

Airflow is installed in its own environment, `.airflow/venv`; its data is in `.airflow/home`, readable only by you.
"""

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from dotenv import dotenv_values

from common.commands import run_main
from common.errors import SettingsError
from common.settings import ROOT, load_settings
from dags.flightwatch.batch_settings import BatchSettings, BatchSettingsError
from ops.foreground import run_in_foreground
from ops.ports import require_free_ports
from ops.readiness import Ready, never
from ops.supervisor import Part, Supervisor

HOME = ROOT / ".airflow" / "home"
PASSWORD_FILE = "password.json"  # noqa: S105 - a file name, not a password
COMMAND = ROOT / ".airflow" / "venv" / "bin" / "airflow"
TASKS_STOP_S = 20.0
"""Time for running tasks to stop; each gives its command 13 s."""

_FROM_DOTENV = ("FLIGHTWATCH_", "AIRFLOW__", "AIRFLOW_CONN_", "AIRFLOW_VAR_")
_OF_ANOTHER_PYTHON = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


@run_main("make airflow")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=HOME, help="where Airflow keeps its database, logs and password")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    return run(options.home.resolve(), load_settings().airflow_port, stop)


def run(home: Path, port: int, stop: threading.Event) -> int:
    """Run Airflow until `stop` is set; return 1 if a part had failed for good, else 0."""
    if not COMMAND.exists():
        raise SettingsError("Airflow is not installed: run `make setup-airflow`")
    environment = build_environment(home, port, os.environ | _dotenv())
    try:
        BatchSettings.from_environment(environment)
    except BatchSettingsError as error:
        raise SettingsError(str(error)) from None
    require_free_ports({"AIRFLOW_PORT": port})
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    password_file = _password_file(home)
    url = f"http://127.0.0.1:{port}"
    log_dir = home / "logs" / "parts"
    supervisor = Supervisor(_parts(url), log_dir=log_dir, cwd=ROOT, env=environment)
    return run_in_foreground(
        supervisor,
        heading=f"Airflow: {url}, user admin, password in {_relative_to_root(password_file)}",
        log_dir=_relative_to_root(log_dir),
        stop=stop,
        before_stop=lambda: _stop_tasks(supervisor),
    )


def build_environment(home: Path, port: int, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of Airflow's parts: defaults, overridden by `given`, overridden by fixed values."""
    url = f"http://127.0.0.1:{port}"
    defaults = {
        "AIRFLOW__CORE__PARALLELISM": "8",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__DAG_PROCESSOR__PRINT_STATS_INTERVAL": "0",  # otherwise a table every 30 s fills the log
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    fixed = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / PASSWORD_FILE),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    kept = {name: value for name, value in given.items() if name not in _OF_ANOTHER_PYTHON}
    return defaults | kept | fixed


def _dotenv() -> dict[str, str]:
    """Return the variables in `.env` for Airflow and the DAGs; the project's commands read their own settings."""
    values = dotenv_values(ROOT / ".env").items()
    return {name: value for name, value in values if value and name.startswith(_FROM_DOTENV) and name not in os.environ}


def _password_file(home: Path) -> Path:
    """Return the password file, made with a random password if missing; Airflow would log a password it made itself."""
    path = home / PASSWORD_FILE
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"admin": secrets.token_urlsafe(15)}, file)
    return path


def _parts(url: str) -> list[Part]:
    command = str(COMMAND)
    health = _Health(f"{url}/api/v2/monitor/health")
    return [
        Part("database", [command, "db", "migrate"], ready=never),
        Part(
            "page",
            [command, "api-server"],
            ready=lambda _started_at: health.answers(),
            after=("database",),
            url=url,
            stop_last=True,
        ),
        Part(
            "scheduler",
            [command, "scheduler", "--skip-serve-logs"],
            ready=health.beats("scheduler"),
            after=("page",),
        ),
        Part("dag-processor", [command, "dag-processor"], ready=health.beats("dag_processor"), after=("page",)),
        Part(
            "triggerer",
            [command, "triggerer", "--skip-serve-logs"],
            ready=health.beats("triggerer"),
            after=("page",),
        ),
    ]


class _Health:
    """The health of the parts as reported by the API server."""

    def __init__(self, url: str) -> None:
        self._url = url

    def answers(self) -> bool:
        return bool(self._ask())

    def beats(self, part: str) -> Ready:
        """Return a check that the part's latest heartbeat is later than its start."""

        def ready(started_at: float) -> bool:
            latest = self._ask().get(part, {}).get(f"latest_{part}_heartbeat")
            return latest is not None and datetime.fromisoformat(latest).timestamp() >= started_at

        return ready

    def _ask(self) -> dict[str, dict[str, str | None]]:
        try:
            with urllib.request.urlopen(self._url, timeout=2) as answer:  # noqa: S310  (a URL of this machine)
                return json.load(answer)  # type: ignore[no-any-return]
        except (urllib.error.URLError, OSError, ValueError):
            return {}


def _stop_tasks(supervisor: Supervisor) -> None:
    """Stop the running tasks while the API server can still record their end.

    The signal goes to the scheduler's whole process group: if only the scheduler received it, it would wait for its
    tasks, and the producer's task runs for hours.
    """
    (scheduler,) = (each for each in supervisor.parts if each.part.name == "scheduler")
    if scheduler.process is None or scheduler.process.poll() is not None:
        return
    os.killpg(scheduler.process.pid, signal.SIGTERM)
    try:
        scheduler.process.wait(TASKS_STOP_S)
    except subprocess.TimeoutExpired:
        print(f"make airflow: tasks still running after {TASKS_STOP_S:.0f} s are killed", file=sys.stderr)


def _relative_to_root(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


if __name__ == "__main__":
    sys.exit(main())
