import numpy as np

from dashboard.drawing.palette import SEVERITY, palette_of
from dashboard.map.trails import Trails
from dashboard.reading.alerts import parse_open_alerts
from dashboard.reading.flights import FlightPicture, flight_table
from dashboard.reading.store import SharedSky
from dashboard.sections.traffic_map import MOST_TRAILS, scene_trails
from dashboard.viewing.scene import MapScene
from tests.dashboard.sample_outputs import make_alert, make_flight

PALETTE = palette_of("dark")


def scene_of(icao24s, alerts, *, polls=3):
    """Return the scene at the last poll of these aircraft, which move a degree per poll."""
    trails = Trails()
    for poll in range(polls):
        seen = {"time_position": 1_000 + 10 * poll, "longitude": 9.0 + poll}
        flights = flight_table([make_flight(icao24=icao24, **seen) for icao24 in icao24s], poll_time=1_000 + 10 * poll)
        trails.remember(flights, poll_time=1_000 + 10 * poll)
    picture = FlightPicture(poll_time=1_000, published_at=1_000, sources=(), newer_version=None, flights=flights)
    opened = [
        make_alert(make_flight(icao24=icao24), id=f"{icao24}-{severity}", severity=severity)
        for icao24, severity in alerts
    ]
    return MapScene(
        sky=SharedSky(picture),
        alerts=parse_open_alerts({"alerts": opened}).alerts,
        version=1,
        elapsed_s=0,
        pace=0,
        trail_of=trails.of,
        trails_of=trails.of_each,
    )


def drawn(scene, *, passed=None, selected=None):
    """Return the colour and the longitudes of each trail."""
    passed = np.ones(len(scene.sky.picture.flights), bool) if passed is None else np.array(passed)
    trails = scene_trails(scene, passed, selected, PALETTE)
    return [("#" + bytes(each["colour"][:3]).hex(), [x for x, _ in each["path"]]) for each in trails]


def test_every_open_alert_has_the_last_minutes_of_its_aircraft_and_the_selected_is_on_top():
    scene = scene_of(["3c0001", "3c0002"], [("3c0002", "info"), ("3c0001", "critical"), ("3c0001", "info")])
    way = [9.0, 10.0, 11.0]
    assert drawn(scene) == [(SEVERITY["critical"], way), (SEVERITY["info"], way)]
    assert drawn(scene, selected="3c0001") == [(SEVERITY["info"], way), (PALETTE.selected_colour, way)]


def test_aircraft_that_are_filtered_away_leave_no_trail():
    scene = scene_of(["3c0001", "3c0002"], [("3c0001", "critical"), ("3c0002", "info"), ("3c0009", "info")])
    assert [colour for colour, _ in drawn(scene, passed=[False, True], selected="3c0001")] == [SEVERITY["info"]]
    assert drawn(scene, passed=[False, False], selected="3c0001") == []


def test_an_aircraft_that_is_not_remembered_has_the_fixes_behind_its_alert():
    track = [8.7, 8.75, 8.8, 8.85, 8.9, 8.95, 9.0]
    scene = scene_of(["3c0001"], [("3c0001", "warning"), ("3c0009", "warning")], polls=1)
    assert [np.round(way, 2).tolist() for _, way in drawn(scene)] == [track, track]


def test_the_most_severe_alerts_have_a_trail_and_one_look_finds_them_all():
    asked = []
    icao24s = [f"{number:06x}" for number in range(100)]
    scene = scene_of([], [(icao24, "info") for icao24 in icao24s[1:]] + [(icao24s[0], "critical")], polls=1)
    object.__setattr__(scene, "trails_of", lambda wanted: asked.append(wanted) or {})
    assert len(drawn(scene)) == MOST_TRAILS
    ((first, *others),) = asked
    assert first == icao24s[0]
    assert len(others) == MOST_TRAILS - 1
