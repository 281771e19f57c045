"""Commands under Airflow: no task is green when its command failed, and no command outlives its task."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.settings import ROOT
from tests.dags.conftest import AIRFLOW_PYTHON
from tests.dags.mailbox import airflow_settings, mailbox, text_of

PROBES = Path(__file__).parent / "probes"


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """The folder in which each probe lists the processes it starts, one per line."""
    return tmp_path_factory.mktemp("started")


@pytest.fixture(scope="module")
def mails():
    """A mail server with the mails it got."""
    with mailbox() as server:
        yield server


@pytest.fixture(scope="module")
def ran(in_airflow, started, mails):
    """How each probe ended, in one run at half past ten."""
    given = {
        "AIRFLOW__CORE__DAGS_FOLDER": PROBES,
        "PYTHONPATH": ROOT / "dags",
        "PROBES": started,
        "KAFKA_TOPIC": "of-the-user",
        **airflow_settings(mails),
        "AIRFLOW_CONN_SECRET": "smtp://user:s3cret@host",
        "PATH": f"{AIRFLOW_PYTHON.parent}{os.pathsep}{os.environ['PATH']}",
    }
    (run,) = in_airflow("run_dag", PROBES, "2026-03-01T10:30:00+00:00", "probes_dag", **given)
    return run["tasks"]


def _processes(started, name):
    return [int(line) for line in (started / name).read_text().split()]


def _gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_a_command_that_ends_with_0_succeeds_and_its_last_line_is_the_result(ran):
    assert ran["says"] == {"state": "success", "tries": 1, "said": "last"}


@pytest.mark.parametrize("name", ["fails", "ends_with_99", "kills_itself"])
def test_a_command_that_ends_otherwise_is_tried_again_and_then_failed(ran, started, name):
    assert (ran[name]["state"], ran[name]["said"]) == ("failed", None)
    assert len(_processes(started, name)) == 2


def test_a_command_that_wants_another_setting_is_not_tried_again(ran, started):
    assert ran["wants_a_setting"]["state"] == "failed"
    assert len(_processes(started, "wants_a_setting")) == 1


def test_what_a_command_leaves_behind_is_stopped(ran, started):
    assert ran["leaves_a_child"]["state"] == "success"
    command, child = _processes(started, "leaves_a_child")
    assert _gone(command)
    assert _gone(child)


@pytest.mark.parametrize(("name", "processes"), [("takes_too_long", 2), ("is_deaf", 1)])
def test_a_task_that_times_out_fails_and_all_its_command_started_is_gone(ran, started, name, processes):
    assert ran[name]["state"] == "failed"
    noted = _processes(started, name)
    assert len(noted) == processes
    assert all(map(_gone, noted))


def test_a_command_has_the_projects_python_and_folder_the_users_settings_and_nothing_of_airflow(ran):
    environment = ran["environment"]["said"]  # JSON, which the test reads back as such
    assert environment["EXE"] == str(ROOT / ".venv" / "bin" / "python")
    assert environment["CWD"] == str(ROOT)
    assert environment["KAFKA_TOPIC"] == "of-the-user"
    assert environment["PATH"].split(os.pathsep)[0] == str(ROOT / ".venv" / "bin")
    assert str(AIRFLOW_PYTHON.parent) not in environment["PATH"]
    assert not [name for name in environment if "AIRFLOW" in name or name in ("PYTHONPATH", "VIRTUAL_ENV")]
    assert "s3cret" not in str(environment)


def test_hours_are_those_that_ended_in_the_data_interval_and_an_empty_option_is_left_out(ran):
    # A run of 10:30 by hand is for 9:15 to 10:15: only the hour of 9 ended in it.
    assert ran["hours"]["said"] == "['--first', '2026-03-01T09', '--last', '2026-03-01T09']"


def test_hours_of_a_run_without_a_logical_date_are_the_one_before_it(in_airflow, started):
    given = {"PYTHONPATH": ROOT / "dags", "PROBES": started}
    before = datetime.now(UTC)
    (run,) = in_airflow("run_dag", PROBES, "none", "hours_dag", **given)
    possible = {(moment - timedelta(hours=1)).strftime("%Y-%m-%dT%H") for moment in (before, datetime.now(UTC))}
    assert run["state"] == "success"
    assert run["tasks"]["hours"]["said"] in [str([hour, hour]) for hour in possible]


def test_a_kept_command_is_stopped_at_the_end_of_its_window(ran, started):
    assert ran["is_stopped_in_time"] == {"state": "success", "tries": 1, "said": "working"}
    assert all(map(_gone, _processes(started, "is_stopped_in_time")))


@pytest.mark.parametrize("name", ["ends_early", "crashes"])
def test_what_should_be_kept_running_and_ends_is_started_again_and_then_failed(ran, started, name):
    assert ran[name]["state"] == "failed"
    assert len(_processes(started, name)) == 2


def test_a_run_that_comes_after_its_window_is_skipped_and_starts_nothing(ran, started):
    assert ran["comes_too_late"]["state"] == "skipped"
    assert not (started / "comes_too_late").exists()


@pytest.mark.parametrize(("name", "state"), [("crashes_late", "failed"), ("is_stopped_late", "skipped")])
def test_what_is_tried_again_after_its_window_failed_if_it_did_and_not_if_it_was_stopped(ran, started, name, state):
    assert ran[name]["state"] == state
    assert len(_processes(started, name)) == 1


def test_news_is_mailed_and_its_absence_is_not(ran, mails):
    assert (ran["mail_news"]["state"], ran["mail_no_news"]["state"]) == ("success", "skipped")
    (mail,) = (mail for mail in mails.mails if "3 alerts" in mail["Subject"])
    assert mail["Subject"] == "Flightwatch: 3 alerts, 2 files"
    assert "2026-03-01" in text_of(mail)


def test_news_that_an_attempt_wrote_before_it_failed_are_mailed(ran, mails):
    """The attempt that succeeds finds them written and reports no change."""
    assert (ran["late_news"]["tries"], ran["mail_late_news"]["state"]) == (2, "success")
    assert len([mail for mail in mails.mails if "4 alerts, 0 files" in mail["Subject"]]) == 1
