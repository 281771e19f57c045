"""The Replay and Explorer pages in a real browser."""

import csv
import io
import json
import time

import pyarrow.parquet as pq
import pytest

from benchmarks.served_page import served_page
from contracts.outputs import Outputs
from tests.browser import ADDRESS, wait_for_instances
from tests.dashboard.kept_records import HOUR, keep, polled
from tests.dashboard.sample_outputs import FORMULA_CALLSIGN, NASTY_CALLSIGN, make_alert, write_outputs
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

FIRST, POLLS, POLL_S = HOUR + 600, 60, 10
LAST = FIRST + (POLLS - 1) * POLL_S
DRAWN = "() => Math.min(...Array.from(flightwatchMap._positions.value).filter((_, i) => i % 2 === 0))"
# Whether the text of a notice overflows its box.
NOTICE_OVERFLOWS = """() => [...document.querySelectorAll('.st-key-notices .stAlert')].some(
  (box) => box.querySelector('p').getBoundingClientRect().bottom > box.getBoundingClientRect().bottom)"""


def longitude_at(poll_time):
    """Return the longitude of the eastbound aircraft, which moves 0.02 degrees per poll."""
    return round(8.0 + 0.002 * (poll_time - FIRST), 4)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A dashboard over ten minutes of one aircraft, and another that is present in the first half only."""
    root = tmp_path_factory.mktemp("kept")
    outputs = Outputs(root)
    for number, poll_time in enumerate(range(FIRST, LAST + 1, POLL_S)):
        records = [polled(poll_time, longitude=longitude_at(poll_time), velocity=0.0)]
        if number < POLLS // 2:
            records.append(polled(poll_time, "4ca123", callsign=NASTY_CALLSIGN, longitude=20.0, velocity=0.0))
        keep(outputs.cleaned_flights, records, batch=number)
    keep(outputs.anomalies, [polled(LAST, callsign=FORMULA_CALLSIGN)], batch=0)
    alert = make_alert(polled(FIRST + 100), id="a1")
    opened = alert | {"event": "opened", "poll_time": FIRST + 100}
    resolved = alert | {"event": "resolved", "poll_time": FIRST + 300, "resolved_at": FIRST + 300}
    keep(outputs.alerts, [opened], batch=10, part="alerts.json")
    keep(outputs.alerts, [resolved], batch=30, part="alerts.json")
    write_outputs(root, aircraft=5, now=time.time())
    with served_page(root, tmp_path_factory.mktemp("log") / "log") as running:
        yield running.url


def test_a_moment_of_the_address_is_shown_as_it_was_and_not_as_live(kept, open_page):
    watched = open_page(url=f"{kept}/replay?at={FIRST + 205}")
    page = watched.page
    page.get_by_text("not what is in the air now").wait_for(timeout=60_000)
    page.get_by_text("Simulated traffic").wait_for()
    wait_for_instances(watched, 2)
    assert page.evaluate(DRAWN) == pytest.approx(longitude_at(FIRST + 200), abs=1e-4)
    page.get_by_text("Climb mismatch").wait_for()
    page.goto(f"{kept}/replay?at={LAST}")
    page.get_by_text("No alerts were open then").wait_for(timeout=60_000)
    assert watched.outside == []


def test_every_page_fits_a_phone(kept, open_page):
    watched = open_page(url=kept, width=390, height=844)
    page = watched.page
    for path, ready in (
        ("", "Animate between polls"),
        ("trends", "Where the aircraft are"),
        ("replay", "not what is in the air now"),
        ("explorer", "rows in"),
        ("pipeline", "Streaming query"),
    ):
        page.goto(f"{kept}/{path}")
        page.get_by_text(ready).first.wait_for(timeout=60_000)
        wide = page.evaluate(
            "() => [...document.querySelectorAll('.stMain, .stMainBlockContainer')].map((e) => e.scrollWidth)"
        )
        assert max(wide) <= 390, path
        assert not page.evaluate(NOTICE_OVERFLOWS), path


def test_a_replay_moves_on_at_its_speed_and_stops(kept, open_page):
    watched = open_page(url=f"{kept}/replay?at={FIRST + 60}")
    page = watched.page
    wait_for_instances(watched, 2)
    page.get_by_role("button", name="Forward 1 min").click()
    wait_until(lambda: f"at={FIRST + 120}" in page.evaluate(ADDRESS), seconds=20, what="a minute has passed")
    page.get_by_text("60 ×").click()
    page.get_by_text("Play", exact=True).click()
    wait_for_instances(watched, 1)  # by the end, the other has been absent for LIVE_MAX_AGE_S (300 s)
    wait_until(
        lambda: page.evaluate(DRAWN) == pytest.approx(longitude_at(LAST), abs=1e-4),
        seconds=60,
        what="the replay reaches its end",
    )
    page.get_by_text("End of the records").wait_for()
    assert not page.get_by_label("Play", exact=True).is_checked()
    wait_until(lambda: f"at={LAST}" in page.evaluate(ADDRESS), seconds=20, what="the address has where it stopped")
    assert [error for error in watched.errors if "404" not in error] == []  # Streamlit probes its own address


def test_a_table_is_searched_asked_in_sql_and_taken_away(kept, open_page):
    watched = open_page(url=f"{kept}/explorer")
    page = watched.page
    page.get_by_text(f"{POLLS + POLLS // 2} rows").wait_for(timeout=60_000)
    page.get_by_label("Rows containing").fill("img src")
    page.get_by_label("Rows containing").press("Enter")
    page.get_by_text(f"{POLLS // 2} rows").wait_for()
    assert page.evaluate(ADDRESS).endswith("/explorer?word=img+src")
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "CSV").decode("utf-8-sig"))))
    assert [row["poll_time"] for row in rows] == [str(FIRST + POLL_S * n) for n in reversed(range(POLLS // 2))]
    assert {row["callsign"] for row in rows} == {NASTY_CALLSIGN}
    features = json.loads(downloaded(page, "GeoJSON"))["features"]
    assert {tuple(feature["geometry"]["coordinates"]) for feature in features} == {(20.0, 50.0)}

    page.get_by_text("Use SQL").click()
    ask(page, "SELECT callsign, max(longitude) AS far FROM cleaned_flights GROUP BY ALL ORDER BY far")
    page.get_by_text("2 rows").wait_for()
    table = pq.read_table(io.BytesIO(downloaded(page, "Parquet"))).to_pylist()
    assert table == [
        {"callsign": "DLH42A", "far": pytest.approx(longitude_at(LAST))},
        {"callsign": NASTY_CALLSIGN, "far": 20.0},
    ]
    ask(page, "SELECT callsign FROM anomalies")
    page.get_by_text("1 row").wait_for()
    assert downloaded(page, "CSV").decode("utf-8-sig").splitlines()[1].startswith("\"'=HYPERLINK")
    ask(page, "DROP VIEW alerts")
    page.get_by_text("Query not allowed").wait_for()
    page.get_by_text("Only statements that read can be run").wait_for()
    assert page.locator("img[src='x']").count() == 0


def ask(page, sql):
    area = page.get_by_label("SQL query over")
    area.fill(sql)
    area.press("Control+Enter")
    page.get_by_role("button", name="Run").click()


def downloaded(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_bytes()
