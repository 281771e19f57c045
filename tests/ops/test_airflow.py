"""`make airflow`: where Airflow listens, what it is given, who may read its password; and a run under its scheduler."""

import json
import os
import signal
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from common.settings import ROOT
from ops.airflow import COMMAND, HOME, PASSWORD_FILE, environment_of
from tests.conftest import accepts_connections, free_ports, skip_or_fail, wait_until
from tests.system.running import descendants


def test_airflow_keeps_to_its_home_these_dags_and_this_machine_whatever_the_shell_says():
    shell = {
        "AIRFLOW_HOME": "/somebody/elses",
        "AIRFLOW__CORE__DAGS_FOLDER": "/somebody/elses/dags",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://metadata",
        "PYTHONPATH": str(ROOT),
        "VIRTUAL_ENV": str(ROOT / ".venv"),
        "KAFKA_TOPIC": "mine",
    }
    environment = environment_of(HOME, 8088, shell)
    assert environment["AIRFLOW_HOME"] == str(ROOT / ".airflow" / "home")
    assert environment["AIRFLOW__CORE__DAGS_FOLDER"] == str(ROOT / "dags")
    assert (environment["AIRFLOW__API__HOST"], environment["AIRFLOW__API__PORT"]) == ("127.0.0.1", "8088")
    assert environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == "postgresql://metadata"
    assert environment["KAFKA_TOPIC"] == "mine"
    assert not {"PYTHONPATH", "VIRTUAL_ENV"} & environment.keys()


@pytest.mark.parametrize("wrong", [{"FLIGHTWATCH_TIMEZONE": "Mars/Base"}, {"AIRFLOW_PORT": "http"}])
def test_a_wrong_setting_ends_it_before_anything_is_started(tmp_path, wrong):
    if not COMMAND.exists():
        skip_or_fail("Airflow is not installed: ops/setup.sh --with-airflow")
    (name,) = wrong
    result = subprocess.run(_command(tmp_path), env=os.environ | wrong, capture_output=True, text=True, check=False)
    assert result.returncode == 78
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.system
@pytest.mark.timeout(400)
def test_a_dag_runs_under_the_scheduler_and_ctrl_c_leaves_nothing(tmp_path):
    if not COMMAND.exists():
        skip_or_fail("Airflow is not installed: ops/setup.sh --with-airflow")
    port = free_ports(1)[0]
    settings = {"AIRFLOW_PORT": port, "LAKE_DIR": tmp_path / "lake", "OUTPUT_DIR": tmp_path / "output"}
    given = os.environ | {name: str(value) for name, value in settings.items()}
    said = tmp_path / "said"
    with said.open("w") as log:
        process = subprocess.Popen(
            _command(tmp_path / "home"), env=given, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_until(lambda: said.read_text().count(" running") >= 4, seconds=200, what=f"all parts run; see {said}")
        password_file = tmp_path / "home" / PASSWORD_FILE
        assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
        password = json.loads(password_file.read_text())["admin"]
        token = _ask(port, "POST", "/auth/token", {"username": "admin", "password": password})["access_token"]
        logs = "".join(path.read_text() for path in (tmp_path / "home" / "logs" / "parts").glob("*.log"))
        assert password not in said.read_text() + logs
        wait_until(lambda: len(_dags(port, token)) == 6, seconds=60, what="the DAGs are read")
        assert all(dag["is_paused"] for dag in _dags(port, token))
        _ask(port, "PATCH", "/api/v2/dags/maintenance_dag", {"is_paused": False}, token)
        runs = "/api/v2/dags/maintenance_dag/dagRuns"
        wait_until(
            lambda: [run["state"] for run in _ask(port, "GET", runs, token=token)["dag_runs"]] == ["success"],
            seconds=120,
            what="the newest run, and only that, succeeds",
        )
        before = descendants(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert process.returncode == 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in before), seconds=5, what="no process is left")
    assert not accepts_connections(port)


def _command(home):
    return [sys.executable, "-m", "ops.airflow", "--home", str(home)]


def _dags(port, token):
    return _ask(port, "GET", "/api/v2/dags", token=token)["dags"]


def _ask(port, method, path, body=None, token=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}),
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return json.load(answer)
