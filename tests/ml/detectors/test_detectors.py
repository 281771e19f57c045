"""Each detector with a track that makes it fire, and a similar one that must not."""

import re

import numpy as np
import pandas as pd
import pytest

from common.airports import nearest_airports
from ml.detectors.detection import detect
from ml.detectors.detectors import DETECTORS
from ml.tracks.tracks import Tracks
from tests.ml.detectors.tried import fired, lost
from tests.ml.flown import DEGREE_M, flown


def from_fix(first, **values):
    def change(number, state):
        if number >= first:
            state |= values

    return change


def from_to(first, last, **values):
    def change(number, state):
        if first <= number < last:
            state |= values

    return change


def moved(first, last=10_000, *, north_m=0.0, per_fix_m=0.0, east_m=0.0, east_per_fix_m=0.0):
    def change(number, state):
        if first <= number < last:
            fixes = number - first + 1
            state["latitude"] += (north_m + per_fix_m * fixes) / DEGREE_M
            east = east_m + east_per_fix_m * fixes
            state["longitude"] += east / (DEGREE_M * np.cos(np.radians(state["latitude"])))

    return change


def climbing(first, rate, *, step_s=10):
    def change(number, state):
        if number >= first:
            state["baro_altitude"] += rate * step_s * (number - first + 1)

    return change


def squawking(code, fixes):
    def change(number, state):
        if number in fixes:
            state["squawk"] = code

    return change


def zigzag(number, state):
    """Scatters by 500 m sideways and 60 m in height."""
    side = (-1) ** number
    state["longitude"] += side * 500 / DEGREE_M
    state["baro_altitude"] += side * 60


def alternating(number, state):
    if number >= 6 and number % 2:
        state["longitude"] += 1.0  # 84 km east


def descending(rate):
    def change(number, state):
        state["vertical_rate"] = rate
        state["baro_altitude"] = 11_000 + rate * 10 * number

    return change


def turning(degrees):
    def change(number, state):
        state["true_track"] = degrees * number % 360

    return change


FIRES = {
    "position_jump": flown(12, change=moved(6, north_m=-5_000)),
    "course_mismatch": flown(20, change=moved(6, east_per_fix_m=200)),
    "speed_mismatch": flown(24, change=moved(6, per_fix_m=-200)),
    "speed_jump": flown(12, change=from_fix(6, velocity=230.0)),
    "frozen": flown(12, change=lambda number, state: state.update(latitude=40.0) if number >= 6 else None),
    "erratic": flown(12, change=zigzag),
    "duplicate_address": flown(14, change=alternating),
    "altitude_jump": flown(12, change=from_fix(6, baro_altitude=11_300.0)),
    "climb_mismatch": flown(20, change=climbing(6, 3.0)),
    "altitude_excursion": flown(14, change=from_to(5, 11, baro_altitude=11_300.0)),
    "rapid_descent": flown(6, change=descending(-30.0)),
    "beyond_performance": flown(4, speed=130.0, category=8, baro_altitude=1_000.0),
    "low_flight": flown(4, baro_altitude=200.0),
    "circling": flown(32, change=turning(38)),
    "no_speed_in_flight": flown(12, change=from_fix(6, velocity=0.0)),
    "too_slow_for_height": flown(20, speed=80.0, category=4),
    "emergency_squawk": flown(12, change=squawking("7700", {6, 7, 8})),
    "emergency_code_once": flown(12, change=squawking("7700", {6})),
    "callsign_change": flown(12, change=from_fix(6, callsign="DLH123")),
    "signal_gaps": lost(20, 22, 23, 25, 27)(flown(36)),
    "silence": lost(*range(20, 32))(flown(52)),  # 130 s from fix to fix
}

SILENT = {
    "position_jump": flown(12, change=moved(6, 7, north_m=-2_000)),  # one position ten seconds late
    "course_mismatch": flown(20, change=moved(6, 10, east_per_fix_m=50)),
    "speed_mismatch": flown(24, change=lambda n, s: s.update(latitude=s["latitude"] - (n % 2) * 1_800 / DEGREE_M)),
    "speed_jump": flown(12, change=from_fix(6, velocity=212.0)),
    "frozen": flown(12, change=lambda number, state: state.update(latitude=40.0) if number in (1,) else None),
    "erratic": flown(12, change=lambda n, s: s.update(baro_altitude=11_000 + (-1) ** n * 60)),
    "duplicate_address": flown(14, change=moved(6, north_m=84_000)),
    "altitude_jump": flown(12, change=lambda n, s: s.update(baro_altitude=11_300.0) if n == 6 else None),
    "climb_mismatch": flown(20, change=climbing(6, 1.0)),
    "altitude_excursion": flown(14, change=from_to(5, 11, baro_altitude=11_300.0, vertical_rate=3.0)),
    "rapid_descent": flown(6, change=lambda _n, s: s.update(vertical_rate=-30.0)),  # the altitude does not confirm it
    "beyond_performance": flown(4, speed=100.0, category=8, baro_altitude=1_000.0),
    "low_flight": flown(4, baro_altitude=200.0, category=8),
    "circling": flown(32, change=turning(30)),
    "no_speed_in_flight": flown(12, speed=55.0, change=from_fix(6, velocity=0.0)),
    "too_slow_for_height": flown(20, speed=105.0, category=4),
    "emergency_squawk": flown(12, change=squawking("7700", {6, 7})),
    "emergency_code_once": flown(12, change=squawking("7701", {6})),
    "callsign_change": flown(12, change=lambda n, s: s.update(callsign="DLH123") if n in (6, 7) else None),
    "signal_gaps": lost(*range(20, 26), 28)(flown(38)),  # a lost minute and one fix
    "silence": lost(*range(20, 29))(flown(52)),  # 100 s
}

OPTIONAL = (
    "callsign",
    "velocity",
    "true_track",
    "vertical_rate",
    "baro_altitude",
    "geo_altitude",
    "category",
    "squawk",
)


@pytest.mark.parametrize("missing", OPTIONAL)
@pytest.mark.parametrize("name", FIRES)
def test_evidence_states_only_what_was_reported(name, missing):
    never, now_and_then = FIRES[name].copy(), FIRES[name].copy()
    never[missing] = None
    now_and_then.loc[now_and_then.index % 3 == 2, missing] = None
    for states in (never, now_and_then):
        detected, _ = detect(states, Tracks.none())
        told = " ".join(finding.evidence for found in detected.findings for finding in found)
        assert not re.search(r"\b(nan|None|NaT)\b", told)


@pytest.mark.parametrize(
    ("reported", "evidence"),
    [
        ({"speed": 130.0, "baro_altitude": None, "geo_altitude": None}, "130 m/s: beyond the limits of its category"),
        ({"velocity": None, "baro_altitude": 9_000.0}, "9000 m: beyond the limits of its category"),
    ],
)
def test_speed_or_altitude_alone_can_be_beyond_an_aircraft(reported, evidence):
    detected, _ = detect(flown(4, category=8, **reported), Tracks.none())
    assert detected.findings[-1][0].evidence == evidence


def test_detectors_are_all_tried():
    names = [detector.name for detector in DETECTORS]
    assert sorted(FIRES) == sorted(SILENT) == sorted(names)


@pytest.mark.parametrize("name", FIRES)
def test_detector_fires(name):
    assert name in fired(FIRES[name])


@pytest.mark.parametrize("name", SILENT)
def test_detector_does_not_fire_close_to_it(name):
    assert name not in fired(SILENT[name])


@pytest.mark.parametrize("tracks", [FIRES, SILENT], ids=["fires", "silent"])
@pytest.mark.parametrize("name", sorted(FIRES.keys() - {"low_flight"}))  # that one depends on the nearest airport
def test_longitude_makes_no_difference_at_the_antimeridian(name, tracks):
    states = tracks[name]
    to_and_fro = np.where(states.index % 2, 2e-5, 0.0)  # 2 m: along the antimeridian each fix is on the other side
    east = states["longitude"] - states["longitude"].iloc[0] + to_and_fro
    for middle in (1e-5, float(east.median()) + 1e-5):
        there = states.assign(longitude=(east - middle) % 360 - 180)
        assert fired(there) == fired(states.assign(longitude=east - 30))


@pytest.mark.parametrize("step_s", [5, 10, 30, 90, 300])
def test_ordinary_cruise_fires_nothing(step_s):
    assert fired(flown(40, step_s=step_s)) == set()


def test_a_standard_rate_turn_fires_nothing():
    """3 deg/s for two minutes at 120 m/s, positions integrated second by second."""
    north = east = 0.0
    places = []
    for second in range(400):
        track = np.radians(3.0 * min(max(second - 100, 0), 120))
        if second % 10 == 0:
            places.append((north, east, np.degrees(track) % 360))
        north, east = north + 120 * np.cos(track), east + 120 * np.sin(track)

    def change(number, state):
        north, east, track = places[number]
        state["latitude"] = 40.0 + north / DEGREE_M
        state["longitude"] = -30.0 + east / (DEGREE_M * np.cos(np.radians(40.0)))
        state["true_track"] = track

    assert fired(flown(len(places), speed=120.0, change=change)) == set()


def along_a_path(track_at, speed_at, *, seconds, rate_at=lambda _second: 0.0):
    """Fixes 10 s apart on a path integrated second by second: track (deg), speed and vertical rate (m/s)."""
    north = east = 0.0
    altitude = 5_000.0
    places = []
    for second in range(seconds):
        track, speed, rate = track_at(second), speed_at(second), rate_at(second)
        if second % 10 == 0:
            places.append((north, east, track % 360, speed, altitude, rate))
        north, east = north + speed * np.cos(np.radians(track)), east + speed * np.sin(np.radians(track))
        altitude += rate

    def change(number, state):
        north, east, state["true_track"], state["velocity"], state["baro_altitude"], state["vertical_rate"] = places[
            number
        ]
        state["latitude"] = 40.0 + north / DEGREE_M
        state["longitude"] = -30.0 + east / (DEGREE_M * np.cos(np.radians(40.0)))

    return flown(len(places), change=change)


def test_braking_as_a_trainer_does_is_not_a_wrong_speed():
    """From 220 to 140 m/s in ten seconds, and the positions agree."""
    braking = along_a_path(lambda _: 90.0, lambda second: 220 - 8.0 * min(max(second - 100, 0), 10), seconds=300)
    assert braking["velocity"].diff().min() < -60
    assert fired(braking) == set()


def test_a_zoom_climb_is_not_a_wrong_altitude():
    """From level to 60 m/s upward and back within half a minute."""

    def rate(second):
        return 60.0 * np.sin(np.pi * (second - 100) / 30) if 100 <= second < 130 else 0.0

    assert "altitude_jump" not in fired(along_a_path(lambda _: 90.0, lambda _: 180.0, rate_at=rate, seconds=300))


def test_a_tight_turn_of_a_slow_aircraft_is_not_a_jump():
    """A full circle in 20 s at 60 m/s."""
    turning = along_a_path(lambda second: 18.0 * min(max(second - 100, 0), 40), lambda _: 60.0, seconds=300)
    assert "position_jump" not in fired(turning)


@pytest.mark.parametrize(("north_m", "jumps"), [(2_000, {"position_jump"}), (1_100, set())])
def test_a_slow_aircraft_jumps_where_no_turn_could_lead(north_m, jumps):
    """At 55 m/s it flies 550 m between two fixes; a late position is twelve seconds behind."""
    assert fired(flown(12, speed=55.0, change=moved(6, north_m=north_m))) & {"position_jump"} == jumps


def test_a_slow_aircraft_is_given_more_where_polls_are_far_apart():
    assert "position_jump" not in fired(flown(12, step_s=90, speed=55.0, change=moved(6, 7, north_m=2_000)))


@pytest.mark.parametrize(("reported_ms", "mismatch"), [(24.0, {"speed_mismatch"}), (51.0, set())])
def test_a_speed_below_flying_is_measured_when_positions_go_on(reported_ms, mismatch):
    slow = flown(24, speed=54.0, baro_altitude=1_000.0, change=from_fix(8, velocity=reported_ms))
    assert fired(slow) & {"speed_mismatch"} == mismatch


def test_hovering_fires_nothing():
    """Positions scatter by 30 m, while speed and track are those of the moment."""
    rng = np.random.default_rng(1)

    def hover(_number, state):
        north, east = rng.normal(0, 30, 2)
        state["latitude"] += north / DEGREE_M
        state["longitude"] += east / DEGREE_M
        state["velocity"], state["true_track"] = rng.uniform(0, 8), rng.uniform(0, 360)

    assert fired(flown(60, speed=0.0, category=8, baro_altitude=900.0, change=hover)) == set()


def test_the_elevation_of_a_far_airport_is_not_the_ground_below():
    """Off Peñíscola at 400 m; the nearest airport is at 360 m, but 35 km inland."""
    distance_km, elevation_m = nearest_airports(np.array([0.45]), np.array([40.4]))
    assert (distance_km[0] > 30, elevation_m[0] > 300) == (True, True)
    off_the_coast = {"longitude": 0.45, "latitude": 40.4}
    low = flown(4, baro_altitude=400.0, change=lambda _number, state: state.update(off_the_coast))
    assert "low_flight" not in fired(low)
    low["baro_altitude"] = 200.0
    assert "low_flight" in fired(low)


@pytest.mark.parametrize(("category", "fast"), [(2, set()), (8, {"beyond_performance"})])
def test_a_light_jet_at_its_ceiling_is_within_its_performance(category, fast):
    assert fired(flown(4, speed=250.0, category=category, baro_altitude=12_497.0)) == fast


def test_an_aircraft_on_the_ground_fires_nothing():
    assert fired(flown(20, on_ground=True, baro_altitude=None, change=moved(6, north_m=-5_000))) == set()


def test_null_fields_fire_nothing_and_break_nothing():
    bare = flown(20, baro_altitude=None, velocity=None, true_track=None, vertical_rate=None, squawk=None, callsign=None)
    detected, _ = detect(bare, Tracks.none())
    assert fired(bare) == set()
    assert detected.residuals.isna().all(axis=None)


def test_crossing_the_antimeridian_is_not_a_jump():
    eastward = flown(20, latitude=0.0, true_track=90.0, speed=250.0)
    degrees = 179.9 + np.arange(20) * 2_500 / DEGREE_M
    eastward["longitude"] = (degrees + 180) % 360 - 180
    assert fired(eastward) == set()


def evidence(name, states):
    """The evidence of a detector's first finding."""
    detected, _ = detect(states, Tracks.none())
    return next(each.evidence for found in detected.findings for each in found if each.detector == name)


@pytest.mark.parametrize(
    ("name", "states", "words"),
    [
        (
            "course_mismatch",
            flown(20, change=moved(6, east_per_fix_m=-200)),
            "drifted 20 m/s to the left of its reported track for 40 s (limit 16)",
        ),
        (
            "speed_mismatch",
            flown(20, change=moved(6, per_fix_m=-400)),
            "for 60 s moved 40 m/s slower than the 200 m/s it reported (limit 21)",
        ),
        (
            "speed_mismatch",
            flown(20, change=lambda _number, state: state.update(latitude=40.0)),
            "moved 0 m in 30 s while reporting 200 m/s",
        ),
        ("climb_mismatch", flown(9, change=climbing(6, 10.0)), "altitude changed +200 m in 20 s"),
        (
            "altitude_jump",
            flown(12, change=lambda number, state: state.update(vertical_rate=16.0 if number < 8 else 0.0)),
            "altitude stayed at ",
        ),
        ("low_flight", flown(4, baro_altitude=120.0), "pressure altitude 120 m above sea level, "),
    ],
)
def test_the_evidence_describes_the_span_furthest_beyond_its_limit(name, states, words):
    assert words in evidence(name, states)


def test_a_finding_says_what_it_saw():
    detected, _ = detect(FIRES["climb_mismatch"], Tracks.none())
    finding = next(each for found in detected.findings for each in found if each.detector == "climb_mismatch")
    assert finding.evidence.startswith("reported vertical rate 0.0 m/s, but altitude changed +")
    assert (finding.icao24, finding.family, finding.callsign) == ("4b1814", "altitude", "SWR7EA")
    assert finding.track[-1][0] == finding.time
    assert pd.Series([time for time, *_ in finding.track]).is_monotonic_increasing
