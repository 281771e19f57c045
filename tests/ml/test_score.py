"""`python -m ml.score`: its results, messages and exit code for good and bad RECORDING and OUT."""

import errno
import gc
import gzip
import json
import re

import pytest

from common.errors import RecordingError
from ml import score
from ml.score import main
from ml.scorer import Scorer
from tests.local_opensky import row

TIMES = [1_700_000_000 + 10 * number for number in range(6)]


def answer(time, *states):
    return json.dumps({"time": time, "states": states}).encode() + b"\n"


def flying(time, **fields):
    return row(time_position=time - 1, last_contact=time - 1, **fields)


LINES = [answer(time, flying(time)) for time in TIMES]


@pytest.fixture(autouse=True)
def _without_a_model(monkeypatch, tmp_path):
    monkeypatch.setenv("MODEL_DIR", str(tmp_path / "no model"))


@pytest.fixture
def out(tmp_path):
    """A folder with the results of an earlier run."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("scored.jsonl", "alerts.jsonl"):
        (folder / name).write_text("earlier\n")
    return folder


def recording(tmp_path, content, name="polls.jsonl"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def run(path, out):
    return main([str(path), str(out)])


def scored_times(out):
    return [json.loads(line)["poll_time"] for line in (out / "scored.jsonl").read_bytes().splitlines()]


def is_as_before(out):
    return {path.name: path.read_text() for path in out.iterdir()} == {
        "scored.jsonl": "earlier\n",
        "alerts.jsonl": "earlier\n",
    }


def test_results_take_the_place_of_earlier_ones(tmp_path, out):
    assert run(recording(tmp_path, b"".join(LINES)), out) == 0
    assert scored_times(out) == TIMES
    assert sorted(path.name for path in out.iterdir()) == ["alerts.jsonl", "scored.jsonl"]


def test_a_mistyped_recording_leaves_earlier_results_alone(tmp_path, out, capsys):
    assert run(tmp_path / "typo.jsonl", out) == 2
    assert is_as_before(out)
    assert capsys.readouterr().err.splitlines()[-1] == f"score: {tmp_path}/typo.jsonl: No such file or directory"


@pytest.mark.parametrize("content", [b"", b"\n \n", b"notes\nmore notes\n"])
def test_a_recording_without_an_answer_is_an_error(tmp_path, out, capsys, content):
    assert run(recording(tmp_path, content), out) == 2
    assert is_as_before(out)
    assert "polls.jsonl holds no answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        *(b"garbage", b"[]", b'{"foo": 1}', b'{"time": 1, "states": 5}'),
        *(b'{"time": %s, "states": []}' % time for time in (b"1.5", b"-1")),
    ],
)
def test_a_line_that_is_not_an_answer_is_skipped_and_reported(tmp_path, out, capsys, line):
    assert run(recording(tmp_path, b"".join([*LINES[:3], line + b"\n", *LINES[3:]])), out) == 0
    assert scored_times(out) == TIMES
    captured = capsys.readouterr()
    assert "score: line 4 skipped: " in captured.err
    assert "0 repeated, 0 late; skipped lines that are not answers: 1\n" in captured.out


def test_failed_polls_are_counted_and_are_no_answers(tmp_path, out, capsys):
    failed = b'{"time": 1700000000, "states": null, "_failed": "the API answers HTTP 503"}\n'
    assert run(recording(tmp_path, b"".join([LINES[0], failed, failed, *LINES[1:]])), out) == 0
    assert scored_times(out) == TIMES
    assert "0 repeated, 0 late; failed polls: 2\n" in capsys.readouterr().out


def test_among_many_lines_that_are_not_answers_the_first_are_reported_and_all_counted(tmp_path, out, capsys):
    assert run(recording(tmp_path, LINES[0] + b"garbage\n" * 50), out) == 0
    captured = capsys.readouterr()
    assert re.findall(r"line (\d+) skipped", captured.err) == ["2", "3", "4", "5", "6"]
    assert "not answers: 50\n" in captured.out


def test_what_comes_before_a_torn_end_is_written_and_the_end_is_an_error(tmp_path, out, capsys):
    content = b"".join(gzip.compress(line) for line in LINES)
    assert run(recording(tmp_path, content[:-9], "polls.jsonl.gz"), out) == 2
    assert scored_times(out) == TIMES[:-1]
    captured = capsys.readouterr()
    assert "5 states: 5 new" in captured.out
    assert captured.err.splitlines()[-1].startswith(f"score: {tmp_path}/polls.jsonl.gz, after line 5: ")


def test_states_are_counted_by_what_became_of_them(tmp_path, out, capsys):
    first, second, third = TIMES[:3]
    polls = [
        answer(first, flying(first), flying(first, icao24="xyz"), flying(first, icao24="4b0001", latitude=None)),
        answer(second, flying(first), flying(first, icao24="4b0002", latitude=95.0)),
        answer(third, flying(third), flying(third, icao24="short")[:5]),
        answer(second, flying(second)),
    ]
    assert run(recording(tmp_path, b"".join(polls)), out) == 0
    assert "score: 8 states: 2 new, 2 invalid, 2 unusable, 1 repeated, 1 late\n" in capsys.readouterr().out


def test_an_out_that_is_a_file_is_reported_in_a_line(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert run(recording(tmp_path, LINES[0]), tmp_path / "file") == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"score: {tmp_path}/file: File exists"


def test_a_folder_in_the_place_of_a_result_is_reported_before_anything_is_read(tmp_path, out, capsys):
    (out / "scored.jsonl").unlink()
    (out / "scored.jsonl").mkdir()
    assert run(tmp_path / "typo.jsonl", out) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"score: {out}/scored.jsonl: Is a directory"


@pytest.mark.parametrize(
    ("error", "words", "exit_code"),
    [(OSError(errno.ENOSPC, "the disk is full"), "the disk is full", 1), (KeyboardInterrupt(), "interrupted", 130)],
)
def test_a_run_that_breaks_off_leaves_earlier_results_and_says_why_in_a_line(
    tmp_path, out, capsys, monkeypatch, error, words, exit_code
):
    def breaking(_scored):
        raise error

    monkeypatch.setattr(score, "scores_as_json", breaking)
    assert run(recording(tmp_path, b"".join(LINES)), out) == exit_code
    assert is_as_before(out)
    assert capsys.readouterr().err.splitlines()[-1] == f"score: {words}"


def test_chunks_hold_what_was_read_before_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(score, "ROWS_AT_ONCE", 4)
    path = recording(tmp_path, b"".join(gzip.compress(line) for line in LINES)[:-9], "polls.jsonl.gz")
    reading = score.RecordedPolls(path)
    assert [len(polls) for polls in reading.chunks()] == [4, 1]
    assert isinstance(reading.ended_by, RecordingError)


def test_a_rules_file_that_is_set_and_missing_is_reported(tmp_path, out, capsys, monkeypatch):
    monkeypatch.setenv("ALERT_RULES_FILE", str(tmp_path / "rules.yaml"))
    assert run(recording(tmp_path, LINES[0]), out) == 78
    assert is_as_before(out)
    assert f"score: {tmp_path}/rules.yaml: there is no such file (ALERT_RULES_FILE)" in capsys.readouterr().err


def test_a_batch_leaves_no_objects_behind(tmp_path, out, monkeypatch):
    """Python's own collector is off while the command runs."""
    monkeypatch.setattr(score, "ROWS_AT_ONCE", 40)
    objects = []

    class CountingScorer(Scorer):
        def add(self, polls):
            objects.append(len(gc.get_objects()))
            return super().add(polls)

    monkeypatch.setattr(score, "Scorer", CountingScorer)
    times = [TIMES[0] + 10 * number for number in range(60)]
    states = {time: [flying(time, icao24=f"{number:06x}") for number in range(40)] for time in times}
    assert run(recording(tmp_path, b"".join(answer(time, *of_poll) for time, of_poll in states.items())), out) == 0
    assert len(objects) == 60
    assert max(objects[50:]) < 1.1 * max(objects[30:40])
