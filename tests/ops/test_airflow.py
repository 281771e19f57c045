"""`make airflow`: Airflow's environment and its settings; tests/dags/test_scheduler.py starts it."""

import os
import subprocess
import sys

import pytest

from common.settings import ROOT
from ops.airflow import COMMAND, HOME, build_environment
from tests.skipping import skip_or_fail


def test_airflow_keeps_to_its_home_these_dags_and_this_machine_whatever_the_shell_says():
    shell = {
        "AIRFLOW_HOME": "/somebody/elses",
        "AIRFLOW__CORE__DAGS_FOLDER": "/somebody/elses/dags",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://metadata",
        "PYTHONPATH": str(ROOT),
        "VIRTUAL_ENV": str(ROOT / ".venv"),
        "KAFKA_TOPIC": "mine",
    }
    environment = build_environment(HOME, 8088, shell)
    assert environment["AIRFLOW_HOME"] == str(ROOT / ".airflow" / "home")
    assert environment["AIRFLOW__CORE__DAGS_FOLDER"] == str(ROOT / "dags")
    assert (environment["AIRFLOW__API__HOST"], environment["AIRFLOW__API__PORT"]) == ("127.0.0.1", "8088")
    assert environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == "postgresql://metadata"
    assert environment["KAFKA_TOPIC"] == "mine"
    assert not {"PYTHONPATH", "VIRTUAL_ENV"} & environment.keys()


@pytest.mark.parametrize("wrong", [{"FLIGHTWATCH_TIMEZONE": "Mars/Base"}, {"AIRFLOW_PORT": "http"}])
def test_a_wrong_setting_ends_it_before_anything_is_started(tmp_path, wrong):
    if not COMMAND.exists():
        skip_or_fail("Airflow is not installed: make setup-airflow")
    (name,) = wrong
    result = subprocess.run(_command(tmp_path), env=os.environ | wrong, capture_output=True, text=True, check=False)
    assert result.returncode == 78
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert not any(tmp_path.iterdir())


def _command(home):
    return [sys.executable, "-m", "ops.airflow", "--home", str(home)]
