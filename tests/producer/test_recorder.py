import gzip
import json

import pytest

from common.errors import RecorderFailed, RecordingError
from opensky.answers import read_recording
from producer.recorder import Recorder

BODY = b'{"time": 7, "states": null}'


def record(path, *bodies):
    recorder = Recorder(path)
    for body in bodies:
        recorder.append(body, source="simulated")
    recorder.close()


@pytest.fixture(params=["polls.jsonl", "deep/polls.jsonl.gz"])
def path(request, tmp_path):
    return tmp_path / request.param


def test_a_recorded_answer_is_replayed_with_its_source(path):
    record(path, BODY, b'{"time": 8, "states": []}')
    assert list(read_recording(path)) == [
        {"time": 7, "states": None, "_source": "simulated"},
        {"time": 8, "states": [], "_source": "simulated"},
    ]


def test_a_failed_poll_is_an_answer_without_states_that_tells_the_reason(path):
    recorder = Recorder(path)
    recorder.append(BODY, source="simulated")
    recorder.append_failure("the API answers HTTP 503", time=17, source="simulated")
    recorder.close()
    assert list(read_recording(path))[1:] == [
        {"time": 17, "states": None, "_failed": "the API answers HTTP 503", "_source": "simulated"}
    ]


def test_a_second_run_appends(path):
    record(path, BODY)
    record(path, BODY)
    assert len(list(read_recording(path))) == 2


def test_an_answer_is_one_line_kept_as_it_came(tmp_path):
    record(tmp_path / "polls.jsonl", b'{\r\n "time": 7,\n "states": [["3c6444", 1.0e1]]\n}\n')
    assert (tmp_path / "polls.jsonl").read_bytes().count(b"\n") == 1
    assert b"1.0e1" in (tmp_path / "polls.jsonl").read_bytes()


@pytest.mark.parametrize("torn_bytes", [2, 10, 40])
def test_the_torn_end_of_a_crash_is_cut_off(path, torn_bytes):
    record(path, BODY, BODY)
    path.write_bytes(path.read_bytes()[:-torn_bytes])
    record(path, b'{"time": 9, "states": null}')
    assert [answer["time"] for answer in read_recording(path)] == [7, 9]


def test_a_recording_made_by_hand_loses_nothing(tmp_path):
    path = tmp_path / "polls.jsonl"
    path.write_bytes(BODY)
    record(path, BODY)
    assert len(list(read_recording(path))) == 2
    packed = tmp_path / "polls.jsonl.gz"
    packed.write_bytes(gzip.compress((json.dumps({"time": 1, "states": None}) + "\n").encode() * 3))
    record(packed, BODY)
    assert len(list(read_recording(packed))) == 4


def test_a_file_that_is_not_a_recording_is_left_alone(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"my notes")
    with pytest.raises(RecordingError, match="not a recording"):
        Recorder(path)
    assert path.read_bytes() == b"my notes"


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(RecorderFailed, match="cannot be opened for recording"):
        Recorder(tmp_path)
