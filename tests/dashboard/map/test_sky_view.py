from dashboard.drawing.palette import DARK
from dashboard.drawing.units import METRIC
from dashboard.map.columns import CALM, CRITICAL, FLAGGED, INFO
from dashboard.map.packet import make_packet
from dashboard.map.sky_view import DrawnCache, Look, attention_of, draw_aircraft, rings, trail
from dashboard.reading.alerts import parse_alert
from dashboard.reading.flights import flight_table
from dashboard.viewing.flight_filter import FlightFilter
from tests.dashboard.map.test_packet import read_packet
from tests.dashboard.sample_outputs import make_alert, make_flight

FLIGHTS = flight_table(
    [
        make_flight(),
        make_flight(icao24="4b1800", is_anomaly=True),
        make_flight(icao24="a00001", latitude=None),
        make_flight(icao24="b00001", callsign="BAW1"),
    ],
    poll_time=None,
)
ALERTS = [
    parse_alert(make_alert(make_flight(), id="1", severity="info")),
    parse_alert(make_alert(make_flight(), id="2", severity="critical", related=["4b1800"])),
    parse_alert(make_alert(make_flight(icao24="b00001"), id="3", severity="info")),
]


def look(**wanted):
    return Look(FlightFilter(**wanted), "Altitude", DARK, METRIC)


def test_an_aircraft_wants_the_attention_of_its_most_severe_alert():
    assert attention_of(FLIGHTS, ALERTS).tolist() == [CRITICAL, CRITICAL, CALM, INFO]
    assert attention_of(FLIGHTS, []).tolist() == [CALM, FLAGGED, CALM, CALM]
    assert len(rings()) == 1 + max(CRITICAL, FLAGGED)


def test_what_passes_is_counted_and_what_has_a_place_is_drawn():
    drawn = draw_aircraft(FLIGHTS, ALERTS, look())
    assert (drawn.remaining, drawn.columns.count) == (4, 3)
    narrowed = draw_aircraft(FLIGHTS, ALERTS, look(search="baw"))
    header, _ = read_packet(make_packet(narrowed.columns, {}))
    assert (narrowed.remaining, header["texts"]["icao24"]) == (1, ["b00001"])
    assert {"words": "info alert", "ring": "#2a6fbd"} in narrowed.legend


def test_what_wants_attention_is_drawn_last_and_so_on_top():
    header, columns = read_packet(make_packet(draw_aircraft(FLIGHTS, ALERTS[2:], look()).columns, {}))
    assert header["texts"]["icao24"] == ["3c6444", "4b1800", "b00001"]
    assert columns["attention"] == [CALM, FLAGGED, INFO]


def test_viewers_who_look_alike_share_the_work_until_the_picture_changes():
    cache = DrawnCache()
    first = cache.draw(1, FLIGHTS, ALERTS, look())
    assert cache.draw(1, FLIGHTS, ALERTS, look()) is first
    assert cache.draw(2, FLIGHTS, ALERTS, look()) is not first
    assert cache.draw(1, FLIGHTS, ALERTS, look(search="x")) is not first


def test_a_trail_goes_on_over_the_date_line():
    assert trail([(179.5, 10.0), (-179.5, 10.5)], "#ff0000")["path"] == [[179.5, 10.0], [180.5, 10.5]]
