"""Airflow's own Python, which reads and runs the DAGs; the tests themselves run in the project's."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.settings import ROOT
from tests.skipping import skip_or_fail

AIRFLOW_PYTHON = ROOT / ".airflow" / "venv" / "bin" / "python"
HERE = Path(__file__).parent
ANSWER = "ANSWER "

InAirflow = Callable[..., Any]


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for Airflow, with a migrated database."""
    if not AIRFLOW_PYTHON.exists():
        skip_or_fail("Airflow is not installed: make setup-airflow")
    home = tmp_path_factory.mktemp("airflow")
    made = subprocess.run(
        [AIRFLOW_PYTHON.with_name("airflow"), "db", "migrate"],
        env=airflow_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return home


@pytest.fixture(scope="session")
def in_airflow(airflow_home: Path) -> InAirflow:
    """Run a script of `in_airflow/` in Airflow's Python: `run(name, *arguments, **environment)` gives its answer."""

    def run(name: str, *arguments: str, **environment: object) -> Any:
        given = {key: str(value) for key, value in environment.items()}
        finished = subprocess.run(
            [AIRFLOW_PYTHON, HERE / "in_airflow" / f"{name}.py", *arguments],
            env=airflow_environment(airflow_home) | given,
            capture_output=True,
            text=True,
            check=False,
        )
        answers = [line for line in finished.stdout.splitlines() if line.startswith(ANSWER)]
        assert answers, finished.stdout[-6000:] + finished.stderr[-6000:]
        return json.loads(answers[-1].removeprefix(ANSWER))

    return run


def project_environment(settings: dict[str, object]) -> dict[str, str]:
    """Return the environment of a project command: this one and the settings."""
    return os.environ | {name: str(value) for name, value in settings.items()}


def airflow_environment(home: Path) -> dict[str, str]:
    """The environment of `make airflow` with a home of its own, without the developer's settings or a network."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "FLIGHTWATCH"))}
    return inherited | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }
