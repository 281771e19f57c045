import itertools

import pytest

from ml.evaluation.faults.kinds import KINDS, inject
from ml.evaluation.faults.scenes import flights_in, scenes_in
from ml.evaluation.flights import polls_of
from ml.evaluation.methods import detection
from ml.evaluation.methods.detection import THIS_DETECTION, detect
from tests.ml.evaluation.implied_speed import ImpliedSpeed
from tests.ml.evaluation.straight_flights import StraightFlight, addresses, recorded

TEST = list(itertools.islice(addresses("test"), 4))


@pytest.fixture
def faulty_polls(tmp_path):
    flights = (StraightFlight(address, latitude=47 + n, wobble=0.5) for n, address in enumerate(TEST))
    recording = recorded(tmp_path, *flights)
    scenes = list(scenes_in(flights_in(recording.rows), split="test"))
    [offset] = [kind for kind in KINDS if kind.name == "position offset"]
    rows, _ = inject(offset, recording.rows, scenes, seed=1, size=1.0)
    return polls_of(rows, recording.poll_times)


@pytest.mark.parametrize("make_scorer", [ImpliedSpeed, THIS_DETECTION], ids=["stand-in", "project"])
def test_jumps_raise_alarms_about_the_aircraft_that_jumped(faulty_polls, make_scorer):
    detected = detect(make_scorer(), faulty_polls)
    assert {alarm.icao24 for alarm in detected.alarms if alarm.opened} == set(TEST)
    assert detected.suspicion.peak(frozenset(TEST), 0, 2**31) > 1


@pytest.mark.parametrize("rows_at_once", [1, 7, 10_000])
def test_it_does_not_matter_how_many_polls_are_handed_over_at_once(faulty_polls, monkeypatch, rows_at_once):
    expected = detect(ImpliedSpeed(), faulty_polls).alarms
    monkeypatch.setattr(detection, "ROWS_AT_ONCE", rows_at_once)
    assert detect(ImpliedSpeed(), faulty_polls).alarms == expected


def test_polls_without_a_row_give_nothing():
    detected = detect(ImpliedSpeed(), [])
    assert detected.alarms == []
    assert len(detected.suspicion.score) == 0
