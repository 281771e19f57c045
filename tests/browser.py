"""A page in a real Chromium, with its requests, its errors and the layers of its map."""

from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import BrowserContext, Page

from tests.waiting import wait_until

# The map is exposed to the browser's console (dashboard/frontend/src/index.js).
MAP_IS_DRAWN = "() => Boolean(window.flightwatchMap?._deck.layerManager?.getLayers().length)"
INSTANCES = """() => flightwatchMap._deck.layerManager.getLayers()
  .filter((layer) => layer.id === 'aircraft' && layer.isLoaded)
  .reduce((sum, layer) => sum + layer.getNumInstances(), 0)"""
# Picking finds only aircraft that have pixels of their own on the canvas.
PICKED = """() => {
  const deck = flightwatchMap._deck;
  const found = deck.pickObjects({
    x: 0, y: 0, width: Math.floor(deck.width) - 1, height: Math.floor(deck.height) - 1, maxObjects: null,
    layerIds: ['aircraft'] });
  return new Set(found.map((each) => each.index)).size;
}"""
VIEW = """() => {
  const view = flightwatchMap._deck.viewManager.getViewports()[0];
  return [view.longitude, view.latitude, view.zoom];
}"""
# The view once it has stood still for some frames, null while the map is on its way.
SETTLED_VIEW = f"""async () => {{
  const view = {VIEW};
  const first = view();
  for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
  return view().every((value, index) => value === first[index]) ? first : null;
}}"""
MAP_CANVAS = ".fw-map-canvas canvas"
ADDRESS = "() => location.href"


@dataclass
class Watched:
    """A page with all its requests and errors."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """The requests to other machines."""
        own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    @classmethod
    def open(cls, context: BrowserContext, url: str) -> Self:
        """Open a page in the context and record its requests from the first one on."""
        watched = cls(context.new_page())
        page = watched.page
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("websocket", lambda socket: watched.requests.append(socket.url))
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.on("console", lambda message: watched.errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (watched.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(url)
        return watched


def settled_view(page: Page) -> list[float]:
    """Return the map's longitude, latitude and zoom once it no longer moves."""
    view: list[float] = page.wait_for_function(SETTLED_VIEW, timeout=20_000).json_value()
    return view


def wait_for_map(watched: Watched) -> None:
    watched.page.locator(MAP_CANVAS).first.wait_for(timeout=60_000)
    wait_until(lambda: watched.page.evaluate(MAP_IS_DRAWN), seconds=30, what="deck.gl has layers")


def wait_for_instances(watched: Watched, count: int) -> None:
    wait_until(
        lambda: watched.page.evaluate(MAP_IS_DRAWN) and watched.page.evaluate(INSTANCES) == count,
        seconds=45,
        what=f"the map draws {count} aircraft",
    )
