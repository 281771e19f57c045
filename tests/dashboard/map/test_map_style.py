"""A configured map style below the aircraft, in a real browser."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.served_page import served_page
from tests.browser import wait_for_instances
from tests.dashboard.sample_outputs import write_outputs
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

# One colour over the whole world, as a geometry, which MapLibre tiles in its worker.
WORLD = {"type": "Polygon", "coordinates": [[[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]]]}
STYLE = {
    "version": 8,
    "sources": {"world": {"type": "geojson", "data": {"type": "Feature", "properties": {}, "geometry": WORLD}}},
    "layers": [{"id": "ground", "type": "fill", "source": "world", "paint": {"fill-color": "#336699"}}],
}
LAND = "() => flightwatchMap._outlines.drawn.land"
MIDDLE = """() => new Promise((told) => {
  const map = flightwatchMap._basemap._map;
  map.once('render', () => {
    const pixel = new Uint8Array(4);
    const gl = map.getCanvas().getContext('webgl2');
    gl.readPixels(gl.drawingBufferWidth / 2, gl.drawingBufferHeight / 2, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    told([...pixel]);
  });
  map.triggerRepaint();
})"""


class StyleHandler(BaseHTTPRequestHandler):
    """Serves /style.json to other origins, and 404 for anything else."""

    def do_GET(self) -> None:
        body = json.dumps(STYLE).encode() if self.path == "/style.json" else b"no such style"
        self.send_response(200 if self.path == "/style.json" else 404)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Quiet."""


@pytest.fixture(scope="module")
def style_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), StyleHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_style_is_drawn_below_the_aircraft_instead_of_the_outlines(tmp_path, style_server, open_page):
    write_outputs(tmp_path / "outputs", aircraft=100, now=time.time())
    style = f"{style_server}/style.json"
    with served_page(tmp_path / "outputs", tmp_path / "log", MAP_STYLE=style) as running:
        watched = open_page(url=running.url)
        wait_for_instances(watched, 100)
        wait_until(lambda: watched.page.evaluate(MIDDLE) == [0x33, 0x66, 0x99, 255], seconds=30, what="its ground")
        assert watched.page.evaluate(LAND) == 0
        assert watched.outside == []
        assert watched.errors == []


def test_a_style_that_cannot_be_loaded_is_named_and_the_outlines_are_drawn(tmp_path, style_server, open_page):
    write_outputs(tmp_path / "outputs", aircraft=100, now=time.time())
    style = f"{style_server}/gone.json"
    with served_page(tmp_path / "outputs", tmp_path / "log", MAP_STYLE=style) as running:
        watched = open_page(url=running.url)
        wait_for_instances(watched, 100)
        watched.page.get_by_text("The map style cannot be shown").wait_for()
        wait_until(lambda: watched.page.evaluate(LAND) > 0, seconds=20, what="the outlines are drawn")
