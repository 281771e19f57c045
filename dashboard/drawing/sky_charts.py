"""Charts of one picture of the sky: countries, distributions, and the last few minutes of one aircraft."""

from datetime import tzinfo
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.drawing.charts import BLUE, GREY, HEIGHT, TEAL, bar_trace, chart_layout, name_axis
from dashboard.drawing.texts import moment_of

MOST_COUNTRIES = 8
LEGEND_HEIGHT = 36
"""Height of the legend above the country chart, deducted from the chart so that the three cards are equally high."""
LONGEST_LABEL = 20
SPARKLINE_HEIGHT = 110
NOT_REPORTED = "not reported"
PLACE_COLOURS = {"in the air": BLUE, "on the ground": GREY, NOT_REPORTED: TEAL}


def sparkline(times: pd.Series, values: pd.Series, *, title: str, zone: tzinfo) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the data and the Vega-Lite specification of one value of one aircraft over its last few minutes.

    times: epoch s, drawn in the zone. Vega-Lite, because Streamlit redraws its charts in place; a Plotly chart goes and
    comes anew with each picture.
    """
    moments = [moment and moment.astimezone(zone).replace(tzinfo=None) for moment in map(moment_of, times)]
    time = {
        "field": "time",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc"},  # shows the given wall clock; the browser's time zone has no part in it
        "axis": {"tickCount": 4, "grid": False, "format": "%H:%M:%S"},
    }
    value = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"zero": False},
        "axis": {"tickCount": 3, "format": ",.1~f", "minExtent": 44},  # the three charts begin at the same place
    }
    shown_at_pointer = [
        {"field": "time", "type": "temporal", "timeUnit": "utchoursminutesseconds", "title": "time"},
        {"field": "value", "type": "quantitative", "format": ",.1f", "title": title},
    ]
    specification = {
        "title": {"text": title, "fontSize": 12, "anchor": "start", "frame": "bounds", "offset": 6},
        "padding": {"left": 0, "right": 4, "top": 0, "bottom": 0},
        "mark": {"type": "line", "color": BLUE, "strokeWidth": 1.8},
        "encoding": {"x": time, "y": value, "tooltip": shown_at_pointer},
    }
    return pd.DataFrame({"time": moments, "value": values.round(1)}), specification


def country_bars(countries: pd.DataFrame) -> pd.DataFrame:
    """Return two rows per country, in the air and on the ground, for the first MOST_COUNTRIES.

    A country without a count of airborne aircraft has one row, NOT_REPORTED.
    """
    bars = []
    for row in countries.head(MOST_COUNTRIES).itertuples():
        country, flights, airborne = row.origin_country, row.flight_count, row.airborne_count
        if pd.isna(airborne):
            bars.append((country, NOT_REPORTED, flights, flights))
            continue
        bars.append((country, "in the air", airborne, flights))
        bars.append((country, "on the ground", max(flights - airborne, 0), flights))
    return pd.DataFrame(bars, columns=["country", "where", "aircraft", "total"])


def country_figure(bars: pd.DataFrame) -> go.Figure:
    """Draw aircraft by country of registration, most first, with the total beside each bar."""
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
            yaxis=name_axis(totals["country"], longest_label=LONGEST_LABEL),
        ),
    )


def distribution(values: pd.Series, *, step: float) -> pd.DataFrame:
    """Count the values in bands of `step`, from the lowest to the highest non-empty band: from, to, aircraft."""
    bands = np.floor(values.dropna() / step).astype(int)
    counts = bands.value_counts().reindex(range(bands.min(), bands.max() + 1), fill_value=0) if len(bands) else bands
    starts = counts.index.to_numpy() * step
    return pd.DataFrame({"from": starts, "to": starts + step, "aircraft": counts.to_numpy()})


def distribution_figure(bands: pd.DataFrame, *, unit: str) -> go.Figure:
    """Draw the bands of `distribution` as bars."""
    words = [
        f"<b>{band.low:,.0f} to {band.high:,.0f} {unit}</b><br>{band.aircraft:,.0f} aircraft"
        for band in bands.set_axis(["low", "high", "aircraft"], axis=1).itertuples()
    ]
    bars = bar_trace(words, colour=BLUE) | {
        "x": ((bands["from"] + bands["to"]) / 2).tolist(),
        "y": bands["aircraft"].tolist(),
    }
    return go.Figure(
        data=[bars],
        layout=chart_layout(
            bargap=0.12,
            xaxis={"tickformat": ",.0f", "nticks": 8, "showgrid": False},
            yaxis={"tickformat": ",.0f", "nticks": 6, "rangemode": "tozero"},
        ),
    )


def _bars(rows: pd.DataFrame, where: str, colour: str) -> dict[str, Any]:
    words = [
        f"<b>{escape(row.country)}</b><br>{row.aircraft:,.0f} of {row.total:,.0f} aircraft {where}"
        for row in rows.itertuples()
    ]
    return bar_trace(words, colour=colour) | {
        "orientation": "h",
        "name": where,
        "y": [escape(country) for country in rows["country"]],
        "x": rows["aircraft"].tolist(),
    }
