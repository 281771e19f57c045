"""`make airflow`: Airflow with the project's DAGs on this machine, its parts started, watched, and stopped as one.

python -m ops.airflow [--home FOLDER]

Airflow is in an environment of its own (`.airflow/venv`); what it keeps is in `.airflow/home`, readable by you only.
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
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from dotenv import dotenv_values

from common.errors import EXIT_SETTINGS, FlightwatchError, SettingsError
from common.settings import ROOT, load_settings
from dags.flightwatch.batch_settings import BatchSettings, BatchSettingsError
from ops.ports import require_free_ports
from ops.status_view import StatusView
from ops.supervisor import Part, State, Supervisor

HOME = ROOT / ".airflow" / "home"
PASSWORD_FILE = "password.json"  # noqa: S105 - its name
COMMAND = ROOT / ".airflow" / "venv" / "bin" / "airflow"
TASKS_STOP_S = 20.0
"""How long running tasks may take to stop their commands; each has 13 s."""

_FROM_DOTENV = ("FLIGHTWATCH_", "AIRFLOW__", "AIRFLOW_CONN_", "AIRFLOW_VAR_")
_OF_ANOTHER_PYTHON = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=HOME, help="where Airflow keeps its database, logs and password")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        return run(options.home.resolve(), load_settings().airflow_port, stop)
    except (FlightwatchError, BatchSettingsError) as error:
        print(f"make airflow: {error}", file=sys.stderr)
        return EXIT_SETTINGS


def run(home: Path, port: int, stop: threading.Event) -> int:
    """Run until `stop` is set; 0, or 1 when a part failed for good."""
    if not COMMAND.exists():
        raise SettingsError("Airflow is not installed: run `make setup-airflow`")
    environment = environment_of(home, port, os.environ | _of_dotenv())
    BatchSettings.from_environment(environment)
    require_free_ports({"AIRFLOW_PORT": port})
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    password_file = _password_file(home)
    url = f"http://127.0.0.1:{port}"
    log_dir = home / "logs" / "parts"
    supervisor = Supervisor(_parts(url), log_dir=log_dir, cwd=ROOT, env=environment)
    heading = f"Airflow: {url}, user admin, password in {_shown(password_file)}"
    try:
        with StatusView(supervisor, heading=heading, log_dir=_shown(log_dir)) as view:
            while not stop.wait(0.5):
                supervisor.step()
                view.refresh()
    finally:
        print("stopping", flush=True)
        failed = any(life.state is State.FAILED for life in supervisor.lives)
        _stop_tasks(supervisor)
        supervisor.stop()
    return int(failed)


def environment_of(home: Path, port: int, given: Mapping[str, str]) -> dict[str, str]:
    """What Airflow's parts get: all that is given, with defaults that it may change and what it may not."""
    url = f"http://127.0.0.1:{port}"
    defaults = {
        "AIRFLOW__CORE__PARALLELISM": "8",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__DAG_PROCESSOR__PRINT_STATS_INTERVAL": "0",  # a table every 30 s, in a log that is never cut
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


def _of_dotenv() -> dict[str, str]:
    """What `.env` says of Airflow and the DAGs; the project's own settings are read from there by its commands."""
    values = dotenv_values(ROOT / ".env").items()
    return {name: value for name, value in values if value and name.startswith(_FROM_DOTENV) and name not in os.environ}


def _password_file(home: Path) -> Path:
    """Made once, with a password nobody chose, so that Airflow does not print one of its own into a log."""
    path = home / PASSWORD_FILE
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"admin": secrets.token_urlsafe(15)}, file)
    return path


def _parts(url: str) -> list[Part]:
    command = str(COMMAND)
    health = _Health(f"{url}/api/v2/monitor/health")
    return [
        Part("database", [command, "db", "migrate"], ready=lambda _started_at: False),
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
    """What the page says of the parts."""

    def __init__(self, url: str) -> None:
        self._url = url

    def answers(self) -> bool:
        return bool(self._ask())

    def beats(self, part: str) -> Callable[[float], bool]:
        """Ready once the part has been heard of since it was started."""

        def ready(started_at: float) -> bool:
            heard = self._ask().get(part, {}).get(f"latest_{part}_heartbeat")
            return bool(heard) and datetime.fromisoformat(heard).timestamp() >= started_at

        return ready

    def _ask(self) -> dict[str, dict[str, str | None]]:
        try:
            with urllib.request.urlopen(self._url, timeout=2) as answer:  # noqa: S310  (a URL of this machine)
                return json.load(answer)  # type: ignore[no-any-return]
        except (urllib.error.URLError, OSError, ValueError):
            return {}


def _stop_tasks(supervisor: Supervisor) -> None:
    """Let the running tasks stop their commands and say so, while the page still takes it.

    The scheduler, when it alone is asked to stop, waits for its tasks, and the producer's takes hours.
    """
    (scheduler,) = (life for life in supervisor.lives if life.part.name == "scheduler")
    if scheduler.process is None or scheduler.process.poll() is not None:
        return
    os.killpg(scheduler.process.pid, signal.SIGTERM)
    try:
        scheduler.process.wait(TASKS_STOP_S)
    except subprocess.TimeoutExpired:
        print(f"tasks still run after {TASKS_STOP_S:.0f} s: killed", file=sys.stderr)


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


if __name__ == "__main__":
    sys.exit(main())
