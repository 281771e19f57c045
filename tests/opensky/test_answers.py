import gzip
import json
import math

import pytest

from common.errors import RecordingError, SourceUnavailable
from contracts.state_vector import SCHEMA_VERSION
from opensky.answers import decode_body, parse_answer, read_polls, read_recording
from opensky.rows import parse_row
from tests.local_opensky import MIDNIGHT, ROW, row


def read(path):
    with gzip.open(path) as file:
        return decode_body(file.read())


def test_records_carry_the_envelope():
    poll = parse_answer({"time": MIDNIGHT, "states": [ROW]}, source="simulated", feed="simulated 45,5,48,11")
    envelope = {
        "poll_time": MIDNIGHT,
        "source": "simulated",
        "feed": "simulated 45,5,48,11",
        "schema_version": SCHEMA_VERSION,
    }
    assert poll.states == [parse_row(ROW) | envelope]


@pytest.mark.parametrize("states", [None, []])
def test_no_states_are_an_empty_poll(states):
    poll = parse_answer({"time": MIDNIGHT, "states": states}, source="x")
    assert (poll.time, poll.states, poll.invalid) == (MIDNIGHT, [], {})


def test_invalid_rows_are_counted_and_leave_valid_ones_unaffected():
    rows = [row(), row(longitude=math.nan), row(icao24="xyz"), ROW[:5], None, row(time_position="now"), row()]
    body = json.dumps({"time": MIDNIGHT, "states": rows}).encode()
    poll = parse_answer(decode_body(body), source="x")
    assert len(poll.states) == 2
    assert poll.invalid == {
        "wrong type: longitude": 1,
        "invalid icao24": 1,
        "short row": 1,
        "not an array": 1,
        "wrong type: time_position": 1,
    }


@pytest.mark.parametrize("length", [13, 17, 18, 19])
def test_rows_of_different_lengths_are_accepted_in_one_answer(length):
    poll = parse_answer({"time": MIDNIGHT, "states": [[*ROW, "new"][:length]]}, source="x")
    assert (len(poll.states), poll.invalid.total()) == (1, 0)


def test_a_bare_array_is_dated_by_its_newest_contact():
    assert parse_answer([row(last_contact=MIDNIGHT - 9), row(last_contact=MIDNIGHT)], source="x").time == MIDNIGHT


@pytest.mark.parametrize(
    "answer",
    [
        *(None, 7, "states", {}, [], {"error": "busy"}, {"time": MIDNIGHT}, {"states": []}),
        *({"time": time, "states": []} for time in ("now", 0, 2**63, True)),
        *({"time": MIDNIGHT, "states": states} for states in ("none", {"a": 1})),
    ],
)
def test_content_that_is_not_an_answer_is_unavailable(answer):
    with pytest.raises(SourceUnavailable):
        parse_answer(answer, source="x")


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"time": 1, "states": [', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_body_that_is_not_json_is_unavailable(body):
    with pytest.raises(SourceUnavailable, match="not JSON"):
        decode_body(body)


def test_a_recording_is_read_line_by_line(tmp_path):
    lines = b'{"time": 1, "states": null}\n\n{"time": 2, "states": []}\n'
    (tmp_path / "plain.jsonl").write_bytes(lines)
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(lines[:29]) + gzip.compress(lines[29:]))
    for path in tmp_path.iterdir():
        assert [answer["time"] for answer in read_recording(path)] == [1, 2]


@pytest.mark.parametrize("line", [b"not JSON", b"[]", b'{"time": "1", "states": []}', b'{"time": 1}'])
def test_a_malformed_recording_is_named_with_its_line(tmp_path, line):
    path = tmp_path / "polls.jsonl"
    path.write_bytes(b'{"time": 1, "states": null}\n' + line)
    with pytest.raises(RecordingError, match=r"polls\.jsonl, line 2"):
        list(read_recording(path))


@pytest.mark.parametrize("line", [b"not JSON", b'{"time": 2, "states": 5}', b'{"time": -1, "states": []}'])
def test_polls_are_read_up_to_a_malformed_line_which_is_named(tmp_path, line):
    path = tmp_path / "polls.jsonl"
    path.write_bytes(b'{"time": 1, "states": null, "_source": "simulated"}\n\n' + line)
    polls = read_polls(path)
    assert next(polls).time == 1
    with pytest.raises(RecordingError, match=r"polls\.jsonl, line 3: "):
        next(polls)


def test_polls_have_the_source_they_were_recorded_from(tmp_path):
    path = tmp_path / "polls.jsonl"
    answers = [{"time": 1, "states": [row()], "_source": "simulated"}, {"time": 2, "states": [row()]}]
    path.write_text("\n".join(map(json.dumps, answers)))
    assert [poll.states[0]["source"] for poll in read_polls(path)] == ["simulated", "recorded"]


@pytest.mark.parametrize("damage", [lambda packed: packed[:-9], lambda packed: packed[:10] + b"\xff" * 10])
def test_a_damaged_gzip_is_a_recording_error_after_what_can_be_read(tmp_path, damage):
    path = tmp_path / "polls.jsonl.gz"
    first, second, third = (gzip.compress(b'{"time": %d, "states": null}\n' % time) for time in (1, 2, 3))
    path.write_bytes(first + second + damage(third))
    answers = read_recording(path)
    assert [next(answers)["time"], next(answers)["time"]] == [1, 2]
    with pytest.raises(RecordingError, match=r"polls\.jsonl\.gz, after line 2: "):
        next(answers)


def test_a_missing_recording_is_named_without_a_line(tmp_path):
    path = tmp_path / "none.jsonl"
    with pytest.raises(RecordingError) as missing:
        next(read_recording(path))
    assert str(missing.value) == f"{path}: No such file or directory"


@pytest.mark.captures
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("world_2017-01-08_13field_legacy.json.gz", 2_039),
        ("world_2021-10-17T1149Z_5485.json.gz", 5_485),
        ("world_2023-06-20_7128_bare_array.json.gz", 7_128),
        ("netherlands_2023-06-20_123_bare_array.json.gz", 123),
    ],
)
def test_real_answers_are_read_whole(captures, name, rows):
    poll = parse_answer(read(captures / "opensky" / name), source="recorded")
    assert (len(poll.states), poll.invalid) == (rows, {})


@pytest.mark.captures
def test_real_rows_of_13_fields_have_no_later_ones(captures):
    path = captures / "opensky" / "world_2017-01-08_13field_legacy.json.gz"
    states = parse_answer(read(path), source="recorded").states
    assert {state["squawk"] for state in states} == {None}


@pytest.mark.captures
def test_a_real_recording_of_three_days_is_read_whole(captures):
    recording = captures / "opensky" / "iberia_2025-09-25_27_full18.jsonl.gz"
    polls = [parse_answer(answer, source="recorded") for answer in read_recording(recording)]
    assert (len(polls), sum(len(poll.states) for poll in polls)) == (347, 144_309)
    assert sum(poll.invalid.total() for poll in polls) == 0
