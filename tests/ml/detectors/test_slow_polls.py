"""Each detector of motion and altitude with polls 90 s apart: a track that makes it fire, a close one that must not."""

import numpy as np
import pytest

from ml.detectors.detection import detect
from ml.tracks.tracks import Tracks
from tests.ml.detectors.test_detectors import alternating, from_fix, moved, squawking
from tests.ml.detectors.tried import fired
from tests.ml.flown import DEGREE_M, flown

STEP_S = 90


def slow(count, **what):
    return flown(count, step_s=STEP_S, **what)


def climbing(first, rate):
    def change(number, state):
        if number >= first:
            state["baro_altitude"] += rate * STEP_S * (number - first + 1)

    return change


def away(first, last, metres, **values):
    """Another altitude from one fix to before another."""

    def change(number, state):
        if first <= number < last:
            state["baro_altitude"] += metres
            state |= values

    return change


def scattered(seed, *, aside_m, height_m):
    drawn = np.random.default_rng(seed)

    def change(_number, state):
        state["longitude"] += drawn.normal(0, aside_m) / (DEGREE_M * np.cos(np.radians(state["latitude"])))
        state["baro_altitude"] += drawn.normal(0, height_m)

    return change


FIRES = {
    "position_jump": slow(14, change=moved(6, north_m=-5_000)),
    "course_mismatch": slow(14, change=moved(6, east_per_fix_m=STEP_S * 10)),
    "speed_mismatch": slow(14, change=moved(6, per_fix_m=-STEP_S * 20)),
    "frozen": slow(12, change=lambda number, state: state.update(latitude=40.0) if number >= 6 else None),
    "erratic": slow(20, change=scattered(1, aside_m=500, height_m=60)),
    "climb_mismatch": slow(14, change=climbing(6, 1.5)),
    "altitude_excursion": slow(14, change=away(5, 11, 300)),
    "duplicate_address": slow(14, change=alternating),
    "too_slow_for_height": slow(10, speed=60.0, category=4),
    "no_speed_in_flight": slow(12, change=from_fix(6, velocity=0.0)),
    "emergency_squawk": slow(12, change=squawking("7700", {6, 7})),
    "emergency_code_once": slow(12, change=squawking("7700", {6})),
    "callsign_change": slow(12, change=from_fix(6, callsign="DLH123")),
}

SILENT = {
    "position_jump": slow(14, change=moved(6, 7, north_m=-4_000)),  # one position 20 s late
    "course_mismatch": slow(14, change=moved(6, 7, east_m=800)),
    "speed_mismatch": slow(14, change=moved(6, per_fix_m=-STEP_S * 2)),
    "frozen": slow(12, change=lambda number, state: state.update(latitude=40.0) if number == 1 else None),
    "erratic": slow(20, change=scattered(1, aside_m=60, height_m=8)),
    "climb_mismatch": slow(14, change=climbing(6, 0.3)),
    "altitude_excursion": slow(14, change=away(5, 14, 300)),  # a new level, kept
    "duplicate_address": slow(14, change=moved(6, north_m=84_000)),
    "too_slow_for_height": slow(10, speed=110.0, category=4),
    "no_speed_in_flight": slow(12, speed=50.0, change=from_fix(6, velocity=0.0)),
    "emergency_squawk": slow(12, change=squawking("7700", {6})),
    "emergency_code_once": slow(12, change=squawking("7701", {6})),
    "callsign_change": slow(12, change=lambda n, s: s.update(callsign="DLH123") if n == 6 else None),
}


@pytest.mark.parametrize("name", FIRES)
def test_detector_fires_with_slow_polls(name):
    assert name in fired(FIRES[name])


@pytest.mark.parametrize("name", SILENT)
def test_detector_does_not_fire_close_to_it_with_slow_polls(name):
    assert name not in fired(SILENT[name])


@pytest.mark.parametrize("step_s", [10, 30, 90, 300])
@pytest.mark.parametrize("change", [away(6, 7, 300), away(6, 12, 60), away(6, 12, 300, vertical_rate=5.0)],
                         ids=["one fix", "60 m", "with a climb"])  # fmt: skip
def test_an_excursion_takes_two_fixes_a_hundred_metres_and_level_flight(step_s, change):
    assert "altitude_excursion" not in fired(flown(16, step_s=step_s, change=change))


@pytest.mark.parametrize("step_s", [10, 30, 90, 300])
@pytest.mark.parametrize("metres", [-300, 150])
def test_an_excursion_is_found_when_the_altitude_is_back(step_s, metres):
    detected, _ = detect(flown(16, step_s=step_s, change=away(6, 12, metres)), Tracks.none())
    (at,) = [row for row, names in enumerate(detected.detectors) if "altitude_excursion" in names]
    (evidence,) = [each.evidence for each in detected.findings[at] if each.detector == "altitude_excursion"]
    assert at == 12
    where = "above" if metres > 0 else "below"
    assert evidence.startswith(f"altitude was {abs(metres)} m {where} its level of 11000 m for {7 * step_s} s")


@pytest.mark.parametrize("step_s", [10, 30, 90])
def test_a_jump_without_a_speed_is_found_from_the_steps_around_it(step_s):
    bare = flown(14, step_s=step_s, velocity=None, true_track=None, change=moved(6, east_m=20_000))
    detected, _ = detect(bare, Tracks.none())
    (first,) = [found for found in detected.findings if found][:1]
    assert first[0].detector == "position_jump"
    assert "before" in first[0].evidence


@pytest.mark.parametrize("step_s", [10, 30, 90])
def test_a_turn_without_a_speed_is_no_jump(step_s):
    def turn(number, state):
        if number >= 7:
            state["longitude"] += (number - 7) * step_s * 200 / (DEGREE_M * np.cos(np.radians(40)))
            state["latitude"] = 40.0 + 7 * step_s * 200 / DEGREE_M

    assert fired(flown(14, step_s=step_s, velocity=None, true_track=None, change=turn)) == set()


def after_absence(north_m):
    """Polls 90 s apart that lack the aircraft twice, and then its position as late as said."""
    states = slow(20, change=moved(10, 11, north_m=north_m))
    return states.drop(index=[8, 9]).reset_index(drop=True)


@pytest.mark.parametrize("north_m", [-15_000, -8_000, 0])
def test_the_first_position_after_an_absence_may_be_late(north_m):
    assert fired(after_absence(north_m)) == set()


def test_the_first_position_after_an_absence_cannot_be_out_of_reach():
    assert fired(after_absence(90_000)) == {"position_jump"}


@pytest.mark.parametrize("step_s", [10, 30])
def test_an_interpolated_turn_is_not_a_drift(step_s):
    """A resampled recording fills a gap with equal steps along a chord, while the track turns evenly."""
    chord = 8.0

    def change(number, state):
        flown_m = step_s * 200.0 * number
        state["latitude"] = 40.0 + flown_m * np.cos(np.radians(chord)) / DEGREE_M
        state["longitude"] = -30.0 + flown_m * np.sin(np.radians(chord)) / (DEGREE_M * np.cos(np.radians(40.0)))
        state["true_track"] = 16.0 * number / 23

    assert "course_mismatch" not in fired(flown(24, step_s=step_s, change=change))
