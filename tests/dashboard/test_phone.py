"""The Live page on a phone with a touchscreen."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.served_page import ServedPage
from tests.browser import VIEW, Watched, settled_view, wait_for_instances
from tests.dashboard.sample_outputs import write_outputs
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

HEIGHT = 844
PLACE_OF_MAP = """() => {
  const { x, y, width, height } = flightwatchMap._canvas.getBoundingClientRect();
  return [x, y, width, height];
}"""
SCROLLED = "() => document.querySelector('.stMain').scrollTop"
FIRST_AIRCRAFT = """() => flightwatchMap._deck.viewManager.getViewports()[0].project(
  flightwatchMap._positions.value.slice(0, 2))"""


@pytest.fixture
def phone(browser: Browser, dashboard: ServedPage) -> Iterator[Watched]:
    write_outputs(dashboard.outputs, aircraft=1, now=time.time())
    context = browser.new_context(viewport={"width": 390, "height": HEIGHT}, has_touch=True, is_mobile=True)
    watched = Watched.open(context, f"{dashboard.url}/?moving=false")
    wait_for_instances(watched, 1)
    watched.page.get_by_text("Refreshed").wait_for()
    yield watched
    context.close()


def swipe(page: Page, *fingers: tuple[float, float], by: tuple[float, float], apart: float = 0.0) -> None:
    """Move fingers from these places by pixels in a dozen steps; apart: how far the second moves from the first."""
    browser = page.context.new_cdp_session(page)  # Playwright's own touchscreen only taps
    for step in range(13):
        points = [
            {"x": x + by[0] * step / 12 + apart * step / 12 * finger, "y": y + by[1] * step / 12, "id": finger}
            for finger, (x, y) in enumerate(fingers)
        ]
        browser.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": points})
    browser.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_map_begins_on_the_first_screen_and_leaves_room_beside_it(phone):
    _, top, _, height = phone.page.evaluate(PLACE_OF_MAP)
    assert top < 0.7 * HEIGHT
    assert height <= 0.6 * HEIGHT
    phone.page.get_by_text("Two fingers move and zoom the map").wait_for()
    assert phone.errors == []


def test_one_finger_scrolls_the_page_and_two_move_the_map(phone):
    page = phone.page
    before = settled_view(page)
    x, top, width, _ = page.evaluate(PLACE_OF_MAP)
    swipe(page, (x + width / 2, top + 200), by=(0, -240))
    wait_until(lambda: page.evaluate(SCROLLED) > 150, seconds=20, what="the page is scrolled")
    x, top, width, _ = page.evaluate(PLACE_OF_MAP)
    swipe(page, (x + width / 2, top + 200), by=(-100, 0))
    assert settled_view(page) == before
    scrolled = page.evaluate(SCROLLED)
    swipe(page, (x + 80, top + 200), (x + 140, top + 200), by=(40, 40), apart=100)
    wait_until(lambda: page.evaluate(VIEW)[2] > before[2] + 0.5, seconds=20, what="two fingers zoom the map")
    assert page.evaluate(VIEW)[:2] != before[:2]
    assert page.evaluate(SCROLLED) == scrolled
    assert phone.errors == []


def test_the_panel_of_a_picked_aircraft_scrolls_into_view(phone):
    page = phone.page
    assert page.locator(".st-key-alerts").bounding_box()["y"] > HEIGHT
    left, top, *_ = page.evaluate(PLACE_OF_MAP)
    x, y = page.evaluate(FIRST_AIRCRAFT)
    page.touchscreen.tap(left + x, top + y)
    panel = page.locator(".st-key-aircraft")
    panel.get_by_text("3c0000").first.wait_for()

    def is_in_view() -> bool:
        box = panel.bounding_box()
        return box is not None and box["y"] < HEIGHT / 3 and box["y"] + box["height"] <= HEIGHT

    wait_until(is_in_view, seconds=20, what="the panel is in view")
    assert page.locator(".st-key-panel").bounding_box()["y"] > 50  # below the navigation bar
    assert phone.errors == []
