"""The pages Trends and Pipeline: what the files say is what they draw."""

import json
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from common.files.json_files import write_json
from contracts.outputs import Outputs
from tests.dashboard.page_content import drawn_in, texts_of
from tests.dashboard.sample_outputs import write_outputs

pytestmark = pytest.mark.usefixtures("as_a_process_of_its_own")


def test_the_charts_draw_the_values_of_the_files(run_page_of, tmp_path):
    write_outputs(tmp_path, aircraft=300, now=time.time())
    outputs = Outputs(tmp_path)
    windows = json.loads(outputs.live_windows.read_bytes())["windows"]
    countries = json.loads(outputs.live_countries.read_bytes())["countries"]
    counts, rates, by_country, *_ = drawn_in(run_page_of("trends"))
    *closed, still_open = windows
    assert counts["closed"]["y"] == [window["flight_count"] for window in closed]
    assert counts["open"]["y"] == [still_open["flight_count"]]
    assert rates["closed"]["y"] == pytest.approx([window["avg_vertical_rate"] for window in closed], abs=0.005)
    middle = datetime.fromisoformat(still_open["window_start_utc"]) + timedelta(minutes=1)
    assert counts["open"]["x"] == rates["open"]["x"] == [f"{middle:%Y-%m-%d %H:%M:%S}"]
    first = countries[:8]
    assert by_country["total"]["y"] == [country["origin_country"] for country in first]
    assert by_country["total"]["x"] == [country["flight_count"] for country in first]
    assert by_country["in the air"]["x"] == [country["airborne_count"] for country in first]
    air, ground = by_country["in the air"]["x"], by_country["on the ground"]["x"]
    assert [sum(parts) for parts in zip(air, ground, strict=True)] == by_country["total"]["x"]


def test_an_unchanged_picture_leaves_the_charts_as_they_are(run_page_of, tmp_path):
    write_outputs(tmp_path, aircraft=30, now=time.time())
    page = run_page_of("trends")
    before = [element.proto.id for element in page.get("plotly_chart")]
    page.run()
    assert before == [element.proto.id for element in page.get("plotly_chart")]
    assert len(set(before)) == 5


def test_the_pipeline_page_names_the_stage_with_a_problem(run_page_of, tmp_path):
    write_outputs(tmp_path, aircraft=5, now=time.time(), model="loaded")
    shown = texts_of(run_page_of("pipeline"))
    assert "<dt>Score threshold</dt><dd>0.620</dd>" in shown
    assert "First problem" not in shown
    write_outputs(tmp_path, aircraft=5, now=time.time(), model="refused")
    shown = texts_of(run_page_of("pipeline"))
    assert "**First problem: Model (failed).**" in shown
    assert "Also:" not in shown
    assert "rules only; the model is refused: made by scikit-learn 1.5" in shown


def test_the_distributions_count_those_in_the_air(run_page_of, tmp_path):
    flights = write_outputs(tmp_path, aircraft=200, now=time.time())
    altitudes, speeds = [drawn[None] for drawn in drawn_in(run_page_of("trends"))[-2:]]
    airborne = [flight for flight in flights if not flight["on_ground"]]
    assert sum(altitudes["y"]) == sum(speeds["y"]) == len(airborne)
    highest = max(flight["baro_altitude"] for flight in airborne)
    assert max(altitudes["x"]) == highest // 500 * 500 + 250


def test_trends_and_pipeline_are_in_the_units_and_times_chosen(run_page_of, tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.viewing.display._local_zone", lambda: ZoneInfo("Asia/Kathmandu"))
    write_outputs(tmp_path, aircraft=30, now=time.time())
    page = run_page_of("trends")
    assert "Mean vertical rate, m/s" in texts_of(page)
    page.segmented_control(key="units").set_value("Aviation").run()
    assert "Mean vertical rate, ft/min" in texts_of(page)
    page = run_page_of("pipeline")
    assert " UTC</dd>" in texts_of(page)
    page.segmented_control(key="zone").set_value("Local time").run()
    assert " +0545</dd>" in texts_of(page)
    assert " UTC</dd>" not in texts_of(page)


@pytest.mark.parametrize(("name", "cards"), [("windows", 2), ("countries", 1)])
def test_each_card_of_trends_names_the_problem_of_its_file(run_page_of, tmp_path, name, cards):
    write_outputs(tmp_path, aircraft=30, now=time.time())
    path = tmp_path / "live" / f"{name}.json"
    whole = path.read_bytes()

    def shown() -> tuple[list[str], int]:
        page = run_page_of("trends")
        return [text.value for text in page.text], len(page.get("plotly_chart"))

    path.write_bytes(whole[:50])
    assert shown() == (["The file is not complete JSON."] * cards, 5 - cards)
    path.write_bytes(whole)
    assert shown() == ([], 5)
    path.write_bytes(whole[:50])
    assert shown() == (["The file is not complete JSON; the last good one is shown."] * cards, 5)
    write_json(path, json.loads(whole) | {"published_at": time.time() - 7_200})
    assert shown() == (["Published 2 h ago."] * cards, 5)
    path.unlink()
    assert shown() == (["Nothing published yet."] * cards, 5 - cards)
