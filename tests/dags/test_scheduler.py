"""The DAGs under the scheduler, DAG processor and executor of `make airflow`, started once, and again for the last one.

This covers what `dag.test()` does not show: mail about a run that is late, that failed, or whose task was killed.
"""

import os
import signal
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.lake.layout import Lake
from ops.airflow import PASSWORD_FILE
from ops.ports import listens
from tests.dags.mailbox import airflow_settings, mailbox, text_of
from tests.dags.running import make_airflow
from tests.etl.lake_rows import track, write_states
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(400)]

OF_THE_PROJECT = {
    "aviationstack_etl_dag",
    "maintenance_dag",
    "model_retrain_dag",
    "opensky_altitude_alert_dag",
    "opensky_data_streaming_dag",
    "opensky_kafka_consumer_dag",
}
PROBES = {"failing_dag", "interrupted_dag", "killed_dag", "late_dag", "lost_dag"}
"""The DAGs that are started at once."""
HEARD_WITHIN_S = 20
"""Seconds without a heartbeat after which the scheduler gives up a task; Airflow's default is 300."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("scheduler")


@pytest.fixture(scope="module")
def notes(folder):
    """The folder in which each probe writes down its command's process."""
    (folder / "notes").mkdir()
    return folder / "notes"


@pytest.fixture(scope="module")
def mails():
    with mailbox() as server:
        yield server


@pytest.fixture(scope="module")
def settings(folder, notes, mails):
    return {
        "PROBES": notes,
        "LAKE_DIR": folder / "lake",
        "OUTPUT_DIR": folder / "output",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": HEARD_WITHIN_S,
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": 3,
        **airflow_settings(mails),
    }


@pytest.fixture(scope="module")
def airflow(folder, settings):
    with make_airflow(folder, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def at_first(airflow):
    """The DAGs once all are read, before any is unpaused."""
    expected = OF_THE_PROJECT | PROBES | {"news_dag", "broken_dag"}
    wait_until(lambda: airflow.dags().keys() == expected, seconds=60, what="the DAGs are read")
    return airflow.dags()


@pytest.fixture(scope="module")
def runs(airflow, at_first):  # noqa: ARG001
    """The runs of the probes, all at once."""
    return {dag: airflow.start_run(dag) for dag in PROBES}


def test_the_dags_are_read_without_errors_and_off_until_somebody_switches_them_on(airflow, at_first):
    assert airflow.ask("GET", "/api/v2/importErrors")["import_errors"] == []
    assert {name for name, dag in at_first.items() if not dag["is_paused"]} == set()


def test_only_its_user_can_read_the_password_and_no_log_has_it(airflow):
    assert stat.S_IMODE((airflow.home / PASSWORD_FILE).stat().st_mode) == 0o600
    logs = [airflow.said, *(airflow.home / "logs").rglob("*.log")]
    assert [path for path in logs if airflow.password in path.read_text()] == []


@pytest.mark.usefixtures("at_first")
def test_a_dag_that_is_switched_on_gets_a_run_of_its_newest_interval_and_only_that(airflow):
    due = datetime.now(UTC).replace(hour=4, minute=30, second=0, microsecond=0)
    if due > datetime.now(UTC):
        due -= timedelta(days=1)
    airflow.switch_on("maintenance_dag")

    wait_until(lambda: airflow.runs("maintenance_dag"), seconds=60, what="the scheduler makes a run")
    (run,) = airflow.runs("maintenance_dag")
    wait_until(
        lambda: airflow.state("maintenance_dag", run["dag_run_id"]) == "success", seconds=120, what="it succeeds"
    )
    assert run["run_type"] == "scheduled"
    assert _moment(run["data_interval_end"]) == due
    assert _moment(run["data_interval_start"]) == due - timedelta(days=1)
    assert len(airflow.runs("maintenance_dag")) == 1


def test_a_run_that_misses_its_deadline_is_reported_once_and_goes_on(airflow, runs, mails, notes):
    run = runs["late_dag"]
    wait_until(lambda: _told(mails, "late_dag"), seconds=60, what="the missed deadline is mailed")
    assert airflow.state("late_dag", run) == "running"
    (notes / "late_dag.go_on").touch()
    wait_until(lambda: airflow.state("late_dag", run) == "success", seconds=60, what="the run succeeds")

    (mail,) = _told(mails, "late_dag")
    assert mail["Subject"] == "Flightwatch: late_dag is late"
    assert (mail["From"], mail["To"]) == ("flightwatch@example.org", "ops@example.org, duty@example.org")
    assert run in text_of(mail)
    assert text_of(mail).endswith("it is running</pre>")


def test_a_failed_run_is_reported_once_with_the_reason_and_not_again_as_late(airflow, runs, mails):
    run = runs["failing_dag"]
    wait_until(lambda: airflow.state("failing_dag", run) == "failed", seconds=60, what="the run fails")
    callbacks = airflow.home / "logs" / "executor_callbacks" / "failing_dag"
    wait_until(
        lambda: any("executed" in path.read_text() for path in callbacks.glob("*/*")),
        seconds=60,
        what="its deadline is missed, too",
    )
    wait_until(lambda: _told(mails, "failing_dag"), seconds=60, what="it is mailed")

    (mail,) = _told(mails, "failing_dag")
    assert mail["Subject"] == "Flightwatch: failing_dag.work failed"
    text = text_of(mail)
    assert f"run {run}, attempt 1\nexit code 1: x" in text
    assert f"x\nno space left\n\tIs the disk full?\nhttp://127.0.0.1:{airflow.port}/dags/" in text
    assert len(text) < 3_000


@pytest.mark.usefixtures("at_first")
def test_runs_that_fail_one_after_the_other_are_reported_once_an_hour(airflow, mails):
    times = ["2026-03-10T09:55:00Z", "2026-03-10T10:00:00Z", "2026-03-10T10:05:00Z", "2026-03-10T10:55:00Z"]
    times.append("2026-03-10T11:00:00Z")
    runs = [airflow.start_run("broken_dag", of=time) for time in times]
    assert [_end(airflow, "broken_dag", run) for run in runs] == ["failed"] * len(runs)
    told = [runs[0], runs[1], runs[4]]
    wait_until(lambda: len(_told(mails, "broken_dag")) >= len(told), seconds=60, what="they are mailed")

    assert [[run for run in runs if f"run {run}," in text_of(mail)] for mail in _told(mails, "broken_dag")] == [
        [run] for run in told
    ]


def test_a_killed_task_is_reported_and_takes_its_command_with_it(airflow, runs, mails, notes):
    """Linux kills processes in this way when memory runs out."""
    command, task, _ = _processes(notes / "killed_dag")
    os.kill(task, signal.SIGKILL)
    wait_until(lambda: airflow.state("killed_dag", runs["killed_dag"]) == "failed", seconds=60, what="the run fails")
    wait_until(lambda: _told(mails, "killed_dag"), seconds=60, what="it is mailed")

    (mail,) = _told(mails, "killed_dag")
    assert mail["Subject"] == "Flightwatch: killed_dag.work failed"
    assert "the task was killed before it could report an error" in text_of(mail)
    assert not Path(f"/proc/{command}").exists()


def test_a_task_that_falls_silent_is_reported_once(airflow, runs, mails, notes):
    command, _, supervisor = _processes(notes / "lost_dag")
    os.kill(supervisor, signal.SIGKILL)
    wait_until(lambda: airflow.state("lost_dag", runs["lost_dag"]) == "failed", seconds=120, what="the run fails")
    wait_until(lambda: _told(mails, "lost_dag"), seconds=60, what="it is mailed")

    assert [mail["Subject"] for mail in _told(mails, "lost_dag")] == ["Flightwatch: lost_dag.work failed"]
    assert not Path(f"/proc/{command}").exists()


ROUNDS = [
    # Output and exit code of each attempt; whether mail is refused; how the run ends; what is mailed
    (["3 alerts, 2 files;0"], False, "success", ["3 alerts, 2 files"]),
    (["3 alerts, 0 files;0"], False, "success", []),
    (["killed once it has written;137", "4 alerts, 0 files;0"], False, "success", ["4 alerts, 0 files"]),
    (["4 alerts, 0 files;0"], False, "success", []),
    (["5 alerts, 1 files;0"], True, "failed", []),
    (["5 alerts, 0 files;0"], False, "success", ["5 alerts, 0 files"]),
    (["5 alerts, 0 files;0"], False, "success", []),
]


@pytest.mark.usefixtures("at_first")
def test_news_is_mailed_once_however_often_its_run_is_cleared_and_none_is_lost(airflow, mails, notes):
    attempts, run = [], None
    for number, (says, refuses, ends, told) in enumerate(ROUNDS, start=1):
        attempts += says
        (notes / "news").write_text("\n".join(attempts))
        mails.refuses = refuses
        before = len(mails.mails)
        if run is None:
            run = airflow.start_run("news_dag")
        else:
            airflow.clear("news_dag", run)
        assert _end(airflow, "news_dag", run) == ends, number
        mails.refuses = False
        news = [mail["Subject"] for mail in mails.mails[before:] if "alerts" in mail["Subject"]]
        assert news == [f"Flightwatch: {each}" for each in told], number
        assert airflow.tasks("news_dag", run)["look"]["try_number"] == len(attempts)


@pytest.mark.usefixtures("at_first")
def test_low_flights_of_the_hour_are_mailed_and_not_again_when_their_run_is_cleared(airflow, mails, folder):
    dag = "opensky_altitude_alert_dag"
    due = datetime.now(UTC).replace(minute=15, second=0, microsecond=0)
    if due > datetime.now(UTC):
        due -= timedelta(hours=1)
    hour = due - timedelta(minutes=75)
    low = {"longitude": 0.0, "latitude": 0.0, "baro_altitude": 60.0, "velocity": 150.0, "vertical_rate": 0.0}
    write_states(Lake(folder / "lake"), track(int(hour.timestamp()), int(hour.timestamp()) + 600, **low))

    airflow.switch_on(dag)
    wait_until(lambda: airflow.runs(dag), seconds=60, what="the scheduler makes a run")
    run = airflow.runs(dag)[-1]["dag_run_id"]
    wait_until(lambda: airflow.state(dag, run) == "success", seconds=120, what="it succeeds")
    (mail,) = _told(mails, "altitude-alerts:")
    assert mail["Subject"].startswith("Flightwatch: altitude-alerts: 1 alerts, 1 files")

    airflow.clear(dag, run)
    wait_until(lambda: airflow.tasks(dag, run)["mail"]["state"] == "skipped", seconds=120, what="nothing is new")
    assert airflow.tasks(dag, run)["altitude-alerts"]["try_number"] == 2
    assert _told(mails, "altitude-alerts:") == [mail]


def test_ctrl_c_stops_all_of_it_and_the_next_start_tries_the_task_again_that_was_running(
    airflow, runs, folder, settings, notes
):
    _processes(notes / "interrupted_dag")
    before = airflow.processes()
    assert airflow.stop() == 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in before), seconds=5, what="no process is left")
    assert not listens(airflow.port)

    (notes / "interrupted_dag.go_on").touch()
    run = runs["interrupted_dag"]
    with make_airflow(folder, **settings) as again:
        wait_until(lambda: again.state("interrupted_dag", run) == "success", seconds=60, what="it succeeds now")
        assert again.tasks("interrupted_dag", run)["work"]["try_number"] == 2


def _told(mails, what):
    return [mail for mail in mails.mails if f" {what}" in mail["Subject"]]


def _end(airflow, dag, run):
    wait_until(lambda: airflow.state(dag, run) in ("success", "failed"), seconds=60, what=f"{run} of {dag} ends")
    return airflow.state(dag, run)


def _processes(note):
    """Return the processes of the probe's command, once it works, of its task and of the task's supervisor."""
    wait_until(lambda: note.exists() and note.read_text(), seconds=60, what=f"{note.name} works")
    command = int(note.read_text())
    task = _parent(_parent(command))
    return command, task, _parent(task)


def _parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _moment(text):
    return datetime.fromisoformat(text)
