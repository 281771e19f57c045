"""Charts of the 2-minute windows: distinct aircraft and mean vertical rate over time."""

from datetime import tzinfo
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.drawing.charts import BLUE, GREY, PALE_BLUE, TEAL, chart_layout
from dashboard.drawing.texts import NOTHING, moment_of
from dashboard.drawing.units import Units

OPEN_MARKER = "diamond-open"
TIME_AXIS = {
    "type": "date",
    "tickformat": "%H:%M",
    "tickformatstops": [{"dtickrange": [None, 59_999], "value": "%H:%M:%S"}],  # ms: below a minute, HH:MM would repeat
    "nticks": 7,
    "showgrid": False,
}


def window_points(windows: pd.DataFrame, zone: tzinfo, units: Units) -> pd.DataFrame:
    """Return one row per window: its middle in the zone, its times as text, its figures in these units, its state."""
    ends = windows["window_end"].fillna(windows["window_start"])
    return pd.DataFrame(
        {
            "time": pd.to_datetime(
                [moment_of(middle) for middle in (windows["window_start"] + ends) / 2], utc=True
            ).tz_convert(zone),
            "window": [
                f"{_clock(start, zone, '%H:%M')}–{_clock(end, zone, '%H:%M %Z')}"
                for start, end in zip(windows["window_start"], ends, strict=True)
            ],
            "flight_count": windows["flight_count"],
            "avg_vertical_rate": (windows["avg_vertical_rate"] * units.climb_per_ms).round(_mean_climb_decimals(units)),
            "state": windows["closed"].map({True: "closed", False: "open"}),
        }
    )


def flight_count_figure(points: pd.DataFrame) -> go.Figure:
    """Draw distinct aircraft per window, from zero."""
    closed, still_open = _window_traces(points, "flight_count", words="{:,.0f} aircraft", colour=BLUE)
    return go.Figure(
        data=[closed | {"fill": "tozeroy", "fillcolor": PALE_BLUE}, still_open],
        layout=chart_layout(xaxis=TIME_AXIS, yaxis={"rangemode": "tozero", "tickformat": ",.0f", "nticks": 6}),
    )


def vertical_rate_figure(points: pd.DataFrame, units: Units) -> go.Figure:
    """Draw the mean vertical rate per window; above zero, climbs outweigh descents."""
    words = f"{{:+,.{_mean_climb_decimals(units)}f}} {units.climb_unit}"
    level = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "layer": "below"}
    return go.Figure(
        data=_window_traces(points, "avg_vertical_rate", words=words, colour=TEAL),
        layout=chart_layout(
            xaxis=TIME_AXIS,
            yaxis={"rangemode": "tozero", "nticks": 6},
            shapes=[level | {"line": {"color": GREY, "width": 1.5, "dash": "dash"}}],
        ),
    )


def open_window_words(points: pd.DataFrame) -> str | None:
    """Explain the hollow markers; None when every window is closed."""
    still_open = points.loc[points["state"] != "closed", "window"].tolist()
    if not still_open:
        return None
    if len(still_open) == 1:
        return f"◇ {still_open[0]} is still open and will change."
    return f"◇ {len(still_open)} windows up to {still_open[-1]} are still open and will change."


def _window_traces(points: pd.DataFrame, name: str, *, words: str, colour: str) -> list[dict[str, Any]]:
    """Return closed windows as a line and open ones as hollow markers."""
    closed = points["state"] == "closed"
    line = {"mode": "lines+markers", "line": {"color": colour, "width": 2}, "marker": {"color": colour, "size": 4}}
    edge = {"color": colour, "width": 2}
    hollow = {"mode": "markers", "marker": {"symbol": OPEN_MARKER, "size": 11, "color": colour, "line": edge}}
    return [
        _window_trace("closed", points[closed], name, words=words) | line,
        _window_trace("open", points[~closed], name, words=f"{words}<br>window still open") | hollow,
    ]


def _window_trace(label: str, points: pd.DataFrame, name: str, *, words: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": label,
        # Plotly shows times without a zone unchanged, whatever the browser's zone.
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


def _mean_climb_decimals(units: Units) -> int:
    """Return one decimal more than for a single rate, since the mean of many is near zero."""
    return units.climb_decimals + 1


def _clock(epoch_s: float, zone: tzinfo, form: str) -> str:
    moment = moment_of(epoch_s)
    return moment.astimezone(zone).strftime(form) if moment else NOTHING
