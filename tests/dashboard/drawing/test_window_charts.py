from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from dashboard.drawing.units import AVIATION, METRIC
from dashboard.drawing.window_charts import (
    OPEN_MARKER,
    flight_count_figure,
    open_window_words,
    vertical_rate_figure,
    window_points,
)
from dashboard.reading.summaries import parse_windows

WINDOWS = [
    {"window_start": 1_790_000_040, "window_end": 1_790_000_160, "flight_count": 9_120, "avg_vertical_rate": 0.254},
    {"window_start": 1_790_000_160, "window_end": 1_790_000_280, "flight_count": None, "avg_vertical_rate": -1.5},
    {"window_start": 1_790_000_280, "window_end": 1_790_000_400, "flight_count": 311, "closed": False},
]


def points_of(*windows, zone=UTC, units=METRIC):
    return window_points(parse_windows({"windows": list(windows)}).rows, zone, units)


def traces_of(figure):
    return {trace.name: trace for trace in figure.data}


def test_a_window_is_a_point_in_its_middle_with_its_times_in_words():
    points = points_of(WINDOWS[0], {"window_start": 1_790_000_160, "flight_count": 3, "closed": False})
    assert points["window"].tolist() == ["14:14–14:16 UTC", "14:16–14:16 UTC"]
    assert points["time"][0].timestamp() == 1_790_000_100
    assert points["state"].tolist() == ["closed", "open"]


def test_windows_are_in_the_zone_that_is_asked_for():
    points = points_of(WINDOWS[0], zone=ZoneInfo("Asia/Kathmandu"))  # 5:45 ahead of UTC
    assert points["window"].tolist() == ["19:59–20:01 +0545"]
    assert flight_count_figure(points).data[0].x == ("2026-09-21 20:00:00",)


def test_closed_windows_are_a_line_in_utc_from_zero_and_what_is_not_known_is_a_gap():
    figure = flight_count_figure(points_of(*WINDOWS))
    closed = traces_of(figure)["closed"]
    assert closed.x == ("2026-09-21 14:15:00", "2026-09-21 14:17:00")
    assert closed.y == (9_120, None)
    assert closed.hovertext == ("<b>14:14–14:16 UTC</b><br>9,120 aircraft", "<b>14:16–14:18 UTC</b><br>–")
    assert figure.layout.yaxis.rangemode == "tozero"


def test_an_open_window_is_a_hollow_marker_apart_from_the_line():
    still_open = traces_of(flight_count_figure(points_of(*WINDOWS)))["open"]
    assert (still_open.x, still_open.y) == (("2026-09-21 14:19:00",), (311,))
    assert (still_open.mode, still_open.marker.symbol) == ("markers", OPEN_MARKER)
    assert OPEN_MARKER.endswith("-open")
    assert still_open.hovertext == ("<b>14:18–14:20 UTC</b><br>311 aircraft<br>window still open",)


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


def test_open_windows_are_explained():
    assert open_window_words(points_of(WINDOWS[0])) is None
    assert "14:18–14:20 UTC is still open and will change" in open_window_words(points_of(*WINDOWS))
    both = points_of(*(window | {"closed": False} for window in WINDOWS[:2]))
    assert "2 windows up to 14:16–14:18 UTC are still open" in open_window_words(both)


@pytest.mark.parametrize("draw", [flight_count_figure, lambda points: vertical_rate_figure(points, METRIC)])
@pytest.mark.parametrize("windows", [[], [{"window_start": 1e30, "flight_count": 7}]])
def test_no_windows_or_an_impossible_time_do_not_fail(draw, windows):
    points = points_of(*windows)
    assert points["time"].isna().all()
    assert set(traces_of(draw(points))["closed"].x) <= {None}


def test_a_figure_is_the_same_for_the_same_rows_and_small():
    first, second = (flight_count_figure(points_of(*WINDOWS)).to_json() for _ in range(2))
    assert first == second
    assert len(first) < 3_000  # no template: that alone is 7,000
