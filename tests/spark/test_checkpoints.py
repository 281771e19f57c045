"""The job goes on from what fits its topic; anything else is put aside, never doubled and never mixed."""

from contextlib import ExitStack
from itertools import chain

import orjson
import pyarrow as pa
import pytest
from structlog.testing import capture_logs

from common.errors import SettingsError
from contracts.outputs import Outputs
from spark.checkpoints import Origin, checkpoint_of, claimed, prepare
from spark.resharding import resharded
from spark.shard import Shard, process, shard_of
from spark.shard_states import ShardStates, shards_in
from spark.window_counts import window_of
from tests.records import POLL_TIME, record
from tests.spark.topic_log import JUDGING, TopicLog, lines_of, marker_of

ORIGIN = Origin("flights", "first-id")


@pytest.fixture
def outputs(tmp_path):
    return Outputs(tmp_path / "output")


def ran(outputs, *, batches=4, shards=2, origin=ORIGIN):
    """Leave what a job leaves that has finished this many micro-batches."""
    prepared(outputs, origin=origin, shards=shards)
    checkpoint = outputs.checkpoints / "flights"
    for kind in ("offsets", "commits"):
        (checkpoint / kind).mkdir(parents=True, exist_ok=True)
        for batch in range(batches):
            (checkpoint / kind / str(batch)).write_text("v1\n")
    for number in range(shards):
        for batch in range(batches):
            ShardStates(outputs.shard_states, number).keep(batch, Shard.empty())
    outputs.cleaned_flights.mkdir(parents=True)
    (outputs.cleaned_flights / "marker").write_text("kept")


def prepared(outputs, *, origin=ORIGIN, shards=2, checkpoint=None):
    """Prepare the outputs, and return the reason for putting them aside, None without one."""
    outputs.checkpoints.mkdir(parents=True, exist_ok=True)
    with capture_logs() as logs:
        prepare(outputs, origin, checkpoint=checkpoint or checkpoint_of(outputs, None), shards=shards)
    return next((entry["reason"] for entry in logs if "reason" in entry), None)


def test_nothing_is_put_aside_at_first(outputs):
    assert prepared(outputs) is None
    assert prepared(outputs) is None
    assert not (outputs.root / "previous").exists()


def test_a_restart_goes_on(outputs):
    ran(outputs)
    assert prepared(outputs) is None
    assert (outputs.cleaned_flights / "marker").exists()


def remove_checkpoint(outputs):
    for path in sorted((outputs.checkpoints / "flights").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def remove_a_state(outputs):
    (outputs.shard_states / "shard=1" / "3.state").unlink()


def damage_a_state(outputs):
    (outputs.shard_states / "shard=1" / "3.state").write_bytes(b"{}\n")


def remove_states(outputs):
    outputs.shard_states.rename(outputs.root / "elsewhere")


def remove_all_checkpoints(outputs):
    outputs.checkpoints.rename(outputs.root / "elsewhere")


def forget_the_origin(outputs):
    (outputs.checkpoints / "origin.json").unlink()


def spoil_the_origin(outputs):
    (outputs.checkpoints / "origin.json").write_text("{")


def go_back(outputs):
    for kind in ("offsets", "commits"):
        for batch in (1, 2, 3):
            (outputs.checkpoints / "flights" / kind / str(batch)).unlink()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (remove_checkpoint, "the checkpoint is missing"),
        (remove_a_state, "shard=1/3.state is missing"),
        (damage_a_state, "shard=1/3.state cannot be used"),
        (remove_states, "the state of the aircraft is missing"),
        (remove_all_checkpoints, "no checkpoint, or one of an earlier release"),
        (forget_the_origin, "no checkpoint, or one of an earlier release"),
        (spoil_the_origin, "another version of the job"),
        (go_back, "is from a later micro-batch than 1"),
    ],
)
def test_outputs_that_do_not_fit_their_checkpoint_are_put_aside(outputs, damage, reason):
    ran(outputs)
    damage(outputs)
    assert reason in prepared(outputs)
    assert not outputs.cleaned_flights.exists()
    assert (outputs.root / "previous" / "cleaned_flights" / "marker").read_text() == "kept"
    assert (shards_in(outputs.shard_states), (outputs.checkpoints / "flights").exists()) == (0, False)
    assert prepared(outputs) is None


@pytest.mark.parametrize(
    ("origin", "reason"),
    [
        (Origin("other", "first-id"), "they are from topic flights"),
        (Origin("flights", "second-id"), "topic flights has been made anew"),
        (Origin("flights", "first-id", version=2), "another version of the job"),
    ],
)
def test_outputs_of_another_topic_are_put_aside(outputs, origin, reason):
    ran(outputs)
    assert reason in prepared(outputs, origin=origin)
    assert prepared(outputs, origin=origin) is None


def test_a_job_killed_between_its_states_and_the_commit_goes_on(outputs):
    ran(outputs)
    (outputs.checkpoints / "flights" / "commits" / "3").unlink()
    assert prepared(outputs) is None


def test_a_job_killed_in_its_first_micro_batch_goes_on(outputs):
    ran(outputs, batches=1)
    (outputs.checkpoints / "flights" / "commits" / "0").unlink()
    assert prepared(outputs) is None


def test_a_checkpoint_elsewhere_is_put_aside_with_the_outputs(outputs, tmp_path):
    ran(outputs)
    elsewhere = tmp_path / "checkpoints"
    (outputs.checkpoints / "flights").rename(elsewhere)
    assert prepared(outputs, checkpoint=str(elsewhere)) is None
    assert prepared(outputs, checkpoint=str(elsewhere), origin=Origin("other", "x"))
    assert not elsewhere.exists()


def test_two_jobs_do_not_write_to_one_output_folder(outputs):
    with ExitStack() as first:
        first.enter_context(claimed(outputs))
        with pytest.raises(
            SettingsError, match=r"another streaming job writes to .*output: stop it, or set OUTPUT_DIR"
        ):
            claimed(outputs).__enter__()
    with claimed(outputs):
        pass


def fly(states, log, start, end):
    """Process the messages between these offsets in each shard; return the records, the windows and the new states."""
    count = len(states)
    results = [
        process(
            log.between(start, end, shard=number, shards=count),
            state,
            JUDGING,
            topic="flights",
            reports_markers=number == 0,
        )
        for number, state in enumerate(states)
    ]
    records = lines_of([[processed for processed, _ in results]])
    totals: dict[int, list] = {}
    for window in chain.from_iterable(processed.windows for processed, _ in results):
        totals.setdefault(window["window_start"], []).append(window)
    windows = {start: window_of(of_window) for start, of_window in totals.items()}
    return sorted(records, key=orjson.dumps), windows, [state for _, state in results]


@pytest.mark.parametrize(("before", "after"), [(1, 3), (3, 2), (2, 1), (4, 5)])
def test_another_number_of_shards_changes_no_result(before, after):
    log = TopicLog(partitions=2)
    for poll in range(6):
        time = POLL_TIME + 10 * poll
        states = [
            record(
                icao24=f"{number:06x}",
                longitude=8.5 + 0.0305 * poll + (0.5 if poll == 5 and number % 5 == 0 else 0),
                **dict.fromkeys(("time_position", "last_contact"), time - number % 3),
                poll_time=time,
                feed="one",
            )
            for number in range(40)
        ]
        log.send(states, marker=marker_of("one", time, states=40))
    middle = [log.ends[0] // 2, log.ends[1] // 2]  # in the middle of a poll
    _, _, states = fly([Shard.empty()] * before, log, [0, 0], middle)
    expected_records, expected_windows, _ = fly(states, log, middle, log.ends)
    regrouped = [Shard.from_bytes(state.to_bytes()) for state in resharded(states, after)]
    assert fly(regrouped, log, middle, log.ends)[:2] == (expected_records, expected_windows)
    assert any(each["detectors"] for each in expected_records)


def test_another_number_of_shards_is_taken_over_at_the_start(outputs):
    ran(outputs, shards=2)
    assert prepared(outputs, shards=5) is None
    assert shards_in(outputs.shard_states) == 5
    assert [ShardStates(outputs.shard_states, number).batches() for number in range(5)] == [{1, 2, 3}] * 5
    assert prepared(outputs, shards=1) is None
    assert shards_in(outputs.shard_states) == 1


def test_messages_that_wait_move_with_their_aircraft():
    log = TopicLog()
    log.send([record(icao24=f"{number:06x}", feed="one") for number in range(20)])
    _, _, states = fly([Shard.empty()], log, [0], log.ends)
    moved = resharded(states, 3)
    for number, state in enumerate(moved):
        for value in state.waiting["value"].to_pylist():
            assert shard_of(orjson.loads(value)["icao24"], 3) == number
    assert pa.concat_tables([state.waiting for state in moved]).num_rows == 20
