"""Pictures of simulated traffic: their rows and counts, which depend only on the time."""

import hashlib
import subprocess
import sys
from collections import Counter

import airportsdata
import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.settings import ROOT
from contracts.state_vector import STATE_FIELDS
from opensky.rows import parse_row
from simulator.backends.backend import TrafficBackend
from simulator.backends.simulated import SimulatedTraffic

NOON = 1_790_164_800
"""2026-09-23 12:00 UTC, epoch s."""

times = st.integers(1_700_000_000, 2_000_000_000)


@pytest.fixture(scope="module")
def traffic():
    return SimulatedTraffic(aircraft=400, seed=3, faults_per_hour=0)


@pytest.fixture(scope="module")
def busy_sky():
    """A picture large enough for shares of a few per cent to be near their expected values."""
    return SimulatedTraffic(aircraft=4_000, seed=5, faults_per_hour=0).at(NOON)


def states(answer):
    return [parse_row(row) for row in answer.rows]


def test_traffic_is_a_labelled_backend(traffic):
    backend: TrafficBackend = traffic
    assert backend.source == "simulated"


def test_the_newest_picture_is_dated_by_the_whole_second_and_always_new(traffic):
    answer = traffic.newest(NOON + 0.9)
    assert (answer.time, answer.next_answer_s, answer.ended) == (NOON, None, False)


@given(time=times, others=st.lists(times, max_size=3))
@settings(max_examples=15, deadline=None)
def test_a_picture_does_not_depend_on_earlier_requests(traffic, time, others):
    first = traffic.at(time)
    for other in others:
        traffic.newest(other)
    assert traffic.newest(time) == traffic.at(time) == first


def test_a_picture_is_the_same_in_another_process(traffic):
    program = (
        "import hashlib, orjson; from simulator.backends.simulated import SimulatedTraffic;"
        "rows = SimulatedTraffic(aircraft=400, seed=3, faults_per_hour=0)"
        f".at({NOON}).rows; print(hashlib.sha256(orjson.dumps(rows)).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(orjson.dumps(traffic.at(NOON).rows)).hexdigest()


def test_another_seed_has_other_traffic():
    one, two = (SimulatedTraffic(aircraft=50, seed=seed).at(NOON).rows for seed in (1, 2))
    assert {tuple(row[5:7]) for row in one}.isdisjoint(tuple(row[5:7]) for row in two if row[5] is not None)


def test_the_number_in_contact_is_as_requested_at_any_hour():
    traffic = SimulatedTraffic(aircraft=2_000, seed=1)
    counts = [len(traffic.at(NOON + hour * 3600).rows) for hour in range(0, 48, 3)]
    assert 1_800 <= min(counts) <= max(counts) <= 2_200


@given(time=times)
@settings(max_examples=15, deadline=None)
def test_rows_have_the_types_and_limits_of_the_state_vector(traffic, time):
    answer = traffic.at(time)
    assert all(type(row) is list and len(row) == len(STATE_FIELDS) for row in answer.rows)
    for state in states(answer):
        for field in STATE_FIELDS:
            value = state[field.name]
            if value is not None and field.minimum is not None:
                assert field.minimum <= value
            if value is not None and field.maximum is not None:
                assert value <= field.maximum
        assert state["true_track"] < 360


@given(time=times)
@settings(max_examples=15, deadline=None)
def test_addresses_are_unique_and_times_in_order(traffic, time):
    answer = traffic.at(time)
    assert len({row[0] for row in answer.rows}) == len(answer.rows)
    for row in answer.rows:
        assert time - 300 <= row[4] <= time
        assert row[3] is None or row[3] <= row[4]


@given(time=times)
@settings(max_examples=15, deadline=None)
def test_traffic_without_faults_breaks_neither_the_descent_nor_the_speed_rule(traffic, time):
    for state in states(traffic.at(time)):
        assert state["velocity"] <= 400
        assert state["vertical_rate"] is None or state["vertical_rate"] >= -15
        assert state["squawk"] not in {"7500", "7600", "7700"}


def test_traffic_without_faults_is_low_only_near_airports(traffic):
    """Airborne below 500 m is normal there, and nowhere else."""
    airports = np.radians([(each["lat"], each["lon"]) for each in airportsdata.load("IATA").values()])
    low = [
        row
        for minute in range(0, 180, 5)
        for row in traffic.at(NOON + 60 * minute).rows
        if row[7] is not None and row[7] < 500 and not row[8]
    ]
    assert len(low) > 100
    for row in low:
        latitude, longitude = np.radians((row[6], row[5]))
        east = (airports[:, 1] - longitude) * np.cos(latitude)
        assert np.hypot(airports[:, 0] - latitude, east).min() * 6_371 < 20, row


def share(rows, condition):
    return sum(map(condition, rows)) / len(rows)


@pytest.mark.parametrize(
    ("condition", "least", "most"),
    [
        pytest.param(lambda row: row[8], 0.04, 0.12, id="on ground"),
        pytest.param(lambda row: row[5] is None, 0.008, 0.03, id="no position"),
        pytest.param(lambda row: not row[1].strip(), 0.01, 0.04, id="no callsign"),
        pytest.param(lambda row: row[14] is None, 0.30, 0.47, id="no squawk"),
        pytest.param(lambda row: row[7] is None, 0.06, 0.14, id="no altitude"),
        pytest.param(lambda row: row[17] == 0, 0.85, 0.95, id="category 0"),
        pytest.param(lambda row: row[16] == 2, 0.005, 0.03, id="multilateration"),
        pytest.param(lambda row: row[2] == "United States", 0.2, 0.4, id="American"),
        pytest.param(lambda row: NOON - row[4] <= 10, 0.8, 0.95, id="heard within 10 s"),
        pytest.param(lambda row: NOON - row[4] > 60, 0.04, 0.15, id="not heard for a minute"),
        pytest.param(lambda row: (row[7] or 0) > 9_000, 0.35, 0.65, id="in upper airspace"),
    ],
)
def test_shares_are_like_those_of_captures(busy_sky, condition, least, most):
    """The bounds include the shares in captures of 2021 and 2023 and those in the API's documentation."""
    assert least <= share(busy_sky.rows, condition) <= most


def test_traffic_is_dense_over_europe_and_north_america_and_thin_over_oceans(busy_sky):
    def count(south, north, west, east):
        return sum(row[5] is not None and south <= row[6] <= north and west <= row[5] <= east for row in busy_sky.rows)

    europe, america = count(36, 60, -10, 30), count(25, 50, -125, -67)
    atlantic, pacific = count(20, 60, -50, -15), count(-40, 40, -170, -130)
    assert min(europe, america) > 600
    assert 5 <= atlantic < 200
    assert pacific < 60


def test_text_fields_are_written_as_opensky_writes_them(busy_sky):
    for row in busy_sky.rows:
        assert len(row[1]) == 8
        assert row[14] is None or (len(row[14]) == 4 and set(row[14]) <= set("01234567"))
        assert row[12] is None
    assert Counter(row[2] for row in busy_sky.rows)["Kingdom of the Netherlands"] > 0


def test_numbers_are_in_the_steps_of_ads_b(busy_sky):
    for row in busy_sky.rows:
        for altitude in (row[7], row[13]):
            assert altitude is None or abs(altitude / 7.62 - round(altitude / 7.62)) < 1e-3
        assert row[11] is None or abs(row[11] / 0.32512 - round(row[11] / 0.32512)) < 0.03
        assert row[5] is None or (round(row[5], 4) == row[5] and round(row[6], 4) == row[6])
