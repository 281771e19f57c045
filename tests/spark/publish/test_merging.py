import errno
import threading

import pytest
from structlog.testing import capture_logs

from common.clock import SystemClock
from common.files.json_files import read_json
from contracts.outputs import ALERTS, WINDOWED_STATS, Outputs
from spark.publish import merging
from spark.publish.closed_hours import Merged
from spark.publish.flights import WRITTEN
from spark.publish.merging import MOST_S, Merging
from spark.publish.status import StatusBoard
from tests.local_opensky import JumpingClock


class Sweep:
    """Stands in for `merge_closed_hours`: goes on until it may end, or has to."""

    def __init__(self):
        self.begun = []
        self.may_end = threading.Event()
        self.result = Merged()

    def __call__(self, _outputs, _kinds, *, now, before, must_end):
        self.begun.append((now, before))
        while not (self.may_end.wait(0.001) or must_end()):
            pass
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@pytest.fixture
def sweep(monkeypatch):
    sweep = Sweep()
    monkeypatch.setattr(merging, "merge_closed_hours", sweep)
    yield sweep
    sweep.may_end.set()


@pytest.fixture
def clock():
    return JumpingClock(1_790_000_000)


@pytest.fixture
def board(tmp_path):
    return StatusBoard(Outputs(tmp_path), clock=SystemClock(), model={})


@pytest.fixture
def job(tmp_path, board, clock):
    return Merging(Outputs(tmp_path), WRITTEN, board, clock)


def problem_on(board, tmp_path):
    board.publish()
    return read_json(Outputs(tmp_path).live_status)["kept"]["merge_problem"]


def test_outputs_with_cursors_or_one_file_per_window_are_not_merged():
    assert not {ALERTS, WINDOWED_STATS} & {*WRITTEN}


def test_starting_does_not_wait_and_one_sweep_runs_at_a_time(job, sweep, clock):
    job.start(before=7)
    job.start(before=8)
    sweep.may_end.set()
    job.wait()
    job.start(before=9)
    job.wait()
    assert sweep.begun == [(clock.time(), 7), (clock.time(), 9)]


def test_a_sweep_ends_when_the_job_stops(job, sweep):
    job.start(before=7)
    job.stop()
    assert len(sweep.begun) == 1
    assert not job._thread.is_alive()


def test_a_job_that_has_not_swept_can_stop(job):
    job.stop()


def test_a_sweep_ends_before_the_next_one_of_the_retention(job, sweep, clock):
    job.start(before=7)
    clock.sleep(MOST_S + 1)
    job.wait()
    assert not sweep.may_end.is_set()


@pytest.mark.parametrize("result", [Merged(problem="[Errno 5]"), OSError(errno.EIO, "Input/output error")])
def test_a_problem_is_in_the_status_until_a_sweep_has_none(job, sweep, board, tmp_path, result):
    sweep.may_end.set()
    assert problem_on(board, tmp_path) is None
    for sweep.result, is_problem in ((result, True), (Merged(files=1, batches=4), False)):
        job.start(before=7)
        job.wait()
        assert bool(problem_on(board, tmp_path)) == is_problem


def test_a_sweep_that_fails_is_one_line_of_the_log(job, sweep):
    sweep.may_end.set()
    sweep.result = OSError(errno.ENOSPC, "No space left on device")
    with capture_logs() as logs:
        job.start(before=7)
        job.wait()
    assert [(each["event"], each["problem"]) for each in logs] == [
        ("closed hours not merged", "[Errno 28] No space left on device")
    ]


def test_the_size_of_the_kept_outputs_keeps_the_problem(board, tmp_path):
    board.note_merging("a problem")
    board.note_kept(5, removed_early=1, max_bytes=10)
    assert problem_on(board, tmp_path) == "a problem"
