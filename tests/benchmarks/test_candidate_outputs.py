"""The comparison of a candidate's outputs with what is right for the topic."""

import orjson
import pytest

from benchmarks.candidate_outputs import (
    Written,
    differences,
    outputs_of_peer,
    outputs_of_this_job,
    outputs_of_usual_job,
)

RECORD = {"icao24": "4b1814", "time_position": 100, "poll_time": 105, "anomaly_score": 0.5}
OTHER = RECORD | {"icao24": "3c6444", "anomaly_score": None}
WINDOW = {"window_start": 0, "flight_count": 2, "record_count": 2, "avg_vertical_rate": 1.25}


def written(*records, windows=(WINDOW,)):
    outputs = Written()
    for record in records:
        outputs.add_record(record)
    for window in windows:
        outputs.add_window(window)
    return outputs


RIGHT = written(RECORD, OTHER)


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        pytest.param(written(OTHER, RECORD), "outputs equal", id="another order"),
        pytest.param(written(RECORD), "1 records missing", id="missing"),
        pytest.param(written(RECORD, OTHER, OTHER | {"poll_time": 115}), "1 records extra", id="extra"),
        pytest.param(written(RECORD, OTHER, OTHER), "1 records repeated", id="repeated"),
        pytest.param(written(RECORD, OTHER | {"anomaly_score": 0.1}), "1 records with another score", id="score"),
        pytest.param(written(RECORD, OTHER, windows=()), "no windows", id="no windows"),
        pytest.param(
            written(RECORD, OTHER, windows=[WINDOW | {"window_start": 120}]), "1 windows missing", id="other window"
        ),
        pytest.param(
            written(RECORD, OTHER, windows=[WINDOW, WINDOW | {"window_start": 120}]), "outputs equal", id="still open"
        ),
        pytest.param(
            written(RECORD, OTHER, windows=[WINDOW | {"flight_count": 1}]),
            "1 instead of 2 aircraft in a window",
            id="aircraft",
        ),
        pytest.param(
            written(RECORD, OTHER, windows=[WINDOW | {"avg_vertical_rate": 1.2}]),
            "a mean vertical rate of 1.2 instead of 1.25 m/s in a window",
            id="rate",
        ),
    ],
)
def test_what_differs_is_counted(outputs, words):
    assert differences(outputs, RIGHT).startswith(words)


def lines(folder, name, *objects):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in objects))


def test_outputs_of_the_job_are_read_from_its_folders(tmp_path):
    lines(tmp_path, "cleaned_flights/date=2026-06-01/hour=08/batch=0/part-00000.json", RECORD, OTHER)
    lines(tmp_path, "windowed_stats/date=2026-06-01/hour=08/window=0.json", WINDOW)
    assert differences(outputs_of_this_job(tmp_path), RIGHT).startswith("outputs equal")


def test_of_a_peers_windows_the_one_with_most_records_counts_whichever_worker_wrote_it(tmp_path):
    lines(tmp_path, "records-0.jsonl", RECORD)
    lines(tmp_path, "records-1.jsonl", OTHER)
    lines(tmp_path, "windows-0.jsonl", WINDOW)
    lines(tmp_path, "windows-1.jsonl", WINDOW | {"flight_count": 1, "record_count": 1})
    assert differences(outputs_of_peer(tmp_path), RIGHT).startswith("outputs equal")


def test_records_of_the_usual_job_have_no_scores(tmp_path):
    without = {name: value for name, value in RECORD.items() if name != "anomaly_score"}
    lines(tmp_path, "cleaned/part-0.json", without, without)
    window = {"window": {"start": "1970-01-01T00:00:00.000Z"}, "flight_count": 2, "avg_vertical_rate": 1.25}
    lines(tmp_path, "windows/part-0.json", window)
    words = "1 records missing; 1 records repeated; records without scores (right: 2 records and 1 closed windows)"
    assert differences(outputs_of_usual_job(tmp_path), RIGHT) == words
