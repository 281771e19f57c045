"""A recording played at full speed: each valid fix is written once, even when parts are killed on the way."""

import gzip
import json
from collections import Counter

import orjson
import pytest

from ml.calibration.limit_factors import SHIPPED, load_calibration
from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from opensky.answers import parse_answer, read_recording
from simulator.backends.simulated import SimulatedTraffic
from tests.alert_events import about_aircraft
from tests.system.kept import events_in, fix, in_order, records_so_far
from tests.system.running import make_run
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]

IBERIA = "opensky/iberia_2025-09-25_27_full18.jsonl.gz"
START = 1_699_999_800


def fixes_to_expect(lines):
    """Return the distinct (icao24, time_position, last_contact) of all rows with a position in the answers."""
    return {
        (row[0], row[3], row[4])
        for line in lines
        for row in json.loads(line)["states"] or []
        if row[3] is not None and row[5] is not None and row[6] is not None
    }


def fixes_kept(outputs):
    return Counter(map(fix, records_so_far(outputs.cleaned_flights)))


def assert_each_once(outputs, expected):
    kept = fixes_kept(outputs)
    assert not [fix for fix, count in kept.items() if count > 1]
    assert set(kept) == expected


@pytest.mark.captures
def test_every_distinct_fix_of_a_real_recording_is_kept_once(captures, tmp_path):
    with gzip.open(captures / IBERIA) as lines:
        expected = fixes_to_expect(lines)
    with make_run(tmp_path, f"SOURCE={captures / IBERIA}", "SPEED=max") as running:
        wait_until(lambda: running.records().get("new", 0) >= len(expected), seconds=240, what="all fixes are kept")
        assert running.records() == {"new": len(expected), "duplicate": 0, "rejected": 0}
        assert running.live(running.outputs.live_status)["sources"] == ["recorded"]
        assert running.live(running.outputs.live_producer)["ended"] is True
    assert_each_once(running.outputs, expected)


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """An hour and a quarter of simulated polls, 90 s apart."""
    traffic = SimulatedTraffic(aircraft=600, seed=3)
    path = tmp_path_factory.mktemp("recording") / "polls.jsonl.gz"
    with gzip.open(path, "wb") as lines:
        for number in range(50):
            answer = traffic.at(START + 90 * number)
            line = {"time": answer.time, "states": answer.rows, "_source": "simulated"}
            lines.write(orjson.dumps(line) + b"\n")
    return path


def test_killing_the_job_and_the_broker_loses_and_duplicates_nothing(recording, tmp_path):
    with gzip.open(recording) as lines:
        expected = fixes_to_expect(lines)
    small_batches = {"SPARK_MAX_OFFSETS_PER_TRIGGER": 3_000, "SPARK_TRIGGER": "0 seconds"}
    with make_run(tmp_path, f"SOURCE={recording}", "SPEED=max", **small_batches) as running:
        outputs = running.outputs

        def batches():
            return len(list(outputs.cleaned_flights.glob("date=*/hour=*/batch=*")))

        wait_until(lambda: batches() >= 2, seconds=180, what="two micro-batches")
        running.kill("streaming_pipeline.py", "org.apache.spark")
        seen = batches()
        wait_until(lambda: batches() >= seen + 2, seconds=180, what="two more after the job was killed")
        running.kill("kafka.Kafka")
        # The job's own counts begin at its last start, so the files are counted.
        wait_until(lambda: len(fixes_kept(outputs)) >= len(expected), seconds=240, what="all fixes are kept", every_s=3)
        assert running.live(outputs.live_status)["sources"] == ["simulated"]
    printed = running.printed()
    assert "spark      restarting ended with" in printed
    assert "kafka      restarting ended with SIGKILL" in printed
    assert_each_once(outputs, expected)
    assert_alerts_are_those_of(recording, outputs)


def assert_alerts_are_those_of(recording, outputs):
    """Assert that the events are those of an undisturbed detection, although the job was killed before a commit."""
    scorer = Scorer(model=None, limits=RuleLimits(), calibration=load_calibration(SHIPPED))
    expected = [
        event
        for answer in read_recording(recording)
        for event in scorer.add([parse_answer(answer, source="simulated")])[1]
    ]
    assert about_aircraft(events_in(outputs)) == about_aircraft(in_order(expected))
    assert sum(event["event"] == "opened" for event in expected) > 5
