"""Killed at any step of a micro-batch and started again, the job leaves what an undisturbed job leaves.

Spark is replaced by a loop over the shards, so that the kill can come before every single change of the file system.
tests/system/test_exactly_once.py kills the real job.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import orjson
import pyarrow as pa
import pytest

from contracts.outputs import KEPT_OUTPUTS, Outputs, batch_folder, hour_folder
from ml.calibration.limit_factors import NO_CALIBRATION
from ml.forest.flag_rules import RuleLimits
from ml.user_rules.rules_file import RulesFile
from spark import shard_task
from spark.models import NO_MODEL
from spark.publish.flights import SWEEP_EVERY_S, FlightsPublisher
from spark.publish.status import StatusBoard
from spark.shard_states import ShardStates
from tests.local_opensky import JumpingClock
from tests.records import POLL_TIME, record
from tests.spark.topic_log import TopicLog, marker_of

pytestmark = pytest.mark.slow  # over a hundred kills

SHARDS = 2
DAY_S = 86_400
CHANGES = [(Path, name) for name in ("replace", "rename", "unlink", "mkdir", "write_bytes")] + [(shutil, "rmtree")]


class Killed(BaseException):
    """The process ends here."""


class Steps:
    """Counts the changes of the file system, and kills the process before the one of this number."""

    def __init__(self, monkeypatch):
        self.done = 0
        self.last = None
        for owner, name in CHANGES:
            monkeypatch.setattr(owner, name, self._counting(getattr(owner, name)))

    def _counting(self, change):
        def counted(*arguments, **options):
            if self.done == self.last:
                raise Killed
            self.done += 1
            return change(*arguments, **options)

        return counted


class Shipment:
    """No model."""

    series = "none"
    status = NO_MODEL
    drift = None

    def renew(self):
        pass


class Sharded:
    """The messages of a micro-batch by shard, in place of Spark's data frame."""

    def __init__(self, tables):
        self._tables = tables

    def mapInArrow(self, task, _schema):  # noqa: N802  (Spark's name)
        results = []
        for number, table in enumerate(self._tables):
            shard_task.TaskContext.number = number
            results += task(iter(table.to_batches()))
        self._results = pa.Table.from_batches(results)
        return self

    def toArrow(self):  # noqa: N802  (Spark's name)
        return self._results


class Context:
    """The task's partition."""

    number = 0

    @classmethod
    def get(cls):
        return cls

    @classmethod
    def partitionId(cls):  # noqa: N802  (Spark's name)
        return cls.number


@pytest.fixture(autouse=True)
def _without_spark(monkeypatch):
    monkeypatch.setattr(shard_task, "TaskContext", Context)
    monkeypatch.setattr(shard_task, "newest_model", lambda _series: None)


def log_and_cuts():
    """A topic of polls over a full hour with repeats, garbage and a jump, cut into micro-batches also within polls."""
    log = TopicLog(partitions=2)
    start = POLL_TIME // 3_600 * 3_600 + 3_600 - 30
    for poll in range(7):
        time = start + 10 * poll
        states = [
            record(
                icao24=f"{number:06x}",
                longitude=8.5 + 0.0305 * poll + (0.5 if poll == 5 and number == 1 else 0),
                **dict.fromkeys(("time_position", "last_contact"), time - (10 if number == 2 and poll % 2 else 0)),
                poll_time=time,
                feed="one",
                velocity=450.0 if number == 3 else 230.0,
            )
            for number in range(6)
        ]
        log.send(states, marker=marker_of("one", time, states=6))
        log.send_values(b"not json")
    ends = log.ends
    return log, [[0, 0], [2 * ends[0] // 3, ends[1] - 1], ends]


LOG, CUTS = log_and_cuts()


def publisher_to(outputs):
    clock = JumpingClock(POLL_TIME)
    return FlightsPublisher(
        outputs,
        "flights",
        StatusBoard(outputs, clock=clock, model=NO_MODEL),
        clock,
        Shipment(),
        RulesFile(outputs.root / "alert_rules.yaml"),
        RuleLimits(),
        NO_CALIBRATION,
        live_max_age_s=300,
        retention_hours=24 * 365 * 20,
        max_bytes=10**9,
    )


def run_from(outputs, batch_id):
    """Run a job that is started at this micro-batch to the end; yield before each, as Spark commits the one before."""
    publisher = publisher_to(outputs)
    for number in range(batch_id, len(CUTS) - 1):
        yield number
        tables = [LOG.between(CUTS[number], CUTS[number + 1], shard=each, shards=SHARDS) for each in range(SHARDS)]
        publisher(Sharded(tables), number)


def left_in(outputs):
    """What readers find, and the states: contents by path."""
    kept = [folder for output in KEPT_OUTPUTS for folder in outputs.folders(output)]
    live = (outputs.live_flights, outputs.live_countries, outputs.live_windows, outputs.live_alerts)
    files = [path for folder in kept for path in folder.rglob("*") if path.is_file()]
    states = {
        f"state of shard {number}": ShardStates(outputs.shard_states, number).after(len(CUTS) - 2).to_bytes()
        for number in range(SHARDS)
    }
    found = {str(path.relative_to(outputs.root)): path.read_bytes() for path in [*files, *live]}
    return found | states


def test_a_job_that_is_killed_before_any_change_of_the_file_system_leaves_the_same(tmp_path, monkeypatch):
    undisturbed = Outputs(tmp_path / "undisturbed")
    for _ in run_from(undisturbed, 0):
        pass
    expected = left_in(undisturbed)
    assert {path.split("/")[0] for path in expected} >= {"cleaned_flights", "anomalies", "rejected", "alerts", "live"}
    assert len({path.split("hour=")[1][:2] for path in expected if path.startswith("cleaned")}) == 2

    steps = Steps(monkeypatch)
    kills = 0
    while True:
        outputs = Outputs(tmp_path / f"killed-{kills}")
        steps.done, steps.last = 0, kills
        begun = []
        with suppress(Killed):
            begun.extend(run_from(outputs, 0))
            break
        steps.last = None
        for _ in run_from(outputs, begun[-1]):
            pass
        assert left_in(outputs) == expected, f"killed before change {kills}, in micro-batch {begun[-1]}"
        kills += 1
    assert kills > 50
    assert orjson.loads((tmp_path / "undisturbed" / "live" / "status.json").read_bytes())["waiting"] == 0


def test_a_sweep_merges_closed_hours_beside_the_micro_batches_and_leaves_the_present_one(tmp_path):
    outputs = Outputs(tmp_path)
    publisher = publisher_to(outputs)
    for number in (0, 1):
        tables = [LOG.between(CUTS[number], CUTS[number + 1], shard=each, shards=SHARDS) for each in range(SHARDS)]
        publisher(Sharded(tables), number)
        publisher.merging.wait()
        for batch in (0, 1):
            folder = batch_folder(outputs.anomalies, POLL_TIME - DAY_S, batch)
            folder.mkdir(parents=True, exist_ok=True)
            os.utime(folder, (POLL_TIME - DAY_S, POLL_TIME - DAY_S))
        publisher.clock.sleep(SWEEP_EVERY_S + 1)
    assert [path.name for path in hour_folder(outputs.anomalies, POLL_TIME - DAY_S).glob("*.gz")] == [
        "batches=0-0.json.gz"
    ]
