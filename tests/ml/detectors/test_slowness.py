"""Speeds at which no airplane flies, reported in flight, at polls 10, 90 and 300 s apart."""

import numpy as np
import pytest

from ml.detectors.detection import detect
from ml.detectors.slowness import needed_ms
from ml.tracks.tracks import Tracks
from tests.ml.detectors.tried import fired
from tests.ml.flown import DEGREE_M, flown


def first_fired(name, states):
    """Return the seconds from the first fix to the one at which the detector fires, None if it does not."""
    detected, _ = detect(states, Tracks.none())
    times = states["time_position"][[name in names for names in detected.detectors]]
    return None if times.empty else int(times.iloc[0] - states["time_position"].iloc[0])


def stopped(count=20, *, step_s=10, reported_ms=0.0, **same):
    """Return a flight whose speed is reported as this from the sixth fix on."""

    def change(number, state):
        if number >= 5:
            state["velocity"] = reported_ms

    return flown(count, step_s=step_s, change=change, **same)


@pytest.mark.parametrize(("step_s", "after_s"), [(5, 30), (10, 30), (30, 30), (90, 90), (300, 600)])
@pytest.mark.parametrize("reported_ms", [0.0, 15.0])
def test_no_speed_while_positions_go_on_is_found_at_any_pace(step_s, after_s, reported_ms):
    states = stopped(step_s=step_s, reported_ms=reported_ms)
    assert first_fired("no_speed_in_flight", states) == 5 * step_s + after_s


@pytest.mark.parametrize("step_s", [10, 90])
@pytest.mark.parametrize("altitude_m", [None, 600.0, 11_000.0])
def test_the_height_makes_no_difference_to_a_speed_of_0(step_s, altitude_m):
    assert "no_speed_in_flight" in fired(stopped(step_s=step_s, speed=90.0, baro_altitude=altitude_m))


@pytest.mark.parametrize("step_s", [10, 90])
@pytest.mark.parametrize(
    "same",
    [
        {"speed": 50.0},  # not faster than a helicopter between two stops
        {"reported_ms": 25.0},
        {"reported_ms": None},
        {"on_ground": True},
    ],
)
def test_what_may_be_a_true_speed_is_no_contradiction(step_s, same):
    assert "no_speed_in_flight" not in fired(stopped(step_s=step_s, **same))


@pytest.mark.parametrize("step_s", [10, 90])
def test_a_single_speed_of_0_is_passed_over(step_s):
    states = flown(20, step_s=step_s, change=lambda n, s: s.update(velocity=0.0) if n in (5, 9) else None)
    assert "no_speed_in_flight" not in fired(states)


@pytest.mark.parametrize("category", [0, 8])
def test_a_hovering_aircraft_whose_positions_scatter_has_no_speed_indeed(category):
    rng = np.random.default_rng(1)

    def hover(_number, state):
        state["latitude"] += rng.normal(0, 500) / DEGREE_M
        state["velocity"] = rng.uniform(0, 5)

    assert "no_speed_in_flight" not in fired(flown(60, speed=0.0, category=category, baro_altitude=900.0, change=hover))


@pytest.mark.parametrize(("altitude_m", "least"), [(9_000, 67), (11_582, 98), (13_000, 100)])
def test_a_jet_needs_more_over_ground_the_higher_it_flies(altitude_m, least):
    assert needed_ms(np.array([float(altitude_m)]))[0] == pytest.approx(least, abs=0.5)


@pytest.mark.parametrize(("step_s", "after_s"), [(5, 120), (10, 120), (30, 120), (90, 180), (300, 300)])
@pytest.mark.parametrize("speed_ms", [26.0, 80.0])
def test_a_jet_too_slow_for_its_height_is_found_after_two_minutes(step_s, after_s, speed_ms):
    states = flown(30, step_s=step_s, speed=speed_ms, category=4)
    assert first_fired("too_slow_for_height", states) == after_s


@pytest.mark.parametrize("step_s", [10, 90])
def test_an_aircraft_of_unknown_kind_is_judged_by_an_earlier_speed_or_its_callsign(step_s):
    slow = {"speed": 26.0, "step_s": step_s, "category": 0}
    assert "too_slow_for_height" in fired(flown(30, callsign="SWR7EA", **slow))
    assert "too_slow_for_height" not in fired(flown(30, callsign="HBAL593", **slow))
    assert "too_slow_for_height" not in fired(flown(30, callsign=None, **slow))

    def was_fast(number, state):
        state["velocity"] = 220.0 if number < 4 else 26.0

    assert "too_slow_for_height" in fired(flown(25, callsign=None, change=was_fast, **slow))


@pytest.mark.parametrize("step_s", [10, 90])
@pytest.mark.parametrize(
    "same",
    [
        *({"category": kind} for kind in (2, 7, 8, 9, 10, 12, 14)),
        {"category": 4, "baro_altitude": 8_000.0},
        {"category": 4, "baro_altitude": None},
        {"category": 4, "on_ground": True, "baro_altitude": None},
        {"category": 0, "baro_altitude": 21_000.0},
    ],
)
def test_others_may_be_slow(step_s, same):
    assert "too_slow_for_height" not in fired(flown(30, step_s=step_s, speed=40.0, **same))


def test_the_evidence_has_the_numbers():
    detected, _ = detect(flown(20, speed=26.0, category=4, baro_altitude=11_582.0), Tracks.none())
    (finding,) = (each for each in detected.findings[12] if each.detector == "too_slow_for_height")
    assert finding.evidence == (
        "flew at 26 m/s for 120 s at 11582 m, where a jet needs 98 m/s even against 100 m/s of wind: "
        "moves as a spoofed position would"
    )
    assert (finding.family, finding.severity) == ("flight", "warning")


def test_a_slow_report_beside_fast_positions_is_a_wrong_report():
    states = stopped(30, reported_ms=10.0, category=4)
    assert "too_slow_for_height" not in fired(states)
    assert "no_speed_in_flight" in fired(states)


@pytest.mark.parametrize(
    ("same", "beyond"),
    [
        ({"category": 14, "speed": 170.0, "baro_altitude": 20_000.0}, False),
        ({"category": 14, "speed": 40.0, "baro_altitude": 23_000.0}, False),
        ({"category": 14, "speed": 170.0, "baro_altitude": 26_000.0}, True),
        ({"category": 0, "speed": 30.0, "baro_altitude": 21_000.0}, False),
        ({"category": None, "speed": 60.0, "baro_altitude": 30_000.0}, False),
        ({"category": 0, "speed": 230.0, "baro_altitude": 21_000.0}, True),
        ({"category": 4, "speed": 30.0, "baro_altitude": 21_000.0}, True),
        ({"category": 15, "speed": 900.0, "baro_altitude": 35_000.0}, False),
    ],
)
@pytest.mark.parametrize("step_s", [10, 90])
def test_balloons_and_unmanned_aircraft_fly_high(step_s, same, beyond):
    assert ("beyond_performance" in fired(flown(6, step_s=step_s, **same))) is beyond
