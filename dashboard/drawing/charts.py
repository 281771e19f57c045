"""Plotly figures of the trends; Streamlit adds the theme's fonts, grid and ground in the browser.

Plotly reads tags in any text (`<b>`, `<a href=…>`), so that text from outside goes through `html.escape` first.
"""

from datetime import tzinfo
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.drawing.texts import NOTHING, moment_of
from dashboard.drawing.units import Units

MOST_COUNTRIES = 8
HEIGHT = 270
LEGEND_HEIGHT = 36
"""Of the line above the countries, so that the three cards end alike."""
LONGEST_LABEL = 20
OPEN_MARKER = "diamond-open"
CONFIG = {"displayModeBar": False, "displaylogo": False, "doubleClick": False, "showAxisDragHandles": False}
"""No buttons, and nothing to drag: a finger on a chart scrolls the page."""

BLUE, TEAL, GREY, AMBER = "#3f8cf3", "#1aa79c", "#8391a2", "#c98a1b"
PALE_BLUE = "rgba(63,140,243,.26)"
PLACE_COLOURS = {"in the air": BLUE, "on the ground": GREY, "not told": TEAL}
_TIME = {
    "type": "date",
    "tickformat": "%H:%M",
    "tickformatstops": [{"dtickrange": [None, 59_999], "value": "%H:%M:%S"}],  # no minute twice (steps in ms)
    "nticks": 7,
    "showgrid": False,
}


SPARKLINE_HEIGHT = 110


def sparkline_figure(times: pd.Series, values: pd.Series, *, title: str, zone: tzinfo) -> go.Figure:
    """One value of one aircraft over its last minutes; times are epoch seconds, drawn in the zone."""
    moments = [moment.astimezone(zone).replace(tzinfo=None) for time in times if (moment := moment_of(time))]
    figure = go.Figure(go.Scatter(x=moments, y=values.round(1), mode="lines", line={"color": BLUE, "width": 1.8}))
    figure.update_layout(
        height=SPARKLINE_HEIGHT,
        margin={"l": 0, "r": 0, "t": 22, "b": 0},
        title={"text": title, "font": {"size": 12}, "x": 0},
        showlegend=False,
        xaxis={**_TIME, "nticks": 4, "fixedrange": True},
        yaxis={"nticks": 3, "fixedrange": True},
    )
    return figure


def window_points(windows: pd.DataFrame, zone: tzinfo, units: Units) -> pd.DataFrame:
    """One row per window: its middle in the zone, the figures in these units, its times in words, and whether it is
    still filling."""
    ends = windows["window_end"].fillna(windows["window_start"])
    return pd.DataFrame(
        {
            "time": pd.to_datetime(
                [moment_of(middle) for middle in (windows["window_start"] + ends) / 2], utc=True
            ).tz_convert(zone),
            "window": [
                f"{_hour(start, zone, '%H:%M')}–{_hour(end, zone, '%H:%M %Z')}"
                for start, end in zip(windows["window_start"], ends, strict=True)
            ],
            "flight_count": windows["flight_count"],
            "avg_vertical_rate": (windows["avg_vertical_rate"] * units.climb_per_ms).round(_mean_climb_decimals(units)),
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


def flight_count_figure(points: pd.DataFrame) -> go.Figure:
    """Distinct aircraft per window, from zero."""
    closed, filling = _window_traces(points, "flight_count", words="{:,.0f} aircraft", colour=BLUE)
    return go.Figure(
        data=[closed | {"fill": "tozeroy", "fillcolor": PALE_BLUE}, filling],
        layout=chart_layout(xaxis=_TIME, yaxis={"rangemode": "tozero", "tickformat": ",.0f", "nticks": 6}),
    )


def vertical_rate_figure(points: pd.DataFrame, units: Units) -> go.Figure:
    """The mean vertical rate per window: above zero more climb than descend."""
    words = f"{{:+,.{_mean_climb_decimals(units)}f}} {units.climb_unit}"
    level = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "layer": "below"}
    return go.Figure(
        data=_window_traces(points, "avg_vertical_rate", words=words, colour=TEAL),
        layout=chart_layout(
            xaxis=_TIME,
            yaxis={"rangemode": "tozero", "nticks": 6},
            shapes=[level | {"line": {"color": GREY, "width": 1.5, "dash": "dash"}}],
        ),
    )


def country_figure(bars: pd.DataFrame) -> go.Figure:
    """Aircraft by country of registration, most first, the total written at each bar."""
    totals = bars.drop_duplicates("country")
    countries = [escape(country) for country in totals["country"]]
    drawn = [_bars(bars[bars["where"] == where], where, colour) for where, colour in PLACE_COLOURS.items()]
    total = {
        "type": "scatter",
        "name": "total",
        "mode": "text",
        "y": countries,
        "x": totals["total"].tolist(),
        "text": [f" {total:,.0f}" for total in totals["total"]],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return go.Figure(
        data=[*(trace for trace in drawn if trace["x"]), total],
        layout=chart_layout(
            barmode="stack",
            bargap=0.3,
            height=HEIGHT - LEGEND_HEIGHT,
            margin={"l": 8, "r": 36, "t": 4, "b": 8},
            xaxis={"tickformat": ",.0f", "nticks": 5, "rangemode": "tozero"},
            yaxis={
                "type": "category",
                "autorange": "reversed",
                "showgrid": False,
                "tickmode": "array",
                "tickvals": countries,
                "ticktext": [f"{escape(_shortened(country))} " for country in totals["country"]],
            },
        ),
    )


def distribution(values: pd.Series, *, step: float) -> pd.DataFrame:
    """How many of the values are in each band of `step`, from the lowest that has any to the highest: from, to,
    aircraft."""
    bands = np.floor(values.dropna() / step).astype(int)
    counts = bands.value_counts().reindex(range(bands.min(), bands.max() + 1), fill_value=0) if len(bands) else bands
    starts = counts.index.to_numpy() * step
    return pd.DataFrame({"from": starts, "to": starts + step, "aircraft": counts.to_numpy()})


def distribution_figure(bands: pd.DataFrame, *, unit: str) -> go.Figure:
    """Bars of `distribution`, one beside the other."""
    bars = {
        "type": "bar",
        "x": ((bands["from"] + bands["to"]) / 2).tolist(),
        "y": bands["aircraft"].tolist(),
        "hovertext": [
            f"<b>{band.low:,.0f} to {band.high:,.0f} {unit}</b><br>{band.aircraft:,.0f} aircraft"
            for band in bands.set_axis(["low", "high", "aircraft"], axis=1).itertuples()
        ],
        "hoverinfo": "text",
        "marker": {"color": BLUE, "line": {"width": 0}, "cornerradius": 2},
    }
    return go.Figure(
        data=[bars],
        layout=chart_layout(
            bargap=0.12,
            xaxis={"tickformat": ",.0f", "nticks": 8, "showgrid": False},
            yaxis={"tickformat": ",.0f", "nticks": 6, "rangemode": "tozero"},
        ),
    )


def open_window_words(points: pd.DataFrame) -> str | None:
    """What the hollow marker means, None when every window is closed."""
    filling = points.loc[points["state"] != "closed", "window"].tolist()
    if not filling:
        return None
    if len(filling) == 1:
        return f"◇ {filling[0]} is still being filled; its figure will change."
    return f"◇ {len(filling)} windows are still being filled, the last is {filling[-1]}; their figures will change."


def _window_traces(points: pd.DataFrame, name: str, *, words: str, colour: str) -> list[dict[str, Any]]:
    """Closed windows as a line, those still being filled as hollow markers beside it."""
    closed = points["state"] == "closed"
    line = {"mode": "lines+markers", "line": {"color": colour, "width": 2}, "marker": {"color": colour, "size": 4}}
    edge = {"color": colour, "width": 2}
    hollow = {"mode": "markers", "marker": {"symbol": OPEN_MARKER, "size": 11, "color": colour, "line": edge}}
    return [
        _window_trace("closed", points[closed], name, words=words) | line,
        _window_trace("still filling", points[~closed], name, words=f"{words}<br>still being filled") | hollow,
    ]


def _window_trace(label: str, points: pd.DataFrame, name: str, *, words: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": label,
        # Plotly shows times without a zone as they are, wherever the browser is.
        "x": [None if pd.isna(time) else f"{time:%Y-%m-%d %H:%M:%S}" for time in points["time"]],
        "y": [None if pd.isna(value) else value for value in points[name]],
        "hovertext": [
            f"<b>{window}</b><br>{NOTHING if pd.isna(value) else words.format(value)}"
            for window, value in zip(points["window"], points[name], strict=True)
        ],
        "hoverinfo": "text",
        "hoveron": "points",
        "cliponaxis": False,
    }


def _bars(rows: pd.DataFrame, where: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": where,
        "y": [escape(country) for country in rows["country"]],
        "x": rows["aircraft"].tolist(),
        "hovertext": [
            f"<b>{escape(row.country)}</b><br>{row.aircraft:,.0f} of {row.total:,.0f} aircraft {where}"
            for row in rows.itertuples()
        ],
        "hoverinfo": "text",
        "marker": {"color": colour, "line": {"width": 0}, "cornerradius": 2},
    }


def chart_layout(*, xaxis: dict[str, Any], yaxis: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What all charts have in common, the axes as given."""
    axis = {"fixedrange": True, "zeroline": False, "automargin": True}
    return {
        "template": "none",  # Streamlit adds its own in the browser; the copy from here would be most of what is sent
        "height": HEIGHT,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "hovermode": "closest",
        "hoverdistance": -1,
        "dragmode": False,
        "showlegend": False,
        "xaxis": axis | xaxis,
        "yaxis": axis | yaxis,
    } | more


def _mean_climb_decimals(units: Units) -> int:
    """One more than of a single rate: the mean of many is near zero."""
    return units.climb_decimals + 1


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"


def _hour(epoch_s: float, zone: tzinfo, form: str) -> str:
    moment = moment_of(epoch_s)
    return moment.astimezone(zone).strftime(form) if moment else NOTHING
