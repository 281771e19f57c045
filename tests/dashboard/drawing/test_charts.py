from datetime import UTC
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.drawing.charts import (
    LONGEST_LABEL,
    MOST_COUNTRIES,
    OPEN_MARKER,
    country_bars,
    country_figure,
    distribution,
    flight_count_figure,
    open_window_words,
    vertical_rate_figure,
    window_points,
)
from dashboard.drawing.units import AVIATION, METRIC
from dashboard.reading.summaries import parse_countries, parse_windows

WINDOWS = [
    {"window_start": 1_790_000_040, "window_end": 1_790_000_160, "flight_count": 9_120, "avg_vertical_rate": 0.254},
    {"window_start": 1_790_000_160, "window_end": 1_790_000_280, "flight_count": None, "avg_vertical_rate": -1.5},
    {"window_start": 1_790_000_280, "window_end": 1_790_000_400, "flight_count": 311, "closed": False},
]
COUNTRIES = [
    {"origin_country": "France", "flight_count": 1_009, "airborne_count": 1_007},
    {"origin_country": "Malta", "flight_count": 2},
]


def points_of(*windows, zone=UTC, units=METRIC):
    return window_points(parse_windows({"windows": list(windows)}).rows, zone, units)


def bars_of(*countries):
    return country_bars(parse_countries({"countries": list(countries)}).rows)


def traces_of(figure):
    return {trace.name: trace for trace in figure.data}


def test_a_window_is_a_point_in_its_middle_with_its_times_in_words():
    points = points_of(WINDOWS[0], {"window_start": 1_790_000_160, "flight_count": 3, "closed": False})
    assert points["window"].tolist() == ["14:14–14:16 UTC", "14:16–14:16 UTC"]
    assert points["time"][0].timestamp() == 1_790_000_100
    assert points["state"].tolist() == ["closed", "still filling"]


def test_windows_are_in_the_zone_that_is_asked_for():
    points = points_of(WINDOWS[0], zone=ZoneInfo("Asia/Kathmandu"))  # 5:45 ahead of UTC
    assert points["window"].tolist() == ["19:59–20:01 +0545"]
    assert flight_count_figure(points).data[0].x == ("2026-09-21 20:00:00",)


def test_a_distribution_has_every_band_between_the_lowest_and_the_highest():
    bands = distribution(pd.Series([-20.0, 10.0, 499.9, 500.0, 1_700.0, None]), step=500)
    assert bands.to_dict("list") == {
        "from": [-500, 0, 500, 1_000, 1_500],
        "to": [0, 500, 1_000, 1_500, 2_000],
        "aircraft": [1, 2, 1, 0, 1],
    }
    assert distribution(pd.Series([None, None], dtype=float), step=500).empty


def test_closed_windows_are_a_line_in_utc_from_zero_and_what_is_not_known_is_a_gap():
    figure = flight_count_figure(points_of(*WINDOWS))
    closed = traces_of(figure)["closed"]
    assert closed.x == ("2026-09-21 14:15:00", "2026-09-21 14:17:00")
    assert closed.y == (9_120, None)
    assert closed.hovertext == ("<b>14:14–14:16 UTC</b><br>9,120 aircraft", "<b>14:16–14:18 UTC</b><br>–")
    assert figure.layout.yaxis.rangemode == "tozero"


def test_a_window_that_is_still_filling_is_a_hollow_marker_apart_from_the_line():
    filling = traces_of(flight_count_figure(points_of(*WINDOWS)))["still filling"]
    assert (filling.x, filling.y) == (("2026-09-21 14:19:00",), (311,))
    assert (filling.mode, filling.marker.symbol) == ("markers", OPEN_MARKER)
    assert OPEN_MARKER.endswith("-open")
    assert filling.hovertext == ("<b>14:18–14:20 UTC</b><br>311 aircraft<br>still being filled",)


@pytest.mark.parametrize(
    ("units", "rates", "words"),
    [
        (METRIC, (0.25, -1.5), ["+0.25 m/s", "-1.50 m/s"]),
        (AVIATION, (50.0, -295.3), ["+50.0 ft/min", "-295.3 ft/min"]),
    ],
)
def test_vertical_rates_keep_their_sign_and_are_in_the_chosen_units(units, rates, words):
    closed = traces_of(vertical_rate_figure(points_of(*WINDOWS, units=units), units))["closed"]
    assert closed.y == rates
    assert [text.split("<br>")[1] for text in closed.hovertext] == words


def test_windows_still_filling_are_said_in_words():
    assert open_window_words(points_of(WINDOWS[0])) is None
    assert "14:18–14:20 UTC is still being filled" in open_window_words(points_of(*WINDOWS))
    both = points_of(*(window | {"closed": False} for window in WINDOWS[:2]))
    assert "2 windows are still being filled, the last is 14:16–14:18 UTC" in open_window_words(both)


@pytest.mark.parametrize("draw", [flight_count_figure, lambda points: vertical_rate_figure(points, METRIC)])
@pytest.mark.parametrize("windows", [[], [{"window_start": 1e30, "flight_count": 7}]])
def test_no_windows_or_a_time_no_calendar_has_is_no_failure(draw, windows):
    points = points_of(*windows)
    assert points["time"].isna().all()
    assert set(traces_of(draw(points))["closed"].x) <= {None}


def test_a_country_has_a_bar_in_the_air_and_one_on_the_ground():
    traces = traces_of(country_figure(bars_of(*COUNTRIES)))
    drawn = {name: dict(zip(trace.y, trace.x, strict=True)) for name, trace in traces.items()}
    assert drawn == {
        "in the air": {"France": 1_007},
        "on the ground": {"France": 2},
        "not told": {"Malta": 2},
        "total": {"France": 1_009, "Malta": 2},
    }
    assert traces["in the air"].hovertext == ("<b>France</b><br>1,007 of 1,009 aircraft in the air",)
    assert [text.strip() for text in traces["total"].text] == ["1,009", "2"]


def test_only_the_first_countries_are_drawn_most_aircraft_at_the_top():
    rows = [{"origin_country": f"C{index}", "flight_count": index, "airborne_count": 0} for index in range(30)]
    figure = country_figure(bars_of(*rows))
    assert traces_of(figure)["total"].y == tuple(f"C{index}" for index in range(29, 29 - MOST_COUNTRIES, -1))
    assert figure.layout.yaxis.autorange == "reversed"


def test_tags_in_a_country_are_text_and_a_long_one_is_cut_at_the_axis_only():
    name = f"<a href='http://evil.invalid'>{'x' * 40}</a>"
    figure = country_figure(bars_of({"origin_country": name, "flight_count": 3, "airborne_count": 1}))
    (label,) = figure.layout.yaxis.ticktext
    assert label.strip() == "&lt;a href=&#x27;http://evi…"
    assert len(name[: LONGEST_LABEL - 1] + "…") == LONGEST_LABEL
    assert "<a" not in figure.to_json().replace("\\u003c", "<")
    assert "x" * 40 in traces_of(figure)["in the air"].hovertext[0]


def test_a_figure_is_the_same_for_the_same_rows_and_small():
    figures = [(flight_count_figure(points_of(*WINDOWS)), country_figure(bars_of(*COUNTRIES))) for _ in range(2)]
    for first, second in zip(*figures, strict=True):
        assert first.to_json() == second.to_json()
        assert len(first.to_json()) < 3_000  # no template: that alone is 7,000
