"""`make run` as a newcomer sees it: aircraft on the map, then Ctrl-C, and no process left."""

import shutil
import signal
import time

import orjson
import pyarrow.parquet as pq
import pytest

from common.settings import ROOT
from etl.bronze.messages import STATES
from tests.browser import INSTANCES, MAP_IS_DRAWN, PICKED, Watched, wait_for_map
from tests.notifications.receiver import receiving
from tests.sql import fetch_all
from tests.system.running import assert_nothing_left, make_run
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


PAGES = {
    "Live": ".fw-map-legend li",
    "Trends": ".st-key-density-card canvas",
    "Replay": ".st-key-replay-controls",
    "Explorer": ".st-key-explorer-result",
    "Pipeline": ".st-key-stage-outputs",
}
"""Each page with an element that is there once the page is drawn."""


@pytest.fixture(scope="module")
def receiver():
    """A notification service on this machine."""
    with receiving() as service:
        yield service


@pytest.fixture(scope="module")
def running(tmp_path_factory, receiver):
    """The simulated system, once it has published its first picture."""
    folder = tmp_path_factory.mktemp("run")
    channels = folder / "notifications.yaml"
    channels.write_text(f"channels: [{{name: ops, min_severity: info, url: '{receiver.url}'}}]")
    with make_run(folder, NOTIFICATIONS_FILE=channels) as running:
        wait_until(lambda: running.outputs.live_flights.exists(), seconds=180, what="the first picture")
        yield running


@pytest.fixture(scope="module")
def made_lake(running):
    """The lake built by `make lake` beside the running system, from several polls."""
    wait_until(lambda: running.records().get("new", 0) > 5_000, seconds=60, what="5,000 records are written")
    made = running.make("lake")
    assert made.returncode == 0, made.stderr
    return running.lake


@pytest.mark.browser
def test_aircraft_are_on_the_map_and_nothing_outside_is_requested(running, browser, tmp_path, request):
    outputs = running.outputs
    wait_until(lambda: outputs.live_windows.exists(), seconds=60, what="the first windows")
    wait_until(lambda: len(running.live(outputs.live_flights)["flights"]) > 1_500, seconds=60, what="1,500 aircraft")
    context = browser.new_context(color_scheme="dark", viewport={"width": 1440, "height": 900})
    try:
        watched = Watched.open(context, f"http://127.0.0.1:{running.ports['DASHBOARD_PORT']}")
        page = watched.page
        wait_for_map(watched)
        wait_until(
            lambda: page.evaluate(MAP_IS_DRAWN) and page.evaluate(INSTANCES) > 1_500, seconds=60, what="all are drawn"
        )
        wait_until(lambda: page.evaluate(PICKED) > 1_000, seconds=60, what="over 1,000 have pixels of their own")
        page.get_by_text("Simulated traffic").first.wait_for()
        page.get_by_text("Refreshed").wait_for()
        picture = tmp_path / "dashboard.png"
        page.screenshot(path=picture)
        if folder := request.config.getoption("--screenshots"):
            shutil.copy(picture, ROOT / folder / "dashboard.png")
        assert watched.outside == []
        assert watched.errors == []
    finally:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_page_shows_the_running_system_and_the_source_of_its_traffic(running, browser, theme, request):
    wait_until(lambda: any(running.outputs.cleaned_flights.rglob("part-*")), seconds=60, what="records are kept")
    context = browser.new_context(color_scheme=theme, viewport={"width": 1440, "height": 1200})
    try:
        watched = Watched.open(context, f"http://127.0.0.1:{running.ports['DASHBOARD_PORT']}")
        page = watched.page
        wait_for_map(watched)
        for name, ready in PAGES.items():
            page.get_by_role("link", name=name).click()
            page.locator(ready).first.wait_for(timeout=60_000)
            page.get_by_text("Simulated traffic").first.wait_for()
            if folder := request.config.getoption("--screenshots"):
                page.wait_for_timeout(5_000)  # let unfinished drawing end
                page.screenshot(path=ROOT / folder / f"{name.lower()}-{theme}.png")
        assert watched.outside == []
        assert watched.errors == []
    finally:
        context.close()


def test_every_record_is_marked_as_simulated(running):
    flights = running.live(running.outputs.live_flights)
    assert flights["sources"] == ["simulated"]
    assert {flight["source"] for flight in flights["flights"]} == {"simulated"}
    assert running.live(running.outputs.live_producer)["source"] == "simulated"


@pytest.mark.browser
def test_make_lake_beside_it_keeps_each_published_fix_once_and_the_history_shows_it(running, made_lake, browser):
    published = set()
    for path in made_lake.folder("bronze", STATES).rglob("*.parquet"):
        for message in pq.ParquetFile(path).read(["value"])["value"].to_pylist():
            state = orjson.loads(message)
            if None not in (state["longitude"], state["latitude"], state["time_position"]):
                published.add((state["icao24"], state["last_contact"], state["time_position"]))
    query = "SELECT icao24, last_contact, time_position FROM read_parquet(?)"
    kept = fetch_all(query, _files(made_lake, "silver", "states"))
    assert len(kept) > 5_000
    assert sorted(kept) == sorted(published)
    query = "SELECT sum(fixes) FROM read_parquet(?)"
    assert fetch_all(query, _files(made_lake, "gold", "country_traffic")) == [(len(kept),)]

    context = browser.new_context(viewport={"width": 1440, "height": 1200})
    try:
        watched = Watched.open(context, f"http://127.0.0.1:{running.ports['DASHBOARD_PORT']}")
        watched.page.get_by_role("link", name="History").click()
        watched.page.locator(".js-plotly-plot").first.wait_for(timeout=60_000)
        watched.page.get_by_text("Simulated traffic").first.wait_for()
        assert watched.outside == []
        assert watched.errors == []
    finally:
        context.close()


def _files(lake, layer, table):
    return [str(path) for path in lake.folder(layer, table).rglob("*.parquet")]


def test_a_model_was_trained_and_scores(running):
    status = running.live(running.outputs.live_status)
    assert status["model"]["state"] == "loaded"
    scored = [f for f in running.live(running.outputs.live_flights)["flights"] if f["anomaly_score"] is not None]
    assert {flight["model"] for flight in scored} == {status["model"]["id"]}


def test_alerts_are_sent_to_the_channels(running, receiver):
    wait_until(lambda: receiver.titles, seconds=240, what="the first alert is sent")
    alerts = [
        orjson.loads(line)
        for path in running.outputs.alerts.rglob("alerts.json")
        for line in path.read_bytes().splitlines()
    ]
    first = receiver.messages[0]
    assert any(alert["icao24"] in first["title"] and alert["evidence"] in first["message"] for alert in alerts)
    assert "SIMULATED TRAFFIC" in first["message"]


def test_a_second_start_on_taken_ports_names_them_and_the_settings(running, tmp_path):
    with make_run(tmp_path, **{name: running.ports[name] for name in ("KAFKA_PORT", "DASHBOARD_PORT")}) as second:
        second.process.wait(30)
    printed = second.printed()
    for name in ("KAFKA_PORT", "DASHBOARD_PORT"):
        assert f"port {running.ports[name]} is taken; choose another with {name}" in printed
    assert running.process.poll() is None


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["SOURCE=nowhere.jsonl"], "make run: SOURCE=nowhere.jsonl is neither simulated, live, nor an existing file"),
        (["SPEED=10"], "make run: SPEED=10 applies only to a recording, not to SOURCE=simulated"),
    ],
)
def test_a_wrong_argument_is_answered_with_one_clear_line(tmp_path, arguments, line):
    with make_run(tmp_path, *arguments) as wrong:
        assert wrong.process.wait(30) != 0
    assert line in wrong.printed().splitlines()
    assert "Traceback" not in wrong.printed()


def test_ctrl_c_stops_everything_within_15_seconds(running):
    before = running.processes()
    assert len(before) >= 6
    began = time.monotonic()
    running.stop(signal.SIGINT)
    assert time.monotonic() - began < 15
    assert_nothing_left(running, before)
