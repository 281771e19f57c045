"""Everything on the map besides the aircraft, and its keyboard and address, in a real browser."""

import time

import pytest

from benchmarks.served_page import served_page
from common.files.json_files import write_json
from contracts.outputs import Outputs
from tests.browser import ADDRESS, MAP_CANVAS, VIEW, settled_view, wait_for_instances
from tests.dashboard.sample_outputs import make_alert, make_flight, write_alerts, write_outputs
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

FENCE = """
rules:
  - {name: Around the middle, kind: geofence, severity: info, centre: [9.0, 50.0], radius_km: 40}
"""
LAYERS = """(deck) => Object.fromEntries(deck.layerManager.getLayers()
  .filter((layer) => !layer.parent)
  .map(({ id, props }) => [id, (props.data.features ?? props.data).length ?? 0]))"""
AIRPORTS = """() => Object.fromEntries(flightwatchMap._deck.layerManager.getLayers()
  .find((layer) => layer.id === 'airports').props.data.map(({ code, at }) => [code, at]))"""
HAS_FOCUS = "element => element.getRootNode().activeElement === element"
TRAILS = "() => flightwatchMap._packet.header.trails.map(({ path }) => path)"


def above(watched):
    """Return the number of objects in each layer above the ground."""
    return watched.page.evaluate(f"() => ({LAYERS})(flightwatchMap._deck)")


def below(watched):
    """Return the number of objects of each kind on the ground that the map shows now."""
    return watched.page.evaluate("() => flightwatchMap._outlines.drawn")


def test_graticule_geofences_and_at_higher_zoom_airports_and_names_are_drawn(tmp_path, open_page):
    write_outputs(tmp_path / "outputs", aircraft=20, now=time.time())
    rules = tmp_path / "rules.yaml"
    rules.write_text(FENCE)
    with served_page(tmp_path / "outputs", tmp_path / "log", ALERT_RULES_FILE=str(rules)) as running:
        watched = open_page(url=f"{running.url}/?map=1.5/50/9")
        wait_for_instances(watched, 20)
        wait_until(lambda: below(watched)["land"] > 100, seconds=20, what="the land is there")
        assert below(watched)["graticule"] > 10
        assert below(watched)["countries"] == 0  # no room for names
        assert above(watched)["fences"] == 1
        assert "airports" not in above(watched)
        watched.page.goto(f"{running.url}/?map=6.5/50/9")
        wait_for_instances(watched, 20)
        wait_until(lambda: above(watched).get("airports", 0) > 100, seconds=20, what="the airports are there")
        airports = watched.page.evaluate(AIRPORTS)
        assert {"FRA", "MUC", "ZRH"} <= airports.keys()
        assert all(abs(longitude - 9) < 60 for longitude, _ in airports.values()), "only those near the view"
        wait_until(lambda: below(watched)["countries"] > 0, seconds=20, what="names are there")
        assert watched.outside == []
        assert watched.errors == []


def test_the_ways_of_the_selected_and_of_aircraft_with_an_alert_are_drawn(dashboard, open_page):
    outputs, now = Outputs(dashboard.outputs), int(time.time())
    other = make_flight(icao24="4ca123", longitude=12.0, poll_time=now)
    write_outputs(dashboard.outputs, aircraft=0, now=now)
    write_alerts(outputs, [make_alert(other | {"time_position": now})], poll_time=now, now=now)
    watched = open_page(url=f"{dashboard.url}/?aircraft=3c6444&moving=false")
    for step in range(3):
        seen = {"poll_time": now + 10 * step, "time_position": now + 10 * step, "longitude": 9.0 + step}
        heading = {"poll_time": now + 10 * step, "published_at": time.time()}
        write_json(outputs.live_flights, heading | {"flights": [make_flight(**seen), other]})
        watched.page.get_by_role("button", name="Refresh now").click()
        wait_until(
            lambda longitude=9.0 + step: watched.page.evaluate(
                "(x) => Boolean(window.flightwatchMap?._packet?.columns.longitude.includes(x))", longitude
            ),
            seconds=60,
            what="the new place has come",
        )
    of_alert, of_selected = watched.page.evaluate(TRAILS)
    assert [longitude for longitude, _ in of_alert] == pytest.approx([11.7, 11.75, 11.8, 11.85, 11.9, 11.95, 12.0])
    assert [longitude for longitude, _ in of_selected] == [9.0, 10.0, 11.0]
    assert watched.errors == []


def test_aircraft_inside_the_view_are_counted_again_when_it_moves(dashboard, open_page):
    places = {"aaa001": 9.0, "aaa002": 9.2, "aaa003": -60.0}
    flights = [make_flight(icao24=icao24, longitude=longitude, velocity=0.0) for icao24, longitude in places.items()]
    write_json(Outputs(dashboard.outputs).live_flights, {"published_at": time.time(), "flights": flights})
    watched = open_page(url=f"{dashboard.url}/?map=7/50/9&inside_view=true")
    wait_for_instances(watched, 2)
    watched.page.get_by_text("2 of 3 aircraft pass the filters").wait_for()
    watched.page.locator(MAP_CANVAS).first.hover()

    def looks_at_the_world() -> bool:
        watched.page.mouse.wheel(0, 400)
        return watched.page.evaluate(VIEW)[2] < 1.5

    wait_until(looks_at_the_world, seconds=30, what="the wheel zooms out")
    watched.page.get_by_text("3 aircraft on the map").wait_for()
    assert watched.errors == []


def test_the_keyboard_moves_the_map_and_it_says_what_it_shows(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=30, now=time.time())
    watched = open_page()
    page = watched.page
    wait_for_instances(watched, 30)
    name = "Map of 30 aircraft; the switch below it lists them in a table"
    (canvas,) = page.get_by_role("application", name=name).all()
    keys = page.get_by_text("Arrow keys move the map")
    assert canvas.get_attribute("aria-describedby") == keys.get_attribute("id")
    assert not keys.is_visible()
    first = settled_view(page)
    page.get_by_role("button", name="Help for Animate between polls").focus()
    page.keyboard.press("Tab")
    assert canvas.evaluate(HAS_FOCUS)
    assert keys.is_visible()
    page.keyboard.press("Equal")
    wait_until(lambda: page.evaluate(VIEW)[2] > first[2] + 0.3, seconds=20, what="the plus key zooms in")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: page.evaluate(VIEW)[0] > first[0] + 1, seconds=20, what="the arrow moves the map to the east")
    page.get_by_text("Show aircraft as a table").click()
    page.locator(".stDataFrame").first.wait_for()
    wait_until(lambda: "as_table=true" in page.evaluate(ADDRESS), seconds=20, what="the address has the table")
    assert watched.errors == []


def test_times_are_the_viewers_own_when_asked_for(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=5, now=time.time())
    page = open_page().page  # a browser in Auckland
    page.get_by_text("Refreshed").filter(has_text="UTC").wait_for(timeout=60_000)
    page.get_by_text("Display", exact=True).click()
    page.get_by_role("radio", name="Local time").click()
    page.get_by_text("Refreshed").filter(has_text="NZ").wait_for()


@pytest.mark.parametrize("view", ["7.50/1000000000.0000/-4000.0000", "14.1/50/9"])
def test_a_view_of_the_address_that_cannot_be_is_ignored(dashboard, open_page, view):
    write_outputs(dashboard.outputs, aircraft=30, now=time.time())
    watched = open_page(url=f"{dashboard.url}/?map={view}")
    wait_for_instances(watched, 30)
    longitude, latitude, zoom = watched.page.evaluate(VIEW)
    assert (abs(longitude), abs(latitude)) < (180, 60)
    assert zoom < 3  # as for all aircraft
    assert watched.errors == []


def test_the_map_looks_only_where_it_can(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=30, now=time.time())
    watched = open_page(url=f"{dashboard.url}/?map=6/50/9")
    wait_for_instances(watched, 30)
    show = "([longitude, latitude, zoom]) => flightwatchMap._show({ longitude, latitude, zoom }, 0)"
    for impossible in ([-4000, 1e9, 7.5], [9, None, 7.5], [181, 50, 7.5], [9, 50, 15]):
        watched.page.evaluate(show, impossible)
        assert watched.page.evaluate(VIEW) == pytest.approx([9, 50, 6])
    watched.page.evaluate(show, [9, 90, 7.5])
    wait_until(lambda: watched.page.evaluate(VIEW)[1] > 80, seconds=20, what="the map looks at the pole's side")
    wait_for_instances(watched, 30)
    assert watched.errors == []
