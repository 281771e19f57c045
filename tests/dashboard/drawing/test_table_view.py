from dashboard.drawing.table_view import flight_rows
from dashboard.reading.flights import flight_table
from tests.dashboard.sample_outputs import make_flight

FLIGHTS = flight_table(
    [
        make_flight(),
        make_flight(icao24="4b1800", callsign="SWR7", origin_country="Switzerland", is_anomaly=True),
        make_flight(icao24="a00001", callsign=None, origin_country=None),
    ],
    poll_time=None,
)


def test_the_flagged_come_first_and_those_without_a_callsign_last():
    assert flight_rows(FLIGHTS)["icao24"].tolist() == ["4b1800", "3c6444", "a00001"]
