"""Injected faults: their number, their effect on the rows, and their log."""

import json
import math
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from simulator.backends.simulated import SimulatedTraffic
from tests.simulator.truth import Truth

NOON = 1_790_164_800
HOUR = 3600
KINDS = {
    "rapid_descent",
    "low_altitude",
    "overspeed",
    "altitude_offset",
    "position_jump",
    "frozen_position",
    "squawk_7700",
    "squawk_7600",
    "squawk_7500",
}
TIME, LONGITUDE, LATITUDE, BARO, GROUND, VELOCITY, RATE, GEO, SQUAWK = 3, 5, 6, 7, 8, 9, 11, 13, 14


@pytest.fixture(scope="module")
def faulty():
    return SimulatedTraffic(aircraft=500, seed=4, faults_per_hour=3)


@pytest.fixture(scope="module")
def faultless():
    return SimulatedTraffic(aircraft=500, seed=4, faults_per_hour=0)


@pytest.fixture(scope="module")
def truth():
    return Truth(aircraft=500, seed=4, faults_per_hour=3)


@pytest.fixture(scope="module")
def injected(truth):
    """The faults of an hour."""
    return truth.between(NOON, NOON + HOUR)


@pytest.fixture(scope="module")
def served(faulty, faultless, injected):
    """Faults by kind, each with its rows by time with and without the fault, from a poll every 10 s."""
    rows = defaultdict(dict)
    for time in range(NOON, NOON + HOUR, 10):
        well = {row[0]: row for row in faultless.at(time).rows}
        for row in faulty.at(time).rows:
            if row[TIME] is not None:
                rows[row[0]][row[TIME]] = (row, well[row[0]])
    found = defaultdict(list)
    for fault in injected:
        seen = {time: pair for time, pair in rows[fault.icao24].items() if fault.starts <= time < fault.ends}
        if len(seen) >= 5:
            found[fault.kind].append((fault, seen))
    return found


def test_faults_are_of_all_kinds_and_last_one_to_five_minutes(injected):
    assert {fault.kind for fault in injected} == KINDS
    assert all(60 <= fault.ends - fault.starts <= 300 for fault in injected)
    assert all(fault.starts < NOON + HOUR and fault.ends > NOON for fault in injected)


def test_emergencies_are_rare_and_no_kind_prevails(injected):
    counts = Counter(fault.kind for fault in injected)
    share = {kind: count / counts.total() for kind, count in counts.items()}
    assert sum(of_kind for kind, of_kind in share.items() if kind.startswith("squawk")) < 0.04
    assert share["squawk_7500"] <= share["squawk_7600"] <= share["squawk_7700"]
    assert max(share.values()) < 0.3


def test_faults_per_airborne_hour_are_as_many_as_requested(truth, faultless):
    """Airborne aircraft in contact are counted from the rows, and faults only of aircraft counted then."""
    per_aircraft, airborne = Counter(), 0
    begun = [fault for fault in truth.between(NOON, NOON + 6 * HOUR) if fault.starts >= NOON]
    in_air = defaultdict(set)
    for time in range(NOON, NOON + 6 * HOUR, 120):
        in_air[time] = {row[0] for row in faultless.at(time).rows if not row[GROUND] and row[TIME] is not None}
        airborne += len(in_air[time])
    for fault in begun:
        per_aircraft[fault.icao24 in in_air[fault.starts - fault.starts % 120]] += 1
    hours = airborne * 120 / HOUR
    assert per_aircraft[True] / hours == pytest.approx(3, rel=0.1)


def test_there_are_no_faults_when_none_are_requested():
    assert Truth(aircraft=500, seed=4, faults_per_hour=0).between(NOON, NOON + 6 * HOUR) == set()


def test_the_faults_of_an_hour_are_those_of_its_parts(truth, injected):
    parts = [truth.between(start, start + 450) for start in range(NOON, NOON + HOUR, 450)]
    assert {fault for part in parts for fault in part} == injected


def test_rows_without_a_fault_are_untouched(truth, faulty, faultless):
    during = {fault.icao24 for fault in truth.between(NOON - 1_000, NOON + 1)}
    pairs = list(zip(faulty.at(NOON).rows, faultless.at(NOON).rows, strict=True))
    touched = {row[0] for row, well in pairs if row != well}
    assert touched
    assert touched <= during


def test_rapid_descent_is_flown(served):
    """It sinks faster than 15 m/s for a while; the altitudes follow the rates and return."""
    for fault, seen in served["rapid_descent"]:
        times = sorted(seen)
        descent_s = 0.28 * (fault.ends - fault.starts)
        for time in times:
            row, well = seen[time]
            if fault.starts + 15 < time < fault.starts + descent_s - 15:
                assert row[RATE] < -15
            assert (row[LATITUDE], row[LONGITUDE], row[VELOCITY]) == (well[LATITUDE], well[LONGITUDE], well[VELOCITY])
            assert row[BARO] > 2_500
        for early, late in pairwise(times):
            one, other = seen[early][0], seen[late][0]
            if late - early <= 12:
                mean = (one[RATE] + other[RATE]) / 2 * (late - early)
                assert other[BARO] - one[BARO] == pytest.approx(mean, abs=15 + 0.35 * 12 + 4 * abs(late - early))
    assert len(served["rapid_descent"]) >= 3


def test_low_altitude_is_reported_not_flown(served):
    for _, seen in served["low_altitude"]:
        for row, well in seen.values():
            assert row[BARO] < 500
            assert well[BARO] is None or well[BARO] > 4_000
            assert not row[GROUND]
            assert row[VELOCITY] == well[VELOCITY]
    assert len(served["low_altitude"]) >= 3


def test_overspeed_is_above_400_ms_on_the_same_path(served):
    for _, seen in served["overspeed"]:
        for row, well in seen.values():
            assert 400 < row[VELOCITY] < 600
            assert (row[LATITUDE], row[LONGITUDE]) == (well[LATITUDE], well[LONGITUDE])


def test_altitude_offset_is_constant_and_leaves_the_geometric_altitude(served):
    for _, seen in served["altitude_offset"]:
        offsets = [row[BARO] - well[BARO] for row, well in seen.values() if well[BARO] is not None]
        assert all(290 < abs(offset) < 1_510 for offset in offsets)
        assert not offsets or max(offsets) - min(offsets) < 16
        assert all(row[GEO] == well[GEO] for row, well in seen.values() if well[GEO] is not None)


def test_position_jump_is_5_to_30_km(served):
    for _, seen in served["position_jump"]:
        for row, well in seen.values():
            # A degree of latitude is 111.2 km anywhere; one of longitude shrinks with the cosine.
            north_km = (row[LATITUDE] - well[LATITUDE]) * 111.2
            east_km = (row[LONGITUDE] - well[LONGITUDE]) * 111.2 * math.cos(math.radians(well[LATITUDE]))
            assert 4.9 < math.hypot(north_km, east_km) < 30.5
            assert row[VELOCITY] == well[VELOCITY]


def test_frozen_fields_stay_while_time_goes_on(served):
    for _, seen in served["frozen_position"]:
        frozen = {(*row[LONGITUDE:GEO], row[GEO]) for row, _ in seen.values()}
        assert len(frozen) == 1
        assert len({row[TIME] for row, _ in seen.values()}) >= 5


@pytest.mark.parametrize("code", ["7500", "7600", "7700"])
def test_emergency_codes_are_shown(served, code):
    for _, seen in served[f"squawk_{code}"]:
        assert {row[SQUAWK] for row, _ in seen.values()} == {code}
    assert served[f"squawk_{code}"]


def test_fault_log_has_each_served_fault_once(tmp_path):
    log = tmp_path / "logs" / "faults.jsonl"
    traffic = SimulatedTraffic(aircraft=300, seed=4, faults_per_hour=3, fault_log=log)
    traffic.at(NOON)
    assert not log.exists()
    for time in [*range(NOON, NOON + 600, 10), *range(NOON, NOON + 600, 50)]:
        traffic.newest(time)
    logged = [json.loads(line) for line in log.read_text().splitlines()]
    keys = [(entry["icao24"], entry["kind"], entry["starts"], entry["ends"]) for entry in logged]
    truth = Truth(aircraft=300, seed=4, faults_per_hour=3).between(NOON - 600, NOON + 600)
    assert len(keys) == len(set(keys)) > 50
    assert set(keys) <= {(fault.icao24, fault.kind, fault.starts, fault.ends) for fault in truth}


def test_fault_log_is_readable_by_people(tmp_path):
    log = tmp_path / "faults.jsonl"
    SimulatedTraffic(aircraft=300, seed=4, faults_per_hour=3, fault_log=log).newest(NOON)
    entry = json.loads(log.read_text().splitlines()[0])
    assert set(entry) == {"icao24", "kind", "starts", "ends", "starts_iso", "ends_iso"}
    assert entry["starts_iso"].startswith("2026-09-23T")
    assert entry["starts_iso"].endswith("Z")
