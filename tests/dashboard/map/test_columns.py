import numpy as np
import pytest

from dashboard.map.columns import CALM, SHAPES, aircraft_columns, opacity, shapes
from dashboard.map.packet import make_packet
from dashboard.reading.flights import flight_table
from tests.dashboard.map.test_packet import read_packet
from tests.dashboard.sample_outputs import make_flight, nasty_flights, sky_flights


def packed(*flights):
    table = flight_table(list(flights), poll_time=1_790_000_003)
    table = table[table["mapped"]]
    colours, attention = np.zeros((len(table), 3), np.uint8), np.full(len(table), CALM, np.uint8)
    return read_packet(make_packet(aircraft_columns(table, colours, attention), {}))


def test_an_aircraft_is_where_it_was_reported_with_what_it_reported():
    header, columns = packed(make_flight(longitude=9.123456, true_track=90.5))
    assert columns["longitude"] == [pytest.approx(9.123456, abs=1e-6)]
    assert (columns["track"], columns["age"], columns["carried"]) == ([90.5], [3.0], [1])
    assert header["texts"] == {"icao24": ["3c6444"], "callsign": ["DLH42A"]}
    assert header["countries"][columns["country"][0]] == "Germany"


def test_unknown_values_are_nan_or_null_and_not_drawn_as_a_heading():
    header, columns = packed(make_flight(true_track=None, baro_altitude=None, callsign=None, origin_country=None))
    assert all(np.isnan(columns[name][0]) for name in ("track", "altitude"))
    assert SHAPES[columns["shape"][0]] == "disc"
    assert (columns["country"], header["texts"]["callsign"]) == ([255], [None])


@pytest.mark.parametrize(
    ("category", "shape"),
    [
        (None, "jet"),
        (0, "jet"),
        (3, "jet"),
        (6, "heavy"),
        (8, "helicopter"),
        (9, "glider"),
        (17, "vehicle"),
        (99, "jet"),
    ],
)
def test_the_shape_is_that_of_the_category(category, shape):
    table = flight_table([make_flight(category=category)], poll_time=None)
    assert [SHAPES[index] for index in shapes(table)] == [shape]


def test_aircraft_on_the_ground_are_not_carried_forward():
    _, columns = packed(make_flight(on_ground=True))
    assert (columns["carried"], columns["ground"]) == ([0], [1])


def test_old_positions_are_fainter_but_never_gone():
    table = flight_table([make_flight(time_position=1_000 - age) for age in (0, 30, 165, 300, 9_000)], poll_time=1_000)
    assert opacity(table["age_s"]).tolist() == [255, 255, 172, 90, 90]


def test_only_flagged_records_have_flags_and_reasons():
    flagged = make_flight(rule_based_anomaly=True, rules=["overspeed"], reasons=["too fast"])
    header, _ = packed(make_flight(icao24="000001"), flagged)
    assert header["flags"] == {"1": "overspeed: too fast"}


def test_ten_thousand_aircraft_are_less_than_a_megabyte():
    table = flight_table(sky_flights(10_000, poll_time=1_000), poll_time=1_000)
    colours, attention = np.zeros((len(table), 3), np.uint8), np.full(len(table), CALM, np.uint8)
    assert len(aircraft_columns(table, colours, attention).content) < 500_000


def test_nothing_nasty_keeps_the_others_off_the_map():
    header, _ = packed(*nasty_flights(1_000), make_flight())
    assert header["count"] == 8
