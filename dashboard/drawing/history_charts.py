"""Plotly figures of the history; text from outside goes through `html.escape`, since Plotly reads tags in any text."""

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.drawing.charts import AMBER, BLUE, GREY, HEIGHT, PALE_BLUE, TEAL, chart_layout
from dashboard.drawing.units import Units

MOST_BARS = 12
KIND_COLOURS = (BLUE, TEAL, AMBER, "#9a6bd8", "#d6567e", "#6f9e2f", GREY)
"""Of the kinds of most alerts; the last is of all others together."""
OTHERS = "others"
_LONGEST_LABEL = 24


def bar_figure(names: pd.Series, values: pd.Series, words: list[str], *, colour: str = BLUE) -> go.Figure:
    """A bar per name, the first at the top; `words` are shown where the pointer is."""
    labels = [escape(name) for name in names]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": values.tolist(),
        "hovertext": words,
        "hoverinfo": "text",
        "marker": {"color": colour, "line": {"width": 0}, "cornerradius": 2},
    }
    ticks = [f"{escape(_shortened(name))} " for name in names]
    return go.Figure(
        data=[bars],
        layout=chart_layout(
            bargap=0.3,
            height=max(HEIGHT, 26 * len(labels) + 40),
            xaxis={"tickformat": ",.0f", "nticks": 5, "rangemode": "tozero"},
            yaxis={
                "type": "category",
                "autorange": "reversed",
                "showgrid": False,
                "tickmode": "array",
                "tickvals": labels,
                "ticktext": ticks,
            },
        ),
    )


def altitude_figure(hours: pd.DataFrame, units: Units) -> go.Figure:
    """The median altitude by hour, and between which most of the traffic is; hours are as of
    `warehouse.history_queries.altitude_trends`. Hours that are missing leave a gap."""
    moments = hours["date"] + pd.to_timedelta(hours["hour"].astype(int), unit="h")
    every_hour = pd.date_range(moments.min(), moments.max(), freq="h")
    shown = hours.set_index(moments).reindex(every_hour)
    around = (moments.min() - pd.Timedelta(hours=1), moments.max() + pd.Timedelta(hours=1))
    times = [f"{moment:%Y-%m-%d %H:%M}" for moment in every_hour]
    low, middle, high = (
        (shown[f"altitude_{part}_m"] * units.per_metre).round().astype(object).where(shown["fixes"].notna(), None)
        for part in ("p10", "p50", "p90")
    )
    edge = {"type": "scatter", "mode": "lines", "x": times, "line": {"width": 0}, "hoverinfo": "skip"}
    words = [
        ""
        if pd.isna(row.fixes)
        else f"<b>{time}</b><br>{row.aircraft:,.0f} aircraft<br>half below "
        f"{units.altitude(row.altitude_p50_m)}, 80 % from {units.altitude(row.altitude_p10_m)} to "
        f"{units.altitude(row.altitude_p90_m)}"
        for time, row in zip(times, shown.itertuples(), strict=True)
    ]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": times,
        "y": middle.tolist(),
        "line": {"color": BLUE, "width": 2},
        "marker": {"color": BLUE, "size": 4},
        "hovertext": words,
        "hoverinfo": "text",
    }
    band = [edge | {"y": low.tolist()}, edge | {"y": high.tolist(), "fill": "tonexty", "fillcolor": PALE_BLUE}]
    return go.Figure(
        data=[*band, line],
        layout=chart_layout(
            xaxis={
                "type": "date",
                "nticks": 8,
                "showgrid": False,
                # Around a single hour the axis would be one of milliseconds.
                "autorangeoptions": {"include": [f"{moment:%Y-%m-%d %H:%M}" for moment in around]},
            },
            yaxis={"rangemode": "tozero", "tickformat": ",.0f", "nticks": 6},
        ),
    )


def fold_kinds(alerts: pd.DataFrame) -> pd.DataFrame:
    """Alerts by day and kind, rarer kinds together as OTHERS: `date`, `kind`, `alerts`, the kind of most first."""
    totals = alerts.groupby("kind")["alerts"].sum().sort_values(ascending=False, kind="stable")
    kept = list(totals.index[: len(KIND_COLOURS) - 1])
    folded = alerts.assign(kind=alerts["kind"].where(alerts["kind"].isin(kept), OTHERS))
    counts = folded.groupby(["date", "kind"], as_index=False)["alerts"].sum()
    order = {kind: place for place, kind in enumerate((*kept, OTHERS))}
    return counts.sort_values(
        ["kind", "date"], key=lambda column: column.map(order) if column.name == "kind" else column
    )


def alerts_figure(counts: pd.DataFrame, colours: dict[str, str]) -> go.Figure:
    """Bars of `fold_kinds`, a day each, its kinds one on the other."""
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": [f"{day:%Y-%m-%d}" for day in rows["date"]],
            "y": rows["alerts"].tolist(),
            "hovertext": [f"<b>{day:%Y-%m-%d}</b><br>{escape(str(kind))}: {count:,}" for day, count in _pairs(rows)],
            "hoverinfo": "text",
            "marker": {"color": colours[str(kind)], "line": {"width": 0}, "cornerradius": 2},
        }
        for kind, rows in counts.groupby("kind", sort=False)
    ]
    return go.Figure(
        data=traces,
        layout=chart_layout(
            barmode="stack",
            bargap=0.25,
            xaxis={"type": "category", "showgrid": False, "nticks": 10},
            yaxis={"rangemode": "tozero", "tickformat": ",.0f", "nticks": 6},
        ),
    )


def _pairs(rows: pd.DataFrame) -> zip:
    return zip(rows["date"], rows["alerts"], strict=True)


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…"
