"""Charts in a real browser, frame by frame while a new picture comes."""

import time
from collections import Counter

import pytest

from common.files.json_files import write_json
from contracts.outputs import Outputs
from tests.dashboard.sample_outputs import make_flight, write_outputs

pytestmark = pytest.mark.browser

# Collects each distinct state of the charts, frame by frame: whether marks are drawn, opacity, height.
WATCH_CHARTS = """(selector) => {
  window.frames_seen = new Set();
  const look = (card) => {
    const charts = [...card.querySelectorAll('.stElementContainer:has(.stPlotlyChart, .stVegaLiteChart)')];
    const places = charts.filter((chart) => chart.offsetHeight);
    const marks = places.map((place) => place.querySelector('.trace path, .trace text, .mark-line path') !== null);
    return [marks, places.length && getComputedStyle(places[0]).opacity, Math.round(card.offsetHeight)];
  };
  const watch = () => {
    const cards = [...document.querySelectorAll(selector)];
    frames_seen.add(JSON.stringify(cards.map(look)));
    requestAnimationFrame(watch);
  };
  watch();
}"""
SPARKLINES = ["baro_altitude", "velocity", "vertical_rate"]
# A line of n fixes is a path of n points: "M0,1L2,3L4,5".
LINES_HAVE_FIXES = """([lines, fixes]) => {
  const drawn = [...document.querySelectorAll('[class*="st-key-sparkline-"] .mark-line path')];
  return drawn.length === lines && drawn.every((line) => line.getAttribute('d').split('L').length === fixes);
}"""


def test_charts_do_not_flicker_when_a_new_picture_comes(dashboard, open_page):
    write_outputs(dashboard.outputs, aircraft=200, now=time.time())
    watched = open_page()
    page = watched.page
    page.get_by_role("link", name="Trends").click()
    page.locator(".st-key-countries .trace").first.wait_for(timeout=60_000)
    page.evaluate(WATCH_CHARTS, ".st-key-flight-counts-card, .st-key-countries-card")
    for aircraft in (400, 800):
        flights = write_outputs(dashboard.outputs, aircraft=aircraft, now=time.time(), seed=aircraft)
        page.get_by_role("button", name="Refresh now").click()
        most = max(Counter(flight["origin_country"] for flight in flights).values())
        page.locator(".st-key-countries .textpoint").get_by_text(str(most), exact=True).first.wait_for()
    assert all(height > 300 for height in heights_in_every_frame(page))
    assert watched.errors == []


def heights_in_every_frame(page):
    """Return the heights of the watched cards; fail if a chart was not drawn, faded or moved in any frame."""
    frames = page.evaluate("() => [...frames_seen].map(JSON.parse)")
    assert len(frames) == 1, f"the cards looked different from frame to frame: {frames}"
    assert [(marks, opacity) for marks, opacity, _ in frames[0]] == [([True], "1")] * len(frames[0])
    return [height for *_, height in frames[0]]


def test_the_charts_of_an_aircraft_do_not_flicker_when_a_new_picture_comes(dashboard, open_page):
    first = int(time.time()) - 60

    def publish(number):
        now = first + 10 * number
        seen = {"time_position": now, "last_contact": now, "poll_time": now}
        flight = make_flight(**seen, longitude=9.0 + 0.03 * number, baro_altitude=10_000.0 + 50 * number)
        picture = {"poll_time": now, "published_at": now, "flights": [flight]}
        write_json(Outputs(dashboard.outputs).live_flights, picture)

    publish(0)
    watched = open_page(url=f"{dashboard.url}/?aircraft=3c6444")
    page = watched.page
    page.locator(".st-key-aircraft").get_by_text("10,000 m").wait_for(timeout=60_000)
    for number in (1, 2, 3):
        publish(number)
        page.get_by_role("button", name="Refresh now").click()
        page.wait_for_function(LINES_HAVE_FIXES, arg=[len(SPARKLINES), number + 1])
        if number == 1:
            page.evaluate(WATCH_CHARTS, ", ".join(f".st-key-sparkline-{name}" for name in SPARKLINES))
    assert len(heights_in_every_frame(page)) == len(SPARKLINES)
    assert watched.errors == []
