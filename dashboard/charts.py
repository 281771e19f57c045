"""Vega-Lite specifications of the charts; the data come beside them, so that a refresh redraws only what changed."""

from typing import Any

import pandas as pd

from dashboard.texts import NOTHING, moment_of

MOST_COUNTRIES = 8
HEIGHT = 260
_BLUE, _TEAL, _GREY = "#3f8cf3", "#1aa79c", "#8391a2"
_UTC = {"type": "utc"}


def window_points(windows: pd.DataFrame) -> pd.DataFrame:
    """One row per window: its middle (UTC), the figures, its times in words, and whether it is still being filled."""
    ends = windows["window_end"].fillna(windows["window_start"])
    return pd.DataFrame(
        {
            "time": pd.to_datetime([moment_of(middle) for middle in (windows["window_start"] + ends) / 2], utc=True),
            "window": [
                f"{_hour(start)}–{_hour(end)} UTC" for start, end in zip(windows["window_start"], ends, strict=True)
            ],
            "flight_count": windows["flight_count"],
            "avg_vertical_rate": windows["avg_vertical_rate"].round(2),
            "state": windows["closed"].map({True: "closed", False: "still filling"}),
        }
    )


def country_bars(countries: pd.DataFrame) -> pd.DataFrame:
    """The first countries, two rows each: in the air and on the ground (one row when that isn't known)."""
    bars = []
    for row in countries.head(MOST_COUNTRIES).itertuples():
        country, flights, airborne = row.origin_country, row.flight_count, row.airborne_count
        if pd.isna(airborne):
            bars.append((country, "not told", flights, flights))
            continue
        bars.append((country, "in the air", airborne, flights))
        bars.append((country, "on the ground", max(flights - airborne, 0), flights))
    return pd.DataFrame(bars, columns=["country", "where", "aircraft", "total"])


def flight_count_chart() -> dict[str, Any]:
    """Distinct aircraft per window, from zero."""
    return _window_chart("flight_count", "aircraft", ",.0f", _BLUE, filled=True)


def vertical_rate_chart() -> dict[str, Any]:
    """The mean vertical rate per window: above zero more climb than descend."""
    return _window_chart("avg_vertical_rate", "m/s", "+.2f", _TEAL, filled=False)


def _window_chart(field: str, unit: str, number_format: str, colour: str, *, filled: bool) -> dict[str, Any]:
    tooltip = [
        {"field": "window", "title": "Window"},
        {"field": field, "type": "quantitative", "title": unit, "format": number_format},
        {"field": "state", "title": "Window is"},
    ]
    time = {
        "field": "time",
        "type": "temporal",
        "scale": _UTC,
        "axis": {"format": "%H:%M", "title": None, "tickCount": 6},
    }
    figure = {"field": field, "type": "quantitative", "axis": {"title": unit, "tickCount": 5}, "scale": {"zero": True}}
    closed, filling = {"filter": "datum.state == 'closed'"}, {"filter": "datum.state != 'closed'"}
    line = {"type": "line", "color": colour, "strokeWidth": 2, "interpolate": "monotone"}
    if filled:
        area = {**line, "type": "area", "line": {"color": colour, "strokeWidth": 2}, "opacity": 0.28}
    rule = {"mark": {"type": "rule", "color": _GREY, "strokeDash": [4, 4]}, "encoding": {"y": {"datum": 0}}}
    layers: list[dict[str, Any]] = [] if filled else [rule]
    layers += [
        {"transform": [closed], "mark": area if filled else line, "encoding": {"x": time, "y": figure}},
        {
            "transform": [closed],
            "mark": {"type": "point", "filled": True, "size": 34, "color": colour},
            "encoding": {"x": time, "y": figure, "tooltip": tooltip},
        },
        {
            "transform": [filling],
            "mark": {
                "type": "point",
                "filled": False,
                "size": 90,
                "strokeWidth": 2,
                "color": colour,
                "shape": "diamond",
            },
            "encoding": {"x": time, "y": figure, "tooltip": tooltip},
        },
    ]
    return {"layer": layers, "height": HEIGHT}


def country_chart() -> dict[str, Any]:
    """Aircraft by country of registration, most first, the total written at each bar."""
    country = {
        "field": "country",
        "type": "nominal",
        "sort": None,  # the rows' own order: most aircraft first
        "axis": {
            "title": None,
            "labelLimit": 130,
            "labelOverlap": False,
            "labelFlush": False,
            "ticks": False,
            "domain": False,
        },
    }
    aircraft = {
        "field": "aircraft",
        "type": "quantitative",
        "stack": "zero",
        "axis": {"title": "aircraft", "tickCount": 4},
    }
    colour = {
        "field": "where",
        "type": "nominal",
        "scale": {"domain": ["in the air", "on the ground", "not told"], "range": [_BLUE, _GREY, _TEAL]},
        "legend": {"title": None, "orient": "top", "values": ["in the air", "on the ground"]},
    }
    tooltip = [
        {"field": "country", "title": "Country"},
        {"field": "where", "title": "Where"},
        {"field": "aircraft", "type": "quantitative", "title": "Aircraft"},
    ]
    total = {
        "transform": [{"filter": "datum.where != 'on the ground'"}],
        "mark": {"type": "text", "align": "left", "dx": 5, "color": _GREY},
        "encoding": {
            "y": country,
            "x": {"field": "total", "type": "quantitative"},
            "text": {"field": "total", "type": "quantitative", "format": ",.0f"},
        },
    }
    bars = {
        "mark": {"type": "bar", "cornerRadius": 2},
        "encoding": {"y": country, "x": aircraft, "color": colour, "order": {"field": "where"}, "tooltip": tooltip},
    }
    return {"layer": [bars, total], "height": HEIGHT}


def _hour(epoch_s: float) -> str:
    moment = moment_of(epoch_s)
    return f"{moment:%H:%M}" if moment else NOTHING
