import numpy as np
import pytest

from ml.evaluation.flights import read_flights
from ml.evaluation.pace import PACES, USUAL
from ml.evaluation.thinning import at_pace, paces_of
from ml.thinning import PACES_S, interval_s, poll_times_at
from tests.ml.evaluation.straight_flights import START, StraightFlight, recorded

BY_SECONDS = {pace.seconds: pace for pace in PACES}


def test_a_slower_user_gets_the_same_answers_but_fewer(tmp_path):
    recording = recorded(tmp_path, StraightFlight("4b0001"), StraightFlight("4b0002", first=300))
    slower = at_pace(recording, BY_SECONDS[90])
    assert slower.poll_times.tolist() == list(range(START, START + 901, 90))
    assert slower.rows.equals(recording.rows[recording.rows["poll_time"].isin(slower.poll_times)])


def test_a_repeated_row_stays_in_the_answers_that_hold_it(tmp_path):
    stale = StraightFlight("4b0001", changes=(("time_position", START), ("last_contact", START)))
    slower = at_pace(recorded(tmp_path, stale), BY_SECONDS[300])
    assert slower.rows["poll_time"].tolist() == [START, START + 300, START + 600, START + 900]
    assert (slower.rows["time_position"] == START).all()


def test_no_answer_is_skipped_at_the_pace_of_the_recording():
    uneven = START + np.cumsum([86, 90, 94, 71, 100, 90, 512, 88])
    assert poll_times_at(uneven, 90).tolist() == uneven.tolist()
    assert np.diff(poll_times_at(uneven, 300)).min() >= 255


@pytest.mark.parametrize(("step_s", "paces"), [(5, [5, 10, 30, 90, 300]), (10, [10, 30, 90, 300]), (96, [90, 300])])
def test_a_recording_has_the_paces_that_are_not_faster_than_its_own(tmp_path, step_s, paces):
    recording = recorded(tmp_path, StraightFlight("4b0001"))
    times = START + np.arange(0, 900, step_s)
    by_step = type(recording)(recording.rows, times, recording.source, recording.sha256)
    assert interval_s(times) == step_s
    assert [pace.seconds for pace in paces_of(by_step)] == paces


def test_the_evaluation_and_the_calibration_have_the_same_paces():
    assert tuple(BY_SECONDS) == PACES_S


def test_a_fault_fits_into_the_shortest_flight_at_every_pace():
    for pace in PACES:
        assert pace.shortest_flight_s * 2 / 3 >= pace.fault_s
        assert pace.fault_s / pace.seconds >= pace.fewest_fixes
        assert pace.shortest_flight_s / 3 >= 2 * pace.seconds
    assert USUAL.afterwards_s == 60
    assert BY_SECONDS[300].afterwards_s == 300


@pytest.mark.captures
def test_a_capture_of_the_whole_region_has_only_slow_paces(captures):
    recording = read_flights(captures / "opensky" / "iberia_2025-09-25_27_full18.jsonl.gz")
    assert [pace.seconds for pace in paces_of(recording)] == [90, 300]
    assert len(at_pace(recording, BY_SECONDS[90]).poll_times) > 300
