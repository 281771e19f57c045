"""What all Plotly charts share; Streamlit adds the theme's fonts, grid and background in the browser.

Plotly interprets tags in any text (`<b>`, `<a href=…>`), so text from outside goes through `html.escape` first.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

HEIGHT = 270
CONFIG = {"displayModeBar": False, "displaylogo": False, "doubleClick": False, "showAxisDragHandles": False}
"""No buttons and nothing to drag, so that a finger on a chart scrolls the page."""

BLUE, TEAL, GREY, AMBER = "#3f8cf3", "#1aa79c", "#8391a2", "#c98a1b"
PALE_BLUE = "rgba(63,140,243,.26)"


def chart_layout(*, xaxis: dict[str, Any], yaxis: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the layout that all charts share, with these axes and further options."""
    axis = {"fixedrange": True, "zeroline": False, "automargin": True}
    return {
        "template": "none",  # Streamlit adds its own in the browser; Plotly's would be most of what is sent
        "height": HEIGHT,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "hovermode": "closest",
        "hoverdistance": -1,
        "dragmode": False,
        "showlegend": False,
        "xaxis": axis | xaxis,
        "yaxis": axis | yaxis,
    } | more


def name_axis(names: Iterable[str], *, longest_label: int) -> dict[str, Any]:
    """Return a vertical axis of names, the first at the top; labels longer than `longest_label` are cut."""
    listed = list(names)
    return {
        "type": "category",
        "autorange": "reversed",
        "showgrid": False,
        "tickmode": "array",
        "tickvals": [escape(name) for name in listed],
        "ticktext": [f"{escape(_shortened(name, longest_label))} " for name in listed],
    }


def bar_trace(hover_words: Iterable[str], *, colour: str) -> dict[str, Any]:
    """Return what all bar traces share: their look and what each bar shows when pointed at."""
    return {
        "type": "bar",
        "hovertext": list(hover_words),
        "hoverinfo": "text",
        "marker": {"color": colour, "line": {"width": 0}, "cornerradius": 2},
    }


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"
