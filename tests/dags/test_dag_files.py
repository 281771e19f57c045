"""The DAGs as Airflow reads them: no errors, and the documented schedules, retries, timeouts and order."""

from datetime import datetime, timedelta

import pytest

DAY = "2026-11-23T00:00:00+00:00"  # a Monday
ETL = ["-m", "etl"]
IDS = {
    "aviationstack_etl_dag",
    "opensky_data_streaming_dag",
    "opensky_kafka_consumer_dag",
    "opensky_altitude_alert_dag",
    "model_retrain_dag",
    "maintenance_dag",
}


@pytest.fixture(scope="module")
def described(in_airflow):
    """All DAGs as Airflow describes them, read once."""
    return in_airflow("describe", DAY)


def _runs(dag):
    return [tuple(map(datetime.fromisoformat, run)) for run in dag["runs"]]


def _at(hour, minute=0):
    return datetime.fromisoformat(DAY) + timedelta(hours=hour, minutes=minute)


def test_all_dags_are_read_without_errors_and_warnings(described):
    assert described["errors"] == {}
    assert described["warnings"] == {}
    assert described["dags"].keys() == IDS


def test_every_dag_runs_one_at_a_time_without_catching_up_has_a_deadline_and_mails_its_failure(described):
    for name, dag in described["dags"].items():
        assert (dag["catchup"], dag["max_active_runs"]) == (False, 1), name
        assert len(dag["deadline_s"]) == 1, name
        assert dag["deadline_s"][0] > 0, name
        assert dag["tells"] == "mail_failure", name


def test_every_task_retries_with_growing_pauses_ends_at_a_timeout_and_notes_why_it_failed(described):
    for name, dag in described["dags"].items():
        for task in dag["tasks"].values():
            assert task["retries"] >= 1, name
            assert 0 < task["first_pause_s"] < task["longest_pause_s"], name
            assert task["backoff"] == 2.0, name
            assert 0 < task["timeout_s"] <= 9 * 3600, name
            assert task["notes"] == ["note_failure"], name


def test_a_run_is_late_only_after_the_longest_pauses_between_the_tries_of_a_task(described):
    """Airflow may double a pause at random before it limits it to the longest."""
    for name, dag in described["dags"].items():
        for task in dag["tasks"].values():
            grown = [2 * task["first_pause_s"] * task["backoff"] ** number for number in range(task["retries"])]
            assert sum(min(pause, task["longest_pause_s"]) for pause in grown) < dag["deadline_s"][0], name
    assert described["dags"]["opensky_altitude_alert_dag"]["deadline_s"][0] < 3600  # before the next hour's is due


@pytest.mark.parametrize(
    ("dag", "commands"),
    [
        ("aviationstack_etl_dag", ["schedules", "gold", "load"]),
        ("opensky_kafka_consumer_dag", ["land", "land-alerts", "silver", "gold", "load"]),
        ("opensky_altitude_alert_dag", ["altitude-alerts"]),
        ("maintenance_dag", ["maintain"]),
    ],
)
def test_the_tasks_are_the_projects_commands_one_after_the_other(described, dag, commands):
    tasks = {name: task for name, task in described["dags"][dag]["tasks"].items() if name in commands}
    assert list(tasks) == commands
    for command, before in zip(commands, [[], *([each] for each in commands)], strict=False):
        assert tasks[command]["arguments"][:3] == [*ETL, command]
        assert tasks[command]["upstream"] == before


def test_producer_and_training_are_the_commands_of_the_quickstart(described):
    streaming = described["dags"]["opensky_data_streaming_dag"]["tasks"]
    retrain = described["dags"]["model_retrain_dag"]["tasks"]
    assert streaming["produce"]["arguments"] == ["producer/opensky_producer.py"]
    assert retrain["train"]["arguments"] == ["ml/train_model.py"]  # without --replace: only by a better one
    assert retrain["evaluate"]["arguments"][:2] == ["-m", "ml.evaluate"]
    assert retrain["evaluate"]["upstream"] == ["train"]


def test_the_consumer_runs_every_five_minutes_from_5_past_9_to_17_and_each_has_the_five_before_it(described):
    runs = _runs(described["dags"]["opensky_kafka_consumer_dag"])
    assert [run_after for run_after, _, _ in runs] == [_at(9, minute) for minute in range(5, 8 * 60 + 1, 5)]
    assert all(end == run_after and end - start == timedelta(minutes=5) for run_after, start, end in runs)


def test_the_producer_is_started_at_9_and_may_take_until_after_16(described):
    dag = described["dags"]["opensky_data_streaming_dag"]
    assert [run_after for run_after, _, _ in _runs(dag)] == [_at(9)]
    # eight hours on a day on which the clocks go back in between
    assert dag["tasks"]["produce"]["timeout_s"] > 8 * 3600
    assert dag["deadline_s"][0] > 8 * 3600


def test_low_flights_are_looked_for_each_hour_once_it_has_come_through_the_layers(described):
    dag = described["dags"]["opensky_altitude_alert_dag"]
    runs = _runs(dag)
    assert [run_after for run_after, _, _ in runs] == [_at(hour, 15) for hour in range(24)]
    assert all(end == run_after and end - start == timedelta(hours=1) for run_after, start, end in runs)


def test_schedules_are_asked_for_every_four_hours_and_the_lake_is_kept_daily(described):
    dags = described["dags"]
    assert [run[0] for run in _runs(dags["aviationstack_etl_dag"])] == [_at(hour) for hour in range(0, 24, 4)]
    assert [run[0] for run in _runs(dags["maintenance_dag"])] == [_at(4, 30)]


def test_the_model_is_retrained_once_a_week_while_the_producer_runs(described):
    assert [run[0] for run in _runs(described["dags"]["model_retrain_dag"])] == [_at(15)]


def test_windows_follow_the_settings_in_their_zone(in_airflow):
    given = {
        "FLIGHTWATCH_PRODUCER_HOURS": "22-24",
        "FLIGHTWATCH_CONSUMER_HOURS": "23-24",
        "FLIGHTWATCH_TIMEZONE": "Asia/Kolkata",  # five and a half hours before UTC
    }
    described = in_airflow("describe", DAY, **given)
    assert described["errors"] == {}
    dags = described["dags"]
    assert [run[0] for run in _runs(dags["opensky_data_streaming_dag"])] == [_at(16, 30)]
    consumed = [run[0] for run in _runs(dags["opensky_kafka_consumer_dag"])]
    assert consumed == [_at(17, 30 + minute) for minute in range(5, 61, 5)]


def test_a_wrong_setting_is_the_import_error_of_every_dag_and_names_it(in_airflow):
    errors = in_airflow("describe", DAY, FLIGHTWATCH_CONSUMER_HOURS="17-9")["errors"]
    assert errors.keys() == {f"{name}.py" for name in IDS}
    assert all("FLIGHTWATCH_CONSUMER_HOURS=17-9: the first hour must be before" in text for text in errors.values())
