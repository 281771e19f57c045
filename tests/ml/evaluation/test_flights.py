import hashlib

import numpy as np
import pytest

from common.errors import RecordingError
from ml.evaluation.flights import CLIMB, CRUISE, DESCENT, LOW, hours_by_phase, polls_of, read_flights, split_of
from opensky.answers import parse_answer, read_recording
from tests.ml.evaluation.straight_flights import START, StraightFlight, recorded, write_recording


def test_polls_of_what_was_read_are_what_was_recorded(tmp_path):
    path = write_recording(tmp_path / "polls.jsonl", StraightFlight("4b0001"), StraightFlight("4b0002", first=300))
    recording = read_flights(path)
    expected = [parse_answer(answer, source="recorded") for answer in read_recording(path)]
    polls = polls_of(recording.rows, recording.poll_times)
    assert [(poll.time, poll.states) for poll in polls] == [(poll.time, poll.states) for poll in expected]


def test_nulls_and_whole_numbers_survive_the_round_trip(tmp_path):
    partly = StraightFlight("4b0002", changes=(("category", None), ("geo_altitude", None), ("squawk", None)))
    recording = recorded(tmp_path, StraightFlight("4b0001"), partly)
    whole, holed = polls_of(recording.rows, recording.poll_times)[0].states
    assert type(whole["category"]) is int
    assert (holed["category"], holed["geo_altitude"], holed["squawk"]) == (None, None, None)


@pytest.mark.parametrize("flaw", [("longitude", None), ("time_position", None), ("velocity", 1_684.0)])
def test_rows_that_the_job_rejects_are_left_out(tmp_path, flaw):
    recording = recorded(tmp_path, StraightFlight("4b0001"), StraightFlight("4b0002", changes=(flaw,)))
    assert set(recording.rows["icao24"]) == {"4b0001"}


def test_a_recording_without_a_usable_row_is_refused(tmp_path):
    with pytest.raises(RecordingError, match="no row"):
        recorded(tmp_path, StraightFlight("4b0001", changes=(("latitude", None),)))


def test_a_poll_without_rows_is_still_a_poll(tmp_path):
    recording = recorded(tmp_path, StraightFlight("4b0001", first=20, last=40))
    assert recording.poll_times.tolist() == [START, START + 10, START + 20, START + 30, START + 40]
    assert [len(poll.states) for poll in polls_of(recording.rows, recording.poll_times)] == [0, 0, 1, 1, 1]


def test_an_hour_unheard_ends_a_flight(tmp_path):
    recording = recorded(
        tmp_path,
        StraightFlight("4b0001", last=100),
        StraightFlight("4b0001", first=3_690, last=3_700),
        StraightFlight("4b0001", first=7_300, last=7_310),
        StraightFlight("4b0002", last=100),
    )
    first = recording.rows.groupby("flight")["poll_time"].min() - START
    assert sorted(first) == [0, 0, 7_300]


def test_hours_are_those_between_the_fixes_by_phase(tmp_path):
    recording = recorded(
        tmp_path,
        StraightFlight("4b0001", last=3_600),
        StraightFlight("4b0002", last=1_800, changes=(("vertical_rate", 8.0),)),
        StraightFlight("4b0003", last=1_800, changes=(("vertical_rate", -8.0),)),
        StraightFlight("4b0004", last=1_800, changes=(("baro_altitude", 1_000.0),)),
        StraightFlight("4b0005", last=1_800, changes=(("vertical_rate", None),)),
        StraightFlight("4b0006", last=1_800, changes=(("on_ground", True),)),
    )
    assert hours_by_phase(recording.rows) == pytest.approx({CLIMB: 0.5, CRUISE: 1, DESCENT: 0.5, LOW: 1})


def test_hours_count_neither_repeats_nor_gaps(tmp_path):
    repeated = StraightFlight("4b0001", last=600, changes=(("time_position", START), ("last_contact", START)))
    recording = recorded(tmp_path, repeated, StraightFlight("4b0002", last=0), StraightFlight("4b0002", first=310))
    assert hours_by_phase(recording.rows)[CRUISE] == pytest.approx((900 - 310) / 3_600)


def test_split_depends_on_the_address_alone_and_is_even():
    assert split_of("4b1814") == split_of("4b1814")
    splits, counts = np.unique([split_of(f"{number:06x}") for number in range(3_000)], return_counts=True)
    assert splits.tolist() == ["calibrate", "test", "train"]
    assert counts.min() > 900


def test_hash_is_that_of_the_file(tmp_path):
    path = write_recording(tmp_path / "polls.jsonl", StraightFlight("4b0001"))
    assert read_flights(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.captures
def test_a_real_series_gives_the_hours_it_is_known_for(captures):
    recording = read_flights(captures / "traffic" / "switzerland_2018-08-01_10s_dev.jsonl.gz")
    assert len(recording.rows) == 84_416
    assert recording.rows["icao24"].nunique() == 515
    assert sum(hours_by_phase(recording.rows).values()) == pytest.approx(232.4, abs=0.1)
