"""`make bench-dashboard`: the page's response times, with a long history and with many viewers.

python -m benchmarks.dashboard [refresh] [viewers] [memory] [replay] [map]        all when none is named

It serves the dashboard over simulated traffic and opens it in Chromium (which draws in software):
  refresh   time from the click to the server's last line and to the picture, without history and with a day of it
  viewers   the server's processor time for each new picture, with 1 and with 10 open browsers
  memory    the server's memory over 200 refreshes
  replay    time to recall a random moment of the kept day, and the one ten seconds later
  map       size and time of the map's packet, and of the same aircraft as the JSON of a pydeck layer
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Collection
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pydeck as pdk
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.dashboard_files import keep_hours, publish, scored
from benchmarks.page import printed_section
from benchmarks.processes import cpu_s, resident_mb
from benchmarks.served_page import CHROMIUM_ARGS, ServedPage, find_chromium, served_page
from benchmarks.traffic import AIRCRAFT, POLL_S, polls
from contracts.outputs import Outputs
from contracts.state_vector import StateVector
from dashboard.archive.moments import History
from dashboard.drawing.palette import DARK
from dashboard.drawing.units import METRIC
from dashboard.map.colouring import colour_by_altitude
from dashboard.map.packet import make_packet
from dashboard.map.sky_view import Look, draw_aircraft
from dashboard.reading.flights import flight_table
from dashboard.viewing.flight_filter import FlightFilter

Picture = list[StateVector]
"""One record per aircraft."""

REFRESHES = 12
VIEWERS, VIEWED = 10, 4
MEMORY_WARM_UP, MEMORY_REFRESHES = 60, 200
KEPT_AIRCRAFT, KEPT_HOURS = 1_000, 24
DRAWN_COLUMNS = (
    "icao24",
    "callsign",
    "origin_country",
    "longitude",
    "latitude",
    "baro_altitude",
    "velocity",
    "true_track",
    "vertical_rate",
    "age_s",
    "category",
    "flags",
)
"""The columns of the map's packet."""

# Clicks, and resolves after the frame in which the map has drawn the next packet.
REFRESH = """() => new Promise((done) => {
  const before = flightwatchMap._packet;
  const began = performance.now();
  [...document.querySelectorAll("button")].find((button) => button.innerText.includes("Refresh now")).click();
  const look = () => {
    if (flightwatchMap._packet === before) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
  };
  look();
})"""
STANDING_STILL = "?moving=false"
"""Query string of the page where only the server is measured: maps drawn in software would use all cores."""
IS_DRAWN = "() => Boolean(window.flightwatchMap?._packet)"


FIGURES = ("refresh", "viewers", "memory", "replay", "map")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", help=f"{', '.join(FIGURES)}; all when none is named")
    chosen = parser.parse_args().figures or FIGURES
    if unknown := set(chosen) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    if not (chromium := find_chromium()):
        raise SystemExit("bench-dashboard: Chromium is missing (Debian: sudo apt install chromium)")
    with printed_section("make bench-dashboard") if set(chosen) == set(FIGURES) else nullcontext():
        measure(chosen, chromium)
    return 0


def measure(chosen: Collection[str], chromium: str) -> None:
    """Print the chosen figures. chromium: the browser's path."""
    print(f"{AIRCRAFT:,} simulated aircraft", flush=True)
    pictures = [poll.states for poll in polls(4)]
    with tempfile.TemporaryDirectory(prefix="flightwatch-bench-") as folder, sync_playwright() as playwright:
        outputs = Outputs(Path(folder) / "outputs")
        publish(outputs, pictures[0])
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGS))
        with served_page(outputs.root, Path(folder) / "log") as served:
            page = open_page(browser, served.url)
            if "refresh" in chosen:
                bench_refresh(page, outputs, pictures, "nothing kept")
            began = time.monotonic()
            keep_hours(outputs, pictures[0][:KEPT_AIRCRAFT], hours=KEPT_HOURS)
            print(f"kept {KEPT_HOURS} h of {KEPT_AIRCRAFT:,} aircraft in {time.monotonic() - began:.0f} s", flush=True)
            if "refresh" in chosen:
                bench_refresh(page, outputs, pictures, f"{KEPT_HOURS} h kept")
            page.context.close()
            if "viewers" in chosen:
                bench_viewers(browser, served, outputs, pictures)
            if "memory" in chosen:
                bench_memory(browser, served, outputs, pictures)
        browser.close()
        if "replay" in chosen:
            bench_replay(outputs)
    if "map" in chosen:
        bench_map(pictures[0])


def bench_refresh(page: Page, outputs: Outputs, pictures: list[Picture], what: str) -> None:
    """Print milliseconds on the server and to the picture."""
    server, picture = [], []
    for number in range(REFRESHES):
        publish(outputs, pictures[number % len(pictures)])
        picture.append(page.evaluate(REFRESH))
        page.get_by_text("Refreshed").wait_for()
        server.append(float(page.get_by_text("Refreshed").inner_text().split(" ms")[0].split()[-1]))
    counted = slice(2, None)  # the first ones warm up
    for name, values in (("server", server[counted]), ("picture", picture[counted])):
        print(f"  refresh, {what:14} {name:8} median {statistics.median(values):5.0f} ms, worst {max(values):5.0f} ms")


def bench_viewers(browser: Browser, served: ServedPage, outputs: Outputs, pictures: list[Picture]) -> None:
    """Print the server's processor time for each picture, with one viewer and with VIEWERS."""
    pages: list[Page] = []
    for count in (1, VIEWERS):
        pages += [open_page(browser, f"{served.url}{STANDING_STILL}") for _ in range(count - len(pages))]
        began = cpu_s(served.process.pid)
        for number in range(VIEWED):
            publish(outputs, pictures[number % len(pictures)])
            for each in pages:
                each.evaluate(REFRESH)
        took_ms = (cpu_s(served.process.pid) - began) / VIEWED * 1_000
        print(f"  server, {count:2} viewers: {took_ms:5.0f} ms of processor time for each picture", flush=True)
    for each in pages:
        each.context.close()


def bench_memory(browser: Browser, served: ServedPage, outputs: Outputs, pictures: list[Picture]) -> None:
    """Print the server's resident memory over refreshes that are POLL_S of traffic apart, once its tracks are full."""
    page = open_page(browser, f"{served.url}{STANDING_STILL}")
    sizes = []
    first = time.time() - (MEMORY_WARM_UP + MEMORY_REFRESHES) * POLL_S
    for number in range(-MEMORY_WARM_UP, MEMORY_REFRESHES + 1):
        if number >= 0 and number % (MEMORY_REFRESHES // 4) == 0:
            sizes.append(resident_mb(served.process.pid))
        publish(outputs, pictures[number % len(pictures)], at=first + (MEMORY_WARM_UP + number) * POLL_S)
        page.evaluate(REFRESH)
    words = ", ".join(f"{size:.0f}" for size in sizes)
    print(f"  memory of the server over {MEMORY_REFRESHES} refreshes: {words} MB", flush=True)


def bench_replay(outputs: Outputs) -> None:
    """Print how long it takes to recall a random moment from a freshly opened history, and then the step after it."""
    rng = np.random.default_rng(1)
    first, last = History(outputs, max_age_s=300).span() or (0.0, 0.0)
    chosen: list[float] = []
    next_ones: list[float] = []
    for moment in rng.uniform(first, last, 10):
        history = History(outputs, max_age_s=300)
        for times, at in ((chosen, moment), (next_ones, moment + POLL_S)):
            began = time.perf_counter()
            found = history.picture_at(at)
            history.alerts_at(at)
            times.append((time.perf_counter() - began) * 1_000)
        if len(found.value.flights) != KEPT_AIRCRAFT:
            raise RuntimeError(f"{len(found.value.flights)} aircraft recalled, not {KEPT_AIRCRAFT}")
    for name, values in (("a moment", chosen), ("10 s on", next_ones)):
        print(f"  replay, {name:8} median {statistics.median(values):5.0f} ms, worst {max(values):5.0f} ms", flush=True)


def bench_map(states: Picture) -> None:
    """Print size and time of the map's packet, and of the JSON that `st.pydeck_chart` would send instead."""
    flights = flight_table([scored(state, 0) for state in states], poll_time=states[0]["poll_time"])
    looks = Look(FlightFilter(), "Altitude", DARK, METRIC)

    def as_packet() -> bytes:
        return make_packet(draw_aircraft(flights, (), looks).columns, {})

    def as_json() -> str:
        rows = flights[[*DRAWN_COLUMNS]].assign(colour=colour_by_altitude(flights, DARK, METRIC).colours.tolist())
        layer = pdk.Layer("IconLayer", rows, get_position=["longitude", "latitude"], get_angle="-true_track")
        return str(pdk.Deck([layer], map_provider=None).to_json())

    for name, make in (("packet", as_packet), ("JSON", as_json)):
        took_ms = []
        for _ in range(REFRESHES):
            began = time.perf_counter()
            made = make()
            took_ms.append((time.perf_counter() - began) * 1_000)
        print(f"  map, as {name:6} {len(made) / 1e6:4.1f} MB, made in {statistics.median(took_ms):4.0f} ms", flush=True)


def open_page(browser: Browser, url: str) -> Page:
    """Open the page in a browser context of its own, without auto-refresh."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(url)
    page.wait_for_function(IS_DRAWN, timeout=60_000)
    page.get_by_text("Auto-refresh").click()
    page.get_by_text("Refreshed").wait_for()
    return page


if __name__ == "__main__":
    sys.exit(main())
