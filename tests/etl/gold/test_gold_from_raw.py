"""Every table of gold, row by row, against the same table computed in plain Python from the data received.

Raw messages go through a real topic, AviationStack's pages come from the stand-in, the streaming job writes alerts and
flags, and the batch side takes all of it up to gold, in two rounds. The reference reads messages, pages and outputs.
"""

import orjson
import pytest
from pydantic import SecretStr

from common.kafka.topic import ensure_topic
from common.settings import Settings
from contracts.lake.dimensions import AIRLINES, DIMENSIONS
from contracts.lake.gold import ALERTS, DAILY_FLAGS, GOLD, TRACKED_SCHEDULES
from contracts.lake.silver import FLIGHTS, FLIGHTS_REJECTED, REJECTED
from ml.forest.model import save_model, train
from ml.forest.training_data import airborne_only, features_of
from simulator.backends.world import build_world
from simulator.schedules.server import local_aviationstack
from simulator.schedules.timetable import SimulatedSchedules
from tests.etl import raw_traffic
from tests.etl.lake_rows import content
from tests.etl.raw_lake import RawLake, lines_in
from tests.etl.raw_schedules import RawSchedules
from tests.etl.reference.reference import Reference, differences
from tests.etl.reference.schedules import Page
from tests.local_aviationstack import KEY
from tests.local_opensky import JumpingClock, serving

pytestmark = pytest.mark.system

EVENING, MIDNIGHT, MORNING = raw_traffic.EVENING, raw_traffic.MIDNIGHT, raw_traffic.MORNING


@pytest.fixture(scope="module")
def served():
    """The stand-in's schedules for the simulated flights, and odd records."""
    world = build_world(aircraft=raw_traffic.AIRCRAFT, seed=raw_traffic.SEED)
    return RawSchedules(SimulatedSchedules(world), from_then_on=MORNING - 60)


@pytest.fixture(scope="module")
def raw(tmp_path_factory, spark, kafka, served):
    """The lake after both rounds."""
    folder = tmp_path_factory.mktemp("raw")
    clock = JumpingClock(EVENING)
    with serving(local_aviationstack(served, clock=clock), clock) as server:
        settings = Settings(
            kafka_bootstrap_servers=kafka.bootstrap_servers,
            kafka_topic=f"raw-{folder.name}",
            lake_dir=folder / "lake",
            output_dir=folder / "output",
            model_dir=folder / "model",
            alert_rules_file=folder / "alert_rules.yaml",
            aviationstack_url=f"{server.url}/v1",
            aviationstack_access_key=SecretStr(KEY),
            aviationstack_monthly_requests=100_000,
        )
        ensure_topic(kafka, settings.kafka_topic)
        make_model(settings)
        raw = RawLake(spark, settings)
        first_round, second_round = raw_traffic.messages()

        raw.send(first_round)
        raw.land()
        ask_at(EVENING + 600, raw, clock)
        ask_at(MIDNIGHT + 1_200, raw, clock)
        raw.take_up()

        raw.send(second_round)
        raw.stream()
        raw.land()
        ask_at(MORNING - 60, raw, clock)
        raw.take_up()
        raw.look_for_low_flights(EVENING, MORNING)
        flag_again(raw.outputs)
        raw.take_up()
    return raw


def ask_at(time, raw, clock):
    clock.sleep(time - clock.time())
    raw.ask_for_schedules(time)


def flag_again(outputs):
    """Write the flags as another run of the job with other limits would: each record is flagged by one more rule."""
    part = max(outputs.anomalies.rglob("*.json"))
    again = part.parents[1] / "batch=99" / part.name
    again.parent.mkdir()
    records = [record | {"rules": [*record["rules"], "overspeed"]} for record in lines_in(part.parent)]
    again.write_bytes(b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records))


def make_model(settings):
    states = [state for _, state in zip(range(5_000), raw_traffic.simulated_states(), strict=False)]
    features, data = features_of(list(airborne_only(states)))
    save_model(settings.model_dir, *train(features), data)


@pytest.fixture(scope="module")
def expected(raw, served):
    pages = [Page("simulated", asked_at, records) for asked_at, records in served.given]
    return Reference(
        raw.messages,
        pages,
        lines_in(raw.outputs.anomalies),
        [*lines_in(raw.outputs.alerts), *lines_in(raw.outputs.altitude_alerts)],
    )


@pytest.mark.parametrize("table", [*GOLD, *DIMENSIONS], ids=lambda table: table.name)
def test_gold_is_what_was_received(raw, expected, table):
    found = list(differences(content(raw.lake, table), expected.gold[table], table))

    assert not found, f"{len(found)} differences: " + "\n".join(found[:20])


def test_there_is_something_in_each_table(expected):
    """Check that each table has rows of three days and two sources, so that equality does not mean emptiness."""
    for table, rows in expected.gold.items():
        least = 3 if table in (DAILY_FLAGS, AIRLINES) else 10
        assert len(rows) >= least, table.name
    by_source = [{row["source"] for row in expected.gold[table]} for table in GOLD if table.name.endswith("traffic")]
    assert by_source == [{"simulated", "opensky"}] * 3


def test_what_was_received_has_bad_days_in_it(raw, expected):
    problems = {row["problem"] for row in content(raw.lake, REJECTED)}
    assert {
        "not a JSON record",
        "missing icao24",
        "impossible velocity",
        "poll_time later than its arrival",
    } <= problems
    assert len(content(raw.lake, FLIGHTS_REJECTED)) == 1
    flights = expected.flights
    assert len(flights) == len(content(raw.lake, FLIGHTS)) > 300
    assert sum(flight.took_off for flight in flights) > 50
    assert sum(flight.landed for flight in flights) > 50
    assert sum(flight.first_seen < MIDNIGHT <= flight.last_seen for flight in flights) > 50
    assert {row["matched_by"] for row in expected.gold[TRACKED_SCHEDULES]} == {"icao24", "callsign"}
    assert {"cancelled", "landed", "unknown"} <= {schedule["status"] for schedule in expected.schedules}
    alerts = expected.gold[ALERTS]
    assert {"altitude_alert"} < {alert["kind"] for alert in alerts}
    assert {alert["resolved_at"] is None for alert in alerts} == {True, False}
    assert {"isolation_forest"} < {row["flag"] for row in expected.gold[DAILY_FLAGS]}
