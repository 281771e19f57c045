import pandas as pd

from dashboard.map.trails import LEAST_APART_S, LENGTH_S, Trails
from dashboard.reading.flights import flight_table
from tests.dashboard.sample_outputs import make_flight


def remember(trails, poll_time, **changes):
    flights = [make_flight(time_position=poll_time - 2, **changes), make_flight(icao24="ffffff", time_position=1)]
    trails.remember(flight_table(flights, poll_time=poll_time), poll_time=poll_time)


def test_a_trail_has_each_fix_once_oldest_first():
    trails = Trails()
    for poll_time, longitude in ((1_000, 8.0), (1_010, 8.5), (1_010, 8.5), (1_020, 9.0)):
        remember(trails, poll_time, longitude=longitude)
    trail = trails.of("3c6444")
    assert trail["time"].tolist() == [998, 1_008, 1_018]
    assert trail["longitude"].tolist() == [8.0, 8.5, 9.0]


def test_what_is_older_than_the_length_is_forgotten():
    trails = Trails()
    remember(trails, 1_000)
    remember(trails, 1_010)
    remember(trails, 1_001 + int(LENGTH_S))
    assert trails.of("3c6444")["time"].tolist() == [1_008, 999 + LENGTH_S]


def test_a_recording_that_begins_again_starts_anew():
    trails = Trails()
    remember(trails, 1_000)
    remember(trails, 500)
    assert trails.of("3c6444")["time"].tolist() == [498]


def test_an_unknown_aircraft_has_none():
    trails = Trails()
    remember(trails, 1_000)
    assert trails.of("000000").empty
    assert Trails().of("3c6444").empty


def test_pictures_that_come_fast_are_thinned_and_the_newest_is_there():
    trails = Trails()
    for time in range(1_000, 1_023):
        remember(trails, time)
    times = trails.of("3c6444")["time"]
    assert times.iloc[[0, -1]].tolist() == [998, 1_020]
    assert len(times) <= 2 + 22 / LEAST_APART_S
    assert times.diff().max() <= 2 * LEAST_APART_S


def test_many_are_looked_up_at_once_each_as_alone():
    trails = Trails()
    for poll_time in (1_000, 1_010):
        remember(trails, poll_time)
    found = trails.of_each(["ffffff", "000000", "3c6444", "a text that is no address"])
    assert {icao24: len(fixes) for icao24, fixes in found.items()} == {
        "ffffff": 1, "000000": 0, "3c6444": 2, "a text that is no address": 0,
    }  # fmt: skip
    pd.testing.assert_frame_equal(found["3c6444"], trails.of("3c6444"))
    assert trails.of_each([]) == {}
