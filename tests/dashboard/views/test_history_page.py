"""The History page: without data, with a failing warehouse, with three days, and in a real browser."""

import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.served_page import served_page
from common.settings import ROOT
from contracts.lake.layout import Lake
from dashboard.drawing.history_charts import OTHERS, alerts_figure, altitude_figure, bar_figure, fold_kinds
from dashboard.drawing.units import AVIATION, METRIC
from tests.dashboard.page_content import metrics_of, texts_of
from tests.dashboard.sample_history import DAYS, NASTY, write_history
from tests.dashboard.sample_outputs import write_outputs
from tests.dashboard.simulated_day import make_history
from tests.sql import fetch_all

PAGE = """
from contracts.lake.layout import Lake
from common.settings import load_settings
from warehouse.opening import open_warehouse
from dashboard.app import open_store
from dashboard.viewing.display import ask_display
from dashboard.views.history import show_history_page
from dashboard.viewing.viewer import Viewer

settings = load_settings()
store = open_store(str(settings.output_dir), str(settings.alert_rules_file), settings.live_max_age_s)
viewer = Viewer(store, ask_display(map_style=None), refresh_s=None)
show_history_page(viewer, lambda: open_warehouse(settings.warehouse_url, Lake(settings.lake_dir)))
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def run_page(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    monkeypatch.setenv("OUTPUT_DIR", str(tmp_path / "output"))
    monkeypatch.setenv("LAKE_DIR", str(lake.root))
    return lambda: AppTest.from_string(PAGE, default_timeout=60).run()


def test_without_a_history_the_page_says_how_to_get_one(run_page):
    page = run_page()
    assert not page.exception
    assert "No history yet" in texts_of(page)
    assert "make lake" in texts_of(page)


def test_figures_are_those_of_the_days_chosen(run_page, lake):
    write_history(lake, cells=20)
    page = run_page()
    assert not page.exception
    # Six airlines with 100, 88, … flights on the first day and one more on each of the two others.
    airlines = sum(3 * (100 - 12 * place) + 3 for place in range(6))
    assert page.get("plotly_chart")
    assert metrics_of(page)["Days"] == "3"
    assert metrics_of(page)["Flights"] == f"{3 * sum(200 - 30 * place for place in range(6)):,}"
    assert metrics_of(page)["Alerts"] == str(sum(9 - 2 * place + day for place in range(4) for day in range(3)))
    first_table = next(table.value for table in page.dataframe if "airline" in table.value)
    assert first_table["flights"].sum() == airlines
    page.date_input[0].set_value((DAYS[1], DAYS[1])).run()
    assert not page.exception
    assert metrics_of(page)["Days"] == "1"
    assert metrics_of(page)["Alerts"] == str(sum(9 - 2 * place + 1 for place in range(4)))


def test_simulated_history_is_announced_and_real_history_is_not(run_page, lake):
    write_history(lake, source="opensky", cells=5)
    assert "not real aircraft" not in texts_of(run_page())
    write_history(lake, source="simulated", cells=5)
    assert "not real aircraft" in texts_of(run_page())


def test_delays_are_of_schedules_of_the_same_kind_of_source(run_page, lake):
    """Real flights are not shown beside the delays of simulated ones."""
    write_history(lake, source="opensky", schedule_source="simulated", cells=5)
    page = run_page()
    assert not page.exception
    assert "No schedules" in "\n".join(str(each.value) for each in page.markdown)


def test_a_damaged_file_of_the_lake_is_reported_without_a_crash(run_page, lake):
    write_history(lake, cells=5)
    next(lake.root.glob("gold/country_traffic/*/part.parquet")).write_bytes(b"PAR1 half a file")
    page = run_page()
    assert not page.exception
    assert "The history cannot be shown" in texts_of(page)


def test_a_folder_of_the_lake_without_a_date_is_reported_without_a_crash(run_page, lake):
    write_history(lake, cells=5)
    file = next(lake.root.glob("gold/country_traffic/*/part.parquet"))
    file.parent.rename(file.parent.with_name("date=someday"))
    page = run_page()
    assert not page.exception
    assert "The history cannot be shown" in texts_of(page)
    assert any("date=someday" in text.value for text in page.text)


def test_an_unreachable_warehouse_is_reported_without_its_password(run_page, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://reader:hidden-word@127.0.0.1:1/history")
    page = run_page()
    assert not page.exception
    shown = texts_of(page) + "\n".join(text.value for text in page.text)
    assert "The history cannot be shown" in shown
    assert "hidden-word" not in shown


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://reader:hidden-word@127.0.0.1:1/history", "the warehouse cannot be reached"),
        ("mysql://reader:hidden-word@127.0.0.1:1/history", "WAREHOUSE_URL is not an address such as postgresql://"),
    ],
)
def test_without_a_warehouse_the_page_still_announces_simulated_traffic(run_page, tmp_path, monkeypatch, address, says):
    """As every other page shows for the same traffic."""
    monkeypatch.setenv("WAREHOUSE_URL", address)
    for source, is_simulated in (("opensky", False), ("simulated", True)):
        write_outputs(tmp_path / "output", aircraft=3, now=time.time(), source=source)
        page = run_page()
        assert not page.exception
        assert "The history cannot be shown" in texts_of(page)
        assert ("not real aircraft" in texts_of(page)) is is_simulated
        (words,) = (text.value for text in page.text)
        assert words.startswith(says)
        assert "hidden-word" not in words


def test_a_history_that_fails_midway_announces_simulated_traffic_once(run_page, lake, tmp_path):
    write_outputs(tmp_path / "output", aircraft=3, now=time.time())
    write_history(lake, source="simulated", cells=5)
    next(lake.root.glob("gold/airline_flights/*/part.parquet")).write_bytes(b"PAR1 half a file")
    page = run_page()
    assert not page.exception
    assert "The history cannot be shown" in texts_of(page)
    assert texts_of(page).count("not real aircraft") == 1


def test_names_from_outside_are_text_in_charts():
    figure = bar_figure(pd.Series([NASTY, "x" * 40]), pd.Series([2, 1]), ["a", "b"])
    assert "<img" not in figure.to_json()
    assert figure.layout.yaxis.ticktext[1] == "x" * 23 + "… "


def test_hours_that_are_missing_leave_a_gap():
    hours = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-11-18", "2026-11-18"]),
            "hour": [1, 3],
            "aircraft": [5, 6],
            "fixes": [50, 60],
            "altitude_p10_m": [1_000.0, 1_000.0],
            "altitude_p50_m": [3_048.0, 6_096.0],
            "altitude_p90_m": [9_000.0, 9_000.0],
        }
    )
    line = altitude_figure(hours, METRIC).data[-1]
    assert list(line.x) == ["2026-11-18 01:00", "2026-11-18 02:00", "2026-11-18 03:00"]
    assert list(line.y) == [3_048, None, 6_096]
    assert list(altitude_figure(hours, AVIATION).data[-1].y) == [10_000, None, 20_000]


def test_the_altitudes_of_a_single_hour_have_an_axis_of_hours():
    hour = {"date": pd.Timestamp("2026-11-18"), "hour": 0, "fixes": 9, "aircraft": 3}
    figure = altitude_figure(
        pd.DataFrame([hour | dict.fromkeys((f"altitude_p{part}_m" for part in (10, 50, 90)), 3_000.0)]), METRIC
    )
    assert figure.layout.xaxis.autorangeoptions.include == ("2026-11-17 23:00", "2026-11-18 01:00")


def test_rare_kinds_are_counted_together_by_day():
    counts = {f"kind{number}": 20 - number for number in range(9)}
    day = pd.Timestamp("2026-11-18")
    alerts = pd.DataFrame([{"date": day, "kind": kind, "alerts": count} for kind, count in counts.items()])
    folded = fold_kinds(alerts)
    assert folded["kind"].tolist() == [*(f"kind{number}" for number in range(6)), OTHERS]
    assert folded["alerts"].tolist() == [20, 19, 18, 17, 16, 15, 14 + 13 + 12]
    colours = dict.fromkeys(folded["kind"], "#000")
    assert [trace.y for trace in alerts_figure(folded, colours).data] == [(count,) for count in folded["alerts"]]


@pytest.mark.browser
def test_the_page_draws_in_a_browser_and_nothing_of_it_is_executed(tmp_path, open_page):
    lake = Lake(tmp_path / "lake")
    write_history(lake, cells=50)
    write_outputs(tmp_path / "output", aircraft=5, now=time.time())
    with served_page(tmp_path / "output", tmp_path / "log", LAKE_DIR=str(lake.root)) as served:
        watched = open_page(url=f"{served.url}/history")
        page = watched.page
        page.get_by_text("Alerts opened, by day").wait_for(timeout=120_000)
        page.get_by_text("not real aircraft").wait_for()
        page.locator(".js-plotly-plot").nth(6).wait_for(timeout=60_000)
        page.locator(".stDeckGlJsonChart canvas").nth(1).wait_for(timeout=60_000)
        assert page.locator("img[src=x]").count() == 0
    assert watched.outside == []
    assert not [error for error in watched.errors if "dialog" in error or "Uncaught" in error]


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_a_simulated_day_taken_to_gold_is_shown_also_on_a_phone(tmp_path, open_page, request):
    folder = request.config.getoption("--screenshots")
    lake = make_history(tmp_path, aircraft=500 if folder else 100, poll_s=120 if folder else 300)
    files = [str(path) for path in lake.folder("silver", "flights").rglob("*.parquet")]
    [(flown,)] = fetch_all("SELECT count(*) FROM read_parquet(?)", files)
    with served_page(tmp_path / "output", tmp_path / "log", LAKE_DIR=str(lake.root)) as served:
        for theme, width in (("dark", 1440), ("light", 1440), ("dark", 390)) if folder else (("light", 390),):
            watched = open_page(url=f"{served.url}/history", theme=theme, width=width, height=2_400)
            page = watched.page
            page.get_by_text("not real aircraft").wait_for(timeout=120_000)
            page.locator(".js-plotly-plot").nth(6).wait_for(timeout=60_000)
            page.locator(".stDeckGlJsonChart canvas").nth(1).wait_for(timeout=60_000)
            flights = page.get_by_test_id("stMetric").filter(has=page.get_by_text("Flights", exact=True))
            flights.get_by_text(f"{flown:,}", exact=True).first.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert watched.outside == []
            if folder:
                page.wait_for_timeout(5_000)  # for charts that are still being drawn
                name = f"history-{theme}.png" if width > 390 else "history-phone.png"
                page.screenshot(path=ROOT / folder / name)
