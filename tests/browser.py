"""A real Chromium, and what its page draws and asks for."""

from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import BrowserContext, Page

from tests.conftest import wait_until

# deck.gl keeps its Deck in a hook of a React component above the canvas; it is asked what it really draws.
FIND_DECK = """() => {
  let node = document.querySelector('.stDeckGlJsonChart canvas');
  const fiberOf = (element) => Object.keys(element).find((key) => key.startsWith('__reactFiber'));
  while (node && !fiberOf(node)) node = node.parentElement;
  for (let fiber = node && node[fiberOf(node)]; fiber; fiber = fiber.return) {
    for (let hook = fiber.memoizedState; hook && typeof hook === 'object' && 'next' in hook; hook = hook.next) {
      const held = hook.memoizedState;
      const deck = held && (held.deck || (held.current && held.current.deck));
      if (deck && deck.layerManager) { window.theDeck = deck; return deck.layerManager.getLayers().length > 0; }
    }
  }
  return false;
}"""
INSTANCES = """() => theDeck.layerManager.getLayers()
  .filter((layer) => ['ground', 'airborne', 'flagged'].includes(layer.id) && layer.isLoaded)
  .reduce((sum, layer) => sum + layer.getNumInstances(), 0)"""
# What picking finds is what has pixels of its own on the canvas.
PICKED = """() => new Set(theDeck.pickObjects({
  x: 0, y: 0, width: Math.floor(theDeck.width) - 1, height: Math.floor(theDeck.height) - 1, maxObjects: null,
  layerIds: ['ground', 'airborne', 'flagged'] }).map((found) => found.object.h)).size"""
VIEW = """() => {
  const view = theDeck.viewManager.getViewports()[0];
  return [view.longitude, view.latitude, view.zoom];
}"""


@dataclass
class Watched:
    """A page, and all it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests to anything but this machine."""
        own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    @classmethod
    def open(cls, context: BrowserContext, url: str) -> Self:
        """Open a page of the context and note what it asks for from its first request on."""
        watched = cls(context.new_page())
        page = watched.page
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("websocket", lambda socket: watched.requests.append(socket.url))
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.on("console", lambda message: watched.errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (watched.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(url)
        return watched


def wait_for_map(watched: Watched) -> None:
    page = watched.page
    page.locator(".stDeckGlJsonChart canvas").first.wait_for(timeout=60_000)
    wait_until(lambda: page.evaluate(FIND_DECK), seconds=30, what="deck.gl has layers")


def wait_for_instances(watched: Watched, count: int) -> None:
    wait_until(
        lambda: watched.page.evaluate(FIND_DECK) and watched.page.evaluate(INSTANCES) == count,
        seconds=45,
        what=f"the map draws {count} aircraft",
    )
