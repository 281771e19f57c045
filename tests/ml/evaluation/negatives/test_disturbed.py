import itertools

import numpy as np
import pytest

from ml.evaluation.flights import polls_of
from ml.evaluation.methods.methods import Methods
from ml.evaluation.negatives.disturbed import DISTURBANCES, disturbed_alerts, lagging, late, stale_at_the_edges
from ml.evaluation.pace import USUAL
from tests.ml.evaluation.implied_speed import ImpliedSpeed
from tests.ml.evaluation.straight_flights import (
    METRES_PER_DEGREE,
    SPEED_MS,
    START,
    StraightFlight,
    addresses,
    recorded,
)

METRES_EAST = METRES_PER_DEGREE * np.cos(np.radians(47))


@pytest.fixture
def recording(tmp_path):
    flights = [
        StraightFlight(address, first=300 * number, last=300 * number + 1_800)
        for number, address in enumerate(itertools.islice(addresses("test"), 2))
    ]
    return recorded(tmp_path, *flights)


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def test_half_of_the_positions_lag_by_5_s(recording, rng):
    back_m = (recording.rows["longitude"] - lagging(recording.rows, rng)["longitude"]) * METRES_EAST
    assert set(back_m.round(-1)) == {0, 5 * SPEED_MS}
    assert (back_m > 500).mean() == pytest.approx(0.5, abs=0.1)


def test_late_positions_are_those_of_their_time(recording, rng):
    rows = late(recording.rows, rng)
    age_s = rows["poll_time"] - rows["time_position"]
    assert age_s.between(0, 60).all()
    assert (age_s > 0).mean() > 0.2
    back_m = (recording.rows["longitude"] - rows["longitude"]) * METRES_EAST
    assert back_m.to_numpy() == pytest.approx(age_s.to_numpy() * SPEED_MS, rel=0.01, abs=1)
    for _, of_flight in rows.groupby("flight"):
        assert (np.diff(of_flight["time_position"]) >= 0).all()


def test_the_first_position_stays_and_the_last_row_is_repeated(recording, rng):
    rows = stale_at_the_edges(recording.rows, rng)
    for _, of_flight in rows.groupby("flight"):
        age_s = (of_flight["poll_time"] - of_flight["time_position"]).to_numpy()
        assert age_s.max() <= 300
        held = np.flatnonzero(age_s == 0)[1] if (age_s[1:] == 0).any() else 0
        assert of_flight["longitude"].iloc[:held].nunique() <= 1
    first = rows[rows["flight"] == 0]
    assert len(first) == len(recording.rows[recording.rows["flight"] == 0]) + 30
    assert first["poll_time"].iloc[-1] == START + 2_100
    assert polls_of(rows, recording.poll_times)


def test_disturbed_traffic_is_judged_by_the_hours_of_the_undisturbed(recording):
    found = disturbed_alerts(recording, Methods(ImpliedSpeed), USUAL)
    assert [*found] == [disturbance.name for disturbance in DISTURBANCES]
    assert {round(false.in_all.hours, 3) for false in found.values()} == {1.0}
