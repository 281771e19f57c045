"""Charts of the history; text from outside goes through `html.escape`, since Plotly interprets tags in any text."""

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.drawing.charts import AMBER, BLUE, GREY, HEIGHT, PALE_BLUE, TEAL, bar_trace, chart_layout, name_axis
from dashboard.drawing.units import Units

MOST_BARS = 12
KIND_COLOURS = (BLUE, TEAL, AMBER, "#9a6bd8", "#d6567e", "#6f9e2f", GREY)
"""Colours of the most frequent kinds; the last one stands for all others."""
OTHERS = "others"
_LONGEST_LABEL = 24


def bar_figure(names: pd.Series, values: pd.Series, words: list[str]) -> go.Figure:
    """Draw a horizontal bar per name, the first at the top; words: what each bar shows when pointed at."""
    bars = {"orientation": "h", "y": [escape(name) for name in names], "x": values.tolist()}
    return go.Figure(
        data=[bar_trace(words, colour=BLUE) | bars],
        layout=chart_layout(
            bargap=0.3,
            height=max(HEIGHT, 26 * len(names) + 40),
            xaxis={"tickformat": ",.0f", "nticks": 5, "rangemode": "tozero"},
            yaxis=name_axis(names, longest_label=_LONGEST_LABEL),
        ),
    )


def altitude_figure(hours: pd.DataFrame, units: Units) -> go.Figure:
    """Draw the median altitude by hour and the range of the middle 80 % of the traffic; missing hours leave a gap.

    hours: rows of `warehouse.history_queries.altitude_trends`.
    """
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
                # With a single hour, Plotly would choose an axis of milliseconds.
                "autorangeoptions": {"include": [f"{moment:%Y-%m-%d %H:%M}" for moment in around]},
            },
            yaxis={"rangemode": "tozero", "tickformat": ",.0f", "nticks": 6},
        ),
    )


def fold_kinds(alerts: pd.DataFrame) -> pd.DataFrame:
    """Return `date`, `kind` and `alerts` with rare kinds combined as OTHERS, the most frequent kinds first."""
    totals = alerts.groupby("kind")["alerts"].sum().sort_values(ascending=False, kind="stable")
    kept = list(totals.index[: len(KIND_COLOURS) - 1])
    folded = alerts.assign(kind=alerts["kind"].where(alerts["kind"].isin(kept), OTHERS))
    counts = folded.groupby(["date", "kind"], as_index=False)["alerts"].sum()
    order = {kind: place for place, kind in enumerate((*kept, OTHERS))}
    return counts.sort_values(
        ["kind", "date"], key=lambda column: column.map(order) if column.name == "kind" else column
    )


def alerts_figure(counts: pd.DataFrame, colours: dict[str, str]) -> go.Figure:
    """Draw the counts of `fold_kinds`, a bar per day with its kinds stacked."""
    traces: list[dict[str, Any]] = []
    for kind, rows in counts.groupby("kind", sort=False):
        days, numbers = [f"{day:%Y-%m-%d}" for day in rows["date"]], rows["alerts"].tolist()
        words = [f"<b>{day}</b><br>{escape(str(kind))}: {number:,}" for day, number in zip(days, numbers, strict=True)]
        traces.append(bar_trace(words, colour=colours[str(kind)]) | {"x": days, "y": numbers})
    return go.Figure(
        data=traces,
        layout=chart_layout(
            barmode="stack",
            bargap=0.25,
            xaxis={"type": "category", "showgrid": False, "nticks": 10},
            yaxis={"rangemode": "tozero", "tickformat": ",.0f", "nticks": 6},
        ),
    )
