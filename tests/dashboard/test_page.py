"""The pages in a real browser, served by a real Streamlit."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from common.files.json_files import write_json
from contracts.outputs import Outputs
from tests.browser import ADDRESS, MAP_CANVAS, PICKED, VIEW, settled_view, wait_for_instances, wait_for_map
from tests.dashboard.sample_outputs import (
    make_alert,
    make_flight,
    nasty_flights,
    sample_alerts,
    write_alerts,
    write_outputs,
)
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

COUNT_TONES = """() => {
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { tones += 1; return start.apply(this, when); };
}"""
LOADS_OF_LAND = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => name.endsWith('/app/static/world.geojson')).length"""
PLACE = "(place) => flightwatchMap._deck.viewManager.getViewports()[0].project(place)"
NASTY_ON_THE_MAP = len(nasty_flights(0)) - 2
"""Two of them have no position."""


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_map_draws_its_aircraft_and_asks_nothing_of_other_hosts(dashboard, open_page, theme):
    flights = write_outputs(dashboard.outputs, aircraft=3_000, now=time.time())
    watched = open_page(theme=theme)
    wait_for_map(watched)
    wait_for_instances(watched, len(flights))
    wait_until(
        lambda: watched.page.evaluate(PICKED) > 1_000, seconds=30, what="over 1,000 aircraft have pixels of their own"
    )
    watched.page.get_by_text("Refreshed").wait_for()
    assert watched.outside == []
    assert watched.errors == []
    background = watched.page.locator(".stApp").evaluate("element => getComputedStyle(element).backgroundColor")
    assert background == {"dark": "rgb(11, 18, 29)", "light": "rgb(246, 248, 251)"}[theme]


def test_zoom_and_search_survive_a_refresh_with_a_new_picture(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=1_200, now=time.time())
    watched = open_page()
    page = watched.page
    wait_for_map(watched)
    wait_for_instances(watched, 1_200)
    first = settled_view(page)
    page.locator(MAP_CANVAS).first.hover()
    page.mouse.wheel(0, -600)
    wait_until(lambda: page.evaluate(VIEW)[2] > first[2] + 0.5, seconds=20, what="the wheel zooms")
    page.get_by_label("Search callsign").fill("dlh")
    page.get_by_label("Search callsign").press("Enter")
    page.get_by_text("of 1,200 aircraft pass the filters").wait_for()
    zoomed = settled_view(page)
    assert "search=dlh" in page.evaluate(ADDRESS)

    page.get_by_text("5 s", exact=True).click()
    write_outputs(dashboard.outputs, aircraft=1_300, now=time.time(), seed=2)
    page.get_by_text("of 1,300 aircraft pass the filters").wait_for(timeout=30_000)  # the automatic refresh
    assert page.evaluate(VIEW) == pytest.approx(zoomed, abs=1e-3)
    page.get_by_role("button", name="Refresh now").click()
    assert page.evaluate(VIEW) == pytest.approx(zoomed, abs=1e-3)
    assert page.get_by_label("Search callsign").input_value() == "dlh"
    page.get_by_label("Search callsign").fill("")
    page.get_by_label("Search callsign").press("Enter")
    wait_for_instances(watched, 1_300)
    page.get_by_role("button", name="Fit the map to the aircraft").click()
    wait_until(lambda: page.evaluate(VIEW)[2] < zoomed[2] - 0.3, seconds=20, what="the fit goes back out")
    assert watched.errors == []


def test_a_click_selects_an_aircraft_and_the_address_keeps_it_with_the_view(dashboard, open_page):
    picked = make_flight(time_position=int(time.time()), poll_time=int(time.time()), velocity=0.0)
    write_json(Outputs(dashboard.outputs).live_flights, {"published_at": time.time(), "flights": [picked]})
    watched = open_page()
    page = watched.page
    wait_for_instances(watched, 1)
    page.get_by_text("Refreshed").wait_for()
    x, y = page.evaluate(PLACE, [9.0, 50.0])
    page.locator(MAP_CANVAS).first.click(position={"x": x, "y": y})
    panel = page.locator(".st-key-aircraft")
    panel.get_by_text("DLH42A").wait_for()
    panel.get_by_text("10,668 m").wait_for()
    wait_until(lambda: "aircraft=3c6444" in page.evaluate(ADDRESS), seconds=20, what="the address names the aircraft")
    first = settled_view(page)[2]
    page.locator(MAP_CANVAS).first.hover()
    page.mouse.wheel(0, -300)
    wait_until(lambda: page.evaluate(VIEW)[2] > first + 0.3, seconds=20, what="the wheel zooms")
    wait_until(
        lambda: f"map={page.evaluate(VIEW)[2]:.2f}/" in page.evaluate(ADDRESS),
        seconds=20,
        what="the address has the view",
    )
    view = settled_view(page)
    page.goto(page.evaluate(ADDRESS))  # as somebody who received the link
    wait_for_instances(watched, 1)
    assert settled_view(page) == pytest.approx(view, abs=0.01)
    page.locator(".st-key-aircraft").get_by_text("DLH42A").wait_for()
    assert watched.errors == []
    assert watched.outside == []


def test_an_alert_is_shown_on_the_map_and_stays_acknowledged(dashboard, open_page):
    flights = write_outputs(dashboard.outputs, aircraft=100, now=time.time())
    first = next(flight for flight in flights if not flight["on_ground"])
    watched = open_page()
    page = watched.page
    wait_for_instances(watched, 100)
    page.get_by_text("squawk 7700").wait_for()
    page.get_by_role("button", name="Show on map").first.click()

    def looks_there() -> bool:
        longitude, latitude, zoom = page.evaluate(VIEW)
        return abs(longitude - first["longitude"]) + abs(latitude - first["latitude"]) < 0.1 and zoom > 7

    wait_until(looks_there, seconds=20, what="the map looks at the alert")
    page.get_by_role("radio", name="Alerts").click()
    page.get_by_role("button", name="Acknowledge").first.click()
    page.get_by_text("Open 4").wait_for()
    page.reload()
    page.get_by_role("radio", name="Alerts").click()
    page.get_by_text("Acknowledged 1").wait_for()
    assert watched.errors == []


def test_a_new_alert_is_heard_and_counted_in_the_title_when_asked_for(dashboard, open_page):
    flights = write_outputs(dashboard.outputs, aircraft=100, now=time.time())
    watched = open_page()
    page = watched.page
    page.evaluate(COUNT_TONES)
    wait_for_instances(watched, 100)
    assert page.title() == "Flightwatch"
    page.get_by_text("Display", exact=True).click()
    page.get_by_text("Sound for new alerts").click()
    page.get_by_text("Alert count in the tab title").click()
    wait_until(
        lambda: page.title() == "(3) Flightwatch", seconds=20, what="the title has the number"
    )  # the other two have severity info
    assert page.evaluate("tones") == 0  # none of them is new
    now = time.time()
    alerts = [*sample_alerts(flights), make_alert(flights[50], id="new", severity="critical")]
    write_alerts(Outputs(dashboard.outputs), alerts, poll_time=int(now), now=now)
    page.get_by_role("button", name="Refresh now").click()
    wait_until(lambda: page.title() == "(4) Flightwatch", seconds=20, what="the title has the new number")
    assert page.evaluate("tones") == 1
    page.get_by_role("button", name="Refresh now").click()
    page.get_by_role("button", name="Acknowledge").first.click()
    wait_until(lambda: page.title() == "(3) Flightwatch", seconds=20, what="what is acknowledged does not count")
    page.get_by_text("Acknowledged 1").click()
    page.get_by_role("button", name="Unacknowledge").click()
    wait_until(lambda: page.title() == "(4) Flightwatch", seconds=20, what="what is taken back counts again")
    assert page.evaluate("tones") == 1
    assert watched.errors == []


def test_after_a_reload_new_alerts_are_still_signalled_on_every_page(dashboard, open_page):
    flights = write_outputs(dashboard.outputs, aircraft=100, now=time.time())
    watched = open_page()
    page = watched.page
    page.get_by_text("Display", exact=True).click()
    page.get_by_text("Sound for new alerts").click()
    page.get_by_text("Alert count in the tab title").click()
    wait_until(lambda: page.title() == "(3) Flightwatch", seconds=20, what="the title has the number")
    page.reload()
    wait_until(lambda: page.title() == "(3) Flightwatch", seconds=30, what="the choice is still there")
    page.evaluate(COUNT_TONES)
    alerts = sample_alerts(flights)
    for count, (name, shows) in enumerate(
        (("Replay", "No records yet"), ("Explorer", "No records yet"), ("Trends", "Refreshed"))
    ):
        page.get_by_role("link", name=name).click()
        page.get_by_text(shows).first.wait_for()
        assert page.title() == f"({count + 3}) Flightwatch"
        alerts.append(make_alert(flights[50], id=f"new on {name}", severity="critical"))
        write_alerts(Outputs(dashboard.outputs), alerts, poll_time=int(time.time()), now=time.time())
        title = f"({count + 4}) Flightwatch"
        wait_until(lambda title=title: page.title() == title, seconds=30, what=f"the new one counts on {name}")
        assert page.evaluate("tones") == count + 1
    assert watched.errors == []


def test_aircraft_move_between_polls_and_stand_still_when_switched_off(dashboard, open_page):
    now = int(time.time())
    flight = make_flight(time_position=now, last_contact=now, poll_time=now, velocity=300.0, true_track=90.0)
    write_json(Outputs(dashboard.outputs).live_flights, {"published_at": time.time(), "flights": [flight]})
    watched = open_page()
    page = watched.page
    wait_for_instances(watched, 1)
    drawn = "() => Array.from(flightwatchMap._positions.value)"
    first = page.evaluate(drawn)
    wait_until(lambda: page.evaluate(drawn)[0] > first[0] + 0.002, seconds=30, what="it goes on to the east")
    assert page.evaluate(drawn)[1] == pytest.approx(50.0, abs=1e-4)
    page.get_by_text("Animate between polls").click()
    wait_until(lambda: page.evaluate(drawn)[0] == 9.0, seconds=20, what="it is where it was reported")


def test_charts_are_in_utc_and_say_their_numbers_where_pointed_at(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=200, now=time.time())
    filling = json.loads(Outputs(dashboard.outputs).live_windows.read_bytes())["windows"][-1]
    page = open_page().page  # a browser in another zone
    page.get_by_role("link", name="Trends").click()
    chart = page.locator(".st-key-flight-counts .stPlotlyChart")
    chart.locator(".trace").first.wait_for(timeout=60_000)
    chart.scroll_into_view_if_needed()
    tick = chart.locator(".xtick text").last.text_content()
    newest = datetime.fromtimestamp(filling["window_start"], UTC)
    assert tick[:2] in {f"{newest + timedelta(hours=hours):%H}" for hours in (-1, 0, 1)}
    marker = chart.locator(".trace").last.locator("path.point").bounding_box()
    page.mouse.move(marker["x"] - 3, marker["y"] + 6)
    page.mouse.move(marker["x"] + marker["width"] / 2, marker["y"] + marker["height"] / 2)
    hover = chart.locator(".hoverlayer")
    hover.get_by_text("window still open").wait_for()
    assert f"{newest:%H:%M}–" in hover.text_content()
    assert f"{filling['flight_count']:,} aircraft" in hover.text_content()
    page.locator(".st-key-flight-counts-card").get_by_text("is still open and will change").wait_for()
    assert page.locator(".modebar").count() == 0


def test_the_density_map_loads_its_land_once(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=200, now=time.time())
    watched = open_page(url=f"{dashboard.url}/trends")
    page = watched.page

    def loads_of_land() -> int:
        return page.evaluate(LOADS_OF_LAND)

    wait_until(lambda: loads_of_land() == 1, seconds=60, what="the land is asked for")
    cells = page.get_by_text("cells of the H3 grid have aircraft")
    before = cells.text_content()
    write_outputs(dashboard.outputs, aircraft=900, now=time.time(), seed=2)
    page.get_by_role("button", name="Refresh now").click()
    wait_until(lambda: cells.text_content() != before, seconds=30, what="another picture is counted")
    page.get_by_role("radio", name="Medium").click()
    wait_until(lambda: "cells=Medium" in page.evaluate(ADDRESS), seconds=30, what="smaller cells are drawn")
    assert loads_of_land() == 1
    assert watched.outside == []


def test_text_from_aircraft_is_inert_everywhere(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=0, now=time.time(), nasty=True)
    watched = open_page()
    page = watched.page
    wait_for_map(watched)
    wait_for_instances(watched, NASTY_ON_THE_MAP)
    page.get_by_text("Flags", exact=True).click()
    page.locator(".st-key-feed").get_by_text("<img src=x onerror=alert(1)>").wait_for()
    flagged = {"icao24": "bad001", "callsign": "<img src=x onerror=alert(1)>", "reasons": ["<script>alert(2)</script>"]}
    now = int(time.time())
    seen = {"poll_time": now, "time_position": now, "velocity": 0.0}
    nasty = make_flight(**flagged, rule_based_anomaly=True, rules=["<b>x</b>"], **seen)
    write_json(Outputs(dashboard.outputs).live_flights, {"published_at": time.time(), "flights": [nasty]})
    page.get_by_role("button", name="Refresh now").click()
    wait_for_instances(watched, 1)
    page.get_by_role("button", name="Fit the map to the aircraft").click()
    wait_until(lambda: page.evaluate(VIEW)[2] > 7, seconds=20, what="the map looks at the only aircraft")
    tooltip = page.locator(".fw-map-tooltip")

    def tooltip_shows() -> bool:
        x, y = page.evaluate(PLACE, [9.0, 50.0])
        for offset in (0, 1):
            page.locator(MAP_CANVAS).first.hover(position={"x": x + offset, "y": y})
        return "<img src=x onerror=alert(1)>" in tooltip.inner_text()

    wait_until(tooltip_shows, seconds=20, what="the tooltip shows the callsign as text")
    assert "<b>x</b>: <script>alert(2)</script>" in tooltip.inner_text()
    x, y = page.evaluate(PLACE, [9.0, 50.0])
    page.locator(MAP_CANVAS).first.click(position={"x": x, "y": y})
    page.locator(".st-key-aircraft").get_by_text("<img src=x onerror=alert(1)>").first.wait_for()
    page.locator(".st-key-aircraft").get_by_text("<script>alert(2)</script>").first.wait_for()
    page.get_by_role("link", name="Trends").click()
    page.locator(".st-key-countries").get_by_text("<a href='http://evi…").wait_for()
    assert page.locator(".st-key-countries a").count() == 0
    page.locator(".st-key-density-card canvas").first.wait_for()
    page.get_by_role("link", name="Pipeline").click()
    page.get_by_text("Streaming query").wait_for()
    assert page.locator("img[src='x']").count() == 0
    assert watched.errors == []
    assert watched.outside == []


def test_view_selection_and_filters_survive_a_look_at_another_page(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=400, now=time.time())
    watched = open_page()
    page = watched.page
    wait_for_instances(watched, 400)
    page.get_by_label("Search callsign").fill("dlh")
    page.get_by_label("Search callsign").press("Enter")
    page.get_by_text("of 400 aircraft pass the filters").wait_for()
    page.get_by_role("button", name="Show on map").first.click()
    wait_until(lambda: page.evaluate(VIEW)[2] > 7, seconds=20, what="the map looks at the alert")
    view = settled_view(page)
    name = page.locator(".st-key-aircraft h3").text_content()
    page.get_by_role("link", name="Pipeline").click()
    page.get_by_text("Streaming query").wait_for()
    page.get_by_role("link", name="Live").click()
    page.get_by_text("of 400 aircraft pass the filters").wait_for()
    assert page.get_by_label("Search callsign").input_value() == "dlh"
    wait_for_map(watched)
    assert settled_view(page) == pytest.approx(view, abs=0.01)
    page.get_by_text("Aircraft", exact=True).first.click()
    assert page.locator(".st-key-aircraft h3").text_content() == name
    assert watched.errors == []


def test_the_empty_page_says_how_to_start(dashboard, open_page):
    for path in (dashboard.outputs / "live").glob("*.json"):
        path.unlink()
    watched = open_page(width=390, height=844)
    watched.page.get_by_text("Waiting for the first picture of the sky").wait_for(timeout=60_000)
    watched.page.get_by_text("make run").wait_for()
    assert watched.outside == []
    assert watched.errors == []


def test_the_figures_are_of_one_height_while_some_have_no_line_yet(dashboard, open_page):
    long_ago = time.time() - 7_200  # before all earlier pictures, which clears the history
    for number in range(3):
        write_outputs(dashboard.outputs, aircraft=40 + number, now=long_ago + 10 * number)
        page = open_page().page
        page.locator(".st-key-figures").get_by_text(str(40 + number), exact=True).first.wait_for(timeout=60_000)
    cards = page.locator(".st-key-figures .stMetric")
    lines = page.locator(".st-key-figures").get_by_test_id("stMetricChart")
    lines.nth(5).wait_for()
    assert (cards.count(), lines.count()) == (7, 6)  # three pictures give only two rates, too few for a line
    assert len(set(cards.evaluate_all("cards => cards.map((card) => card.offsetHeight)"))) == 1
