import pytest

from dashboard.reading.flights import flight_table
from dashboard.viewing.flight_filter import IN_THE_AIR, NO_CATEGORY, ON_THE_GROUND, FlightFilter
from tests.dashboard.sample_outputs import make_flight

FLIGHTS = flight_table(
    [
        make_flight(),
        make_flight(icao24="4b1800", callsign="SWR7", origin_country="Switzerland", is_anomaly=True, category=8),
        make_flight(
            icao24="a00001", callsign=None, origin_country=None, category=None, longitude=-179.0, squawk="7700"
        ),
        make_flight(
            icao24="b00001", callsign="GND1", on_ground=True, baro_altitude=None, velocity=None, longitude=178.0
        ),
    ],
    poll_time=None,
)


def passing(**wanted):
    return FLIGHTS.loc[FlightFilter(**wanted).passes(FLIGHTS), "icao24"].tolist()


def test_without_a_wish_all_pass():
    assert passing() == ["3c6444", "4b1800", "a00001", "b00001"]


@pytest.mark.parametrize(
    ("search", "icao24s"),
    [("dlh", ["3c6444"]), ("4B18", ["4b1800"]), ("swiss", []), ("switz swr", ["4b1800"]), ("(", []), (".*", []),
     ("7700", ["a00001"])],
)  # fmt: skip
def test_every_word_is_searched_for_as_it_stands(search, icao24s):
    assert passing(search=search) == icao24s


@pytest.mark.parametrize(
    ("wanted", "icao24s"),
    [
        ({"flagged_only": True}, ["4b1800"]),
        ({"countries": ("Switzerland",)}, ["4b1800"]),
        ({"place": ON_THE_GROUND}, ["b00001"]),
        ({"place": IN_THE_AIR, "categories": ("rotorcraft", NO_CATEGORY)}, ["4b1800", "a00001"]),
        ({"altitude_m": (10_668.0, 10_668.0)}, ["3c6444", "4b1800", "a00001"]),
        ({"altitude_m": (11_000.0, float("inf"))}, []),
        ({"speed_ms": (float("-inf"), 230.0)}, []),
        ({"bounds": (8.0, 49.0, 10.0, 51.0)}, ["3c6444", "4b1800"]),
        ({"bounds": (170.0, 49.0, -170.0, 51.0)}, ["a00001", "b00001"]),  # over the date line
        ({"bounds": (170.0, 49.0, 190.0, 51.0)}, ["a00001", "b00001"]),  # as a repeating map reports it
        ({"bounds": (-300.0, -85.0, 300.0, 85.0)}, ["3c6444", "4b1800", "a00001", "b00001"]),
    ],
)
def test_each_wish_lets_through_what_fits(wanted, icao24s):
    assert passing(**wanted) == icao24s
