"""A chart with a text alternative, and its numbers as a table."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.drawing.charts import CONFIG
from dashboard.drawing.markup import fill

_LEGEND_ITEM = '<li><span class="fw-swatch" style="background:{colour}"></span>{words}</li>'


def show_chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a figure; alt: a short description for screen readers."""
    st.plotly_chart(figure, key=key, config=CONFIG, alt=f"{alt}; the same numbers are in the table below it")


def show_numbers(rows: pd.DataFrame, key: str) -> None:
    """Draw the numbers of a chart as a collapsed table."""
    with st.expander("Show as table"):
        st.dataframe(rows, hide_index=True, height=220, key=f"{key}-table")


def legend(colours: Mapping[str, str]) -> str:
    """Return the HTML of a legend; colours: by the words that explain them."""
    items = [fill(_LEGEND_ITEM, colour=colour, words=words) for words, colour in colours.items()]
    return f'<ul class="fw-legend">{"".join(items)}</ul>'
