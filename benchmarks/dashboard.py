"""`make bench-dashboard`: how long the page takes, with much kept and with many viewers.

python -m benchmarks.dashboard [refresh] [viewers] [memory] [replay] [map]        all of them when none is named

A Streamlit of its own over simulated traffic, looked at by a real Chromium (drawing in software):
  refresh   from the click to the server's last line and to the picture, with nothing kept and with a day of history
  viewers   processor time of the server for each new picture, with 1 and with 10 open browsers
  memory    of the server over 200 refreshes
  replay    a moment of the kept day, chosen at random, and ten seconds on
  map       what its packet takes, and what the same aircraft would as the JSON of a pydeck layer
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pydeck as pdk
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.served_page import CHROMIUM_ARGS, ServedPage, find_chromium, served_page
from benchmarks.traffic import AIRCRAFT, POLL_S, polls
from common.files.json_files import write_json
from contracts.outputs import Outputs, hour_folder
from contracts.state_vector import SIMULATED
from dashboard.archive.moments import History
from dashboard.drawing.palette import DARK
from dashboard.drawing.units import METRIC
from dashboard.map.colouring import colour_by_altitude
from dashboard.map.packet import make_packet
from dashboard.map.sky_view import Look, draw_aircraft
from dashboard.reading.flights import flight_table
from dashboard.viewing.flight_filter import FlightFilter

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
"""What the map's packet has of each aircraft."""

# Click, and answer after the frame in which the map has drawn another packet.
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
"""Of the page's address, where only the server is measured: maps drawn in software would take all there is."""
IS_DRAWN = "() => Boolean(window.flightwatchMap?._packet)"


FIGURES = ("refresh", "viewers", "memory", "replay", "map")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", help=f"of {', '.join(FIGURES)}; all when none is named")
    chosen = parser.parse_args().figures or FIGURES
    if unknown := set(chosen) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    if not (chromium := find_chromium()):
        raise SystemExit("bench-dashboard: no Chromium here (Debian: sudo apt install chromium)")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{AIRCRAFT:,} simulated aircraft; {cores} cores; load average at the start {load:.1f}", flush=True)
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
            keep_a_day(outputs, pictures[0][:KEPT_AIRCRAFT])
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
    return 0


def bench_refresh(page: Page, outputs: Outputs, pictures: list[list[dict[str, Any]]], what: str) -> None:
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


def bench_viewers(browser: Browser, served: ServedPage, outputs: Outputs, pictures: list[list[dict[str, Any]]]) -> None:
    """Print the server's processor time for each picture, with one viewer and with VIEWERS that each ask for it."""
    pages: list[Page] = []
    for count in (1, VIEWERS):
        pages += [open_page(browser, f"{served.url}{STANDING_STILL}") for _ in range(count - len(pages))]
        began = cpu_s(served.process)
        for number in range(VIEWED):
            publish(outputs, pictures[number % len(pictures)])
            for each in pages:
                each.evaluate(REFRESH)
        took_ms = (cpu_s(served.process) - began) / VIEWED * 1_000
        print(f"  server, {count:2} viewers: {took_ms:5.0f} ms of processor time for each picture", flush=True)
    for each in pages:
        each.context.close()


def bench_memory(browser: Browser, served: ServedPage, outputs: Outputs, pictures: list[list[dict[str, Any]]]) -> None:
    """Print the server's resident memory as refreshes go by, POLL_S of the traffic's time each, once it has the ways of
    the last minutes that it keeps."""
    page = open_page(browser, f"{served.url}{STANDING_STILL}")
    sizes = []
    first = time.time() - (MEMORY_WARM_UP + MEMORY_REFRESHES) * POLL_S
    for number in range(-MEMORY_WARM_UP, MEMORY_REFRESHES + 1):
        if number >= 0 and number % (MEMORY_REFRESHES // 4) == 0:
            sizes.append(resident_mb(served.process))
        publish(outputs, pictures[number % len(pictures)], at=first + (MEMORY_WARM_UP + number) * POLL_S)
        page.evaluate(REFRESH)
    words = ", ".join(f"{size:.0f}" for size in sizes)
    print(f"  memory of the server over {MEMORY_REFRESHES} refreshes: {words} MB", flush=True)


def bench_replay(outputs: Outputs) -> None:
    """Print how long a choice takes in a history that has not been looked at before, and the step after it."""
    rng = np.random.default_rng(1)
    first, last = History(outputs, max_age_s=300).span() or (0.0, 0.0)
    chosen, next_ones = [], []
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


def bench_map(states: list[dict[str, Any]]) -> None:
    """Print size and time of what the map is sent, and of the same as the JSON that `st.pydeck_chart` sends."""
    flights = flight_table([_scored(state, 0) for state in states], poll_time=states[0]["poll_time"])
    looks = Look(FlightFilter(), "Altitude", DARK, METRIC)

    def as_packet() -> bytes:
        return make_packet(draw_aircraft(flights, (), looks).columns, {})

    def as_json() -> str:
        rows = flights[[*DRAWN_COLUMNS]].assign(colour=colour_by_altitude(flights, DARK, METRIC).colours.tolist())
        layer = pdk.Layer("IconLayer", rows, get_position=["longitude", "latitude"], get_angle="-true_track")
        return pdk.Deck([layer], map_provider=None).to_json()

    for name, make in (("packet", as_packet), ("JSON", as_json)):
        took_ms = []
        for _ in range(REFRESHES):
            began = time.perf_counter()
            made = make()
            took_ms.append((time.perf_counter() - began) * 1_000)
        print(f"  map, as {name:6} {len(made) / 1e6:4.1f} MB, made in {statistics.median(took_ms):4.0f} ms", flush=True)


def publish(outputs: Outputs, states: list[dict[str, Any]], *, at: float | None = None) -> None:
    """Replace the live picture with these states as of that time (epoch s), or now."""
    at = at or time.time()
    shift = int(at) - states[0]["poll_time"]
    heading = {"poll_time": int(at), "published_at": at, "sources": [SIMULATED]}
    write_json(outputs.live_flights, heading | {"flights": [_scored(state, shift) for state in states]})


def keep_a_day(outputs: Outputs, states: list[dict[str, Any]]) -> None:
    """Write KEPT_HOURS of these aircraft, polled every POLL_S, as the streaming job keeps them."""
    now = int(time.time())
    placeholder = states[0]["poll_time"]
    template = b"".join(
        orjson.dumps(_scored(state, 0) | dict.fromkeys(("time_position", "last_contact"), placeholder)) + b"\n"
        for state in states
    )
    count = KEPT_HOURS * 3_600 // POLL_S
    for batch in range(count):
        poll_time = now - (count - batch) * POLL_S
        folder = hour_folder(outputs.cleaned_flights, poll_time) / f"batch={batch}"
        folder.mkdir(parents=True)
        content = template.replace(str(placeholder).encode(), str(poll_time).encode())
        (folder / "part-00000.json").write_bytes(content)


def _scored(state: dict[str, Any], shift: int) -> dict[str, Any]:
    """As the streaming job would have it, moved in time by `shift` seconds; the scores are not looked at here."""
    times = {name: state[name] + shift for name in ("time_position", "last_contact", "poll_time") if state[name]}
    scores = {"anomaly_score": 0.4, "is_anomaly": False, "rule_based_anomaly": False, "rules": [], "reasons": []}
    return state | times | scores | {"not_scored": None, "model": "none"}


def open_page(browser: Browser, url: str) -> Page:
    """The page in a browser context of its own, refreshed only when asked to."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(url)
    page.wait_for_function(IS_DRAWN, timeout=60_000)
    page.get_by_text("Auto-refresh").click()
    page.get_by_text("Refreshed").wait_for()
    return page


def cpu_s(process: "subprocess.Popen[bytes]") -> float:
    """Processor time that the process has used, seconds (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: "subprocess.Popen[bytes]") -> float:
    """Resident memory of the process, megabytes (Linux)."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
