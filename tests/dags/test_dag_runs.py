"""Every DAG run for real, by Airflow: real broker, Spark and PostgreSQL, the local OpenSky and AviationStack."""

import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from common.settings import ROOT
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import GOLD
from contracts.lake.layout import Lake
from contracts.lake.silver import SILVER
from ml.forest.model import load_model
from ops.ports import listens
from tests.dags.conftest import project_environment
from tests.lake_files import rows_of
from tests.ports import free_ports
from tests.sql import fetch_all
from tests.topic_reading import records_of
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]

PRODUCE_S = 25
LEDGER = "loaded_files"
"""The warehouse's table of load times, which differ for a file that was made again."""

WHEN = datetime.now(UTC).replace(minute=20, second=0, microsecond=0) + timedelta(hours=1)
"""Logical time of the runs: an hour later, when the hour with the data is over."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("dags")


@pytest.fixture(scope="module")
def database(postgres):
    name = postgres.make_database()
    yield name
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def environment(folder, kafka, postgres, database):
    """Settings for the project's commands, with the local sources running."""
    opensky, aviationstack, spark_ui = free_ports(3)
    local = f"http://127.0.0.1:{opensky}"
    settings = {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_TOPIC": "flights-of-the-dags",
        "OPENSKY_URL": f"{local}/api",
        "OPENSKY_TOKEN_URL": f"{local}/auth/realms/opensky-network/protocol/openid-connect/token",
        "POLL_INTERVAL_S": 5,
        "SIMULATOR_AIRCRAFT": 1_200,
        "AVIATIONSTACK_URL": f"http://127.0.0.1:{aviationstack}/v1",
        "OUTPUT_DIR": folder / "output",
        "LAKE_DIR": folder / "lake",
        "MODEL_DIR": folder / "model",
        "WAREHOUSE_URL": postgres.address(database).get_secret_value(),
        "SPARK_UI_PORT": spark_ui,
        "SPARK_MASTER": "local[2]",
        "WINDOW_ENDS_IN_S": PRODUCE_S,
    }
    servers = [("simulator", opensky), ("simulator.schedules", aviationstack)]
    with _serving(folder, servers, settings):
        yield settings


@contextmanager
def _serving(folder, servers, settings):
    processes = []
    try:
        for module, port in servers:
            with (folder / f"{module}.log").open("wb") as log:
                command = [sys.executable, "-m", module, "--port", str(port)]
                processes.append(
                    subprocess.Popen(command, cwd=ROOT, env=project_environment(settings), stdout=log, stderr=log)
                )
        for _, port in servers:
            wait_until(lambda port=port: listens(port), seconds=60, what=f"a server listens on {port}")
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


@pytest.fixture(scope="module")
def runs(in_airflow, environment):
    """One run of each DAG of the lake, in the order of their dependencies."""
    wanted = [
        "opensky_data_streaming_dag",
        "opensky_kafka_consumer_dag",
        "aviationstack_etl_dag",
        "opensky_altitude_alert_dag",
        "maintenance_dag",
    ]
    answers = in_airflow("run_dag", ROOT / "dags", WHEN.isoformat(), *wanted, **environment)
    return {answer["dag"]: answer for answer in answers}


def _fix(state):
    """Return the key of a state vector."""
    return state["source"], state["icao24"], state["time_position"], state["last_contact"]


def _states_of_silver(lake):
    """Return silver's state vectors by key; fail when one is there twice."""
    rows = rows_of(*lake.folder("silver", "states").rglob("*.parquet"))
    states = {_fix(row): row for row in rows}
    assert len(states) == len(rows)
    return states


def _by_partition(records):
    numbers = {record.partition for record in records}
    return {number: [record for record in records if record.partition == number] for number in numbers}


def _states(run):
    return {name: task["state"] for name, task in run["tasks"].items()}


def _tables(lake, postgres, database):
    """Return the sorted rows of every table of silver, gold and the warehouse."""
    found = {}
    for table in (*SILVER, *GOLD, *DIMENSIONS):
        files = [str(path) for path in lake.folder(table.layer, table.name).rglob("*.parquet")]
        if files:
            found[table.name] = sorted(fetch_all("FROM read_parquet(?)", files), key=repr)
    own = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    for schema, name in postgres.execute(own, database=database):
        if name == LEDGER:
            continue
        rows = postgres.execute(f'SELECT t::text FROM "{schema}"."{name}" t ORDER BY 1', database=database)  # noqa: S608
        found[f"warehouse.{name}"] = rows
    return found


def test_each_dag_succeeds(runs):
    states = {name: (run["state"], *_states(run).values()) for name, run in runs.items()}
    assert states.pop("opensky_altitude_alert_dag")[:2] == ("success", "success")  # nothing to mail
    for name, (run, *tasks) in states.items():
        assert run == "success", name
        assert set(tasks) == {"success"}, name


def test_the_producer_ran_until_its_window_ended_and_then_stopped_well(runs):
    produced = runs["opensky_data_streaming_dag"]["tasks"]["produce"]
    assert produced["tries"] == 1
    assert "stopped" in produced["said"]


def test_what_the_producer_published_is_in_every_layer(runs, environment, postgres, database):
    landed = int(runs["opensky_kafka_consumer_dag"]["tasks"]["land"]["said"].split()[1].replace(",", ""))
    assert landed > 1_200
    tables = _tables(Lake(environment["LAKE_DIR"]), postgres, database)
    assert {"states", "flights", "schedules", "altitude_trends", "airline_flights", "airline_delays"} <= tables.keys()
    assert all(tables[name] for name in ("states", "flights", "schedules", "altitude_trends", "airlines"))
    assert tables["warehouse.altitude_trends"]
    assert len(tables["warehouse.altitude_trends"]) == len(tables["altitude_trends"])


@pytest.fixture(scope="module")
def retrain(in_airflow, environment, folder, runs):  # noqa: ARG001  (what the producer published is what it trains on)
    """Run the weekly DAG with little to measure; return the run and the report."""
    report = folder / "report.md"
    conf = orjson.dumps({"minutes": 10, "kind": "ghost", "report": str(report)}).decode()

    def run():
        (run,) = in_airflow("run_dag", ROOT / "dags", WHEN.isoformat(), f"model_retrain_dag={conf}", **environment)
        return run, report.read_text()

    return run


@pytest.fixture(scope="module")
def trained(retrain):
    """The first run of the weekly DAG."""
    return retrain()


def test_the_model_is_trained_and_the_detection_measured(trained, environment):
    run, report = trained
    assert (run["state"], _states(run)) == ("success", {"train": "success", "evaluate": "success"})
    assert (environment["MODEL_DIR"] / "isolation_forest_model.pkl").exists()
    assert "ghost" in report


def test_training_again_leaves_a_whole_model_measures_the_same_and_touches_no_table(
    trained, retrain, environment, postgres, database
):
    tables = _tables(Lake(environment["LAKE_DIR"]), postgres, database)

    run, report = retrain()

    assert run["state"] == "success"
    assert report == trained[1]
    said = run["tasks"]["train"]["said"]
    # The new model is in use, or the one before because the new one does worse.
    assert re.search(rf"model {load_model(environment['MODEL_DIR']).id}( stays in use;|,)", said)
    assert _tables(Lake(environment["LAKE_DIR"]), postgres, database) == tables


@pytest.mark.usefixtures("runs")
def test_the_producer_run_again_adds_to_the_topic_and_what_was_published_is_in_silver_once(
    in_airflow, environment, kafka
):
    """A restarted producer does not know what it has published."""
    lake, topic = Lake(environment["LAKE_DIR"]), environment["KAFKA_TOPIC"]
    published_before, states_before = _by_partition(records_of(kafka, topic)), _states_of_silver(lake)

    again = ("opensky_data_streaming_dag", "opensky_kafka_consumer_dag")
    answers = in_airflow("run_dag", ROOT / "dags", WHEN.isoformat(), *again, **environment)

    assert [answer["state"] for answer in answers] == ["success", "success"]
    published, states = _by_partition(records_of(kafka, topic)), _states_of_silver(lake)
    for partition, records in published_before.items():
        assert published[partition][: len(records)] == records
    fixes = [orjson.loads(record.value) for records in published.values() for record in records]
    assert states.keys() == {_fix(each) for each in fixes if each["latitude"] is not None}
    assert len(states) > len(states_before)
    assert {fix for fix, state in states_before.items() if states[fix] != state} == set()


@pytest.mark.usefixtures("runs")
def test_every_dag_run_again_leaves_every_table_as_it_was(in_airflow, environment, postgres, database):
    lake = Lake(environment["LAKE_DIR"])
    before = _tables(lake, postgres, database)
    hour = (WHEN - timedelta(hours=1)).strftime("%Y-%m-%dT%H")
    again = orjson.dumps({"first": hour, "last": hour}).decode()
    wanted = [
        "aviationstack_etl_dag",
        f"opensky_kafka_consumer_dag={again}",
        "opensky_altitude_alert_dag",
        "maintenance_dag",
    ]
    answers = in_airflow("run_dag", ROOT / "dags", WHEN.isoformat(), *wanted, **environment)
    assert [answer["state"] for answer in answers] == ["success"] * len(wanted)
    after = _tables(lake, postgres, database)
    assert after.keys() == before.keys()
    for name, rows in before.items():
        assert after[name] == rows, name
