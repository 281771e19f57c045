"""`make cluster`: three brokers, a Spark master and two workers give what one process gives, record by record."""

import orjson
import pytest

from ml.calibration.limit_factors import SHIPPED, load_calibration
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import load_model
from ml.judgement import scores_as_json
from ml.scorer import Scorer
from opensky.answers import parse_answer
from simulator.backends.simulated import SimulatedTraffic
from tests.alert_events import about_aircraft
from tests.system.kept import events_in, fix, in_order, records_in
from tests.system.running import assert_nothing_left, make_run
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]

START = 1_699_999_800
POLLS = 24


def test_a_cluster_gives_the_same_records_and_events_as_ml_score(tmp_path):
    traffic = SimulatedTraffic(aircraft=400, seed=3, faults_per_hour=6)
    answers = [traffic.at(START + 20 * number) for number in range(POLLS)]
    recording = tmp_path / "polls.jsonl"
    lines = [{"time": each.time, "states": each.rows, "_source": "simulated"} for each in answers]
    recording.write_bytes(b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines))
    positioned = [row for each in answers for row in each.rows if None not in (row[3], row[5], row[6])]
    fixes = {(row[0], row[3], row[4]) for row in positioned}

    options = {"SPARK_MAX_OFFSETS_PER_TRIGGER": 2_000, "SPARK_TRIGGER": "0 seconds"}
    with make_run(tmp_path, f"SOURCE={recording}", "SPEED=max", target="cluster", **options) as running:
        wait_until(
            lambda: running.records().get("new", 0) >= len(fixes), seconds=240, what="the cluster has all records"
        )
        executors = [words for words in running.processes().values() if "CoarseGrainedExecutorBackend" in words]
        assert len(executors) == 2
        before = running.processes()
        running.stop()
    assert_nothing_left(running, before)
    records = records_in(running.outputs.cleaned_flights)
    assert len(records) == len(fixes)
    kept = {fix(record): record for record in records}
    assert set(kept) == fixes
    model = load_model(tmp_path / "model")
    scorer = Scorer(model=model, limits=RuleLimits(), calibration=load_calibration(SHIPPED))
    scored, expected_events = scorer.add([parse_answer(line, source="simulated") for line in lines])
    for expected in map(orjson.loads, scores_as_json(scored)):
        record = kept.pop(fix(expected))
        assert {name: record[name] for name in expected} == expected
    assert not kept
    events = events_in(running.outputs)
    assert about_aircraft(events) == about_aircraft(in_order(expected_events))
    assert {event["event"] for event in events} >= {"opened", "updated"}
