"""Charts of the last windows and the countries, each with its numbers as a table."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.charts import CONFIG, PLACE_COLOURS, open_window_words
from dashboard.markup import fill
from dashboard.store import CountryTrend, Outlook

_LEGEND_ITEM = '<li><span class="fw-swatch" style="background:{colour}"></span>{words}</li>'


def show_trends(outlook: Outlook) -> None:
    """Two charts over time and one by country; what isn't published yet is said to be so."""
    counts, rates, by_country = st.columns(3, gap="medium")
    windows, countries = outlook.windows.value, outlook.countries.value
    with counts, st.container(border=True, key="flight-counts-card"):
        st.subheader("Aircraft per 2 minutes")
        if windows is None or windows.points.empty:
            _say_nothing_yet()
        else:
            _show(windows.flight_counts, "flight-counts", "Distinct aircraft per window over time")
            _explain_open_window(windows.points)
            _show_numbers(windows.points.drop(columns="avg_vertical_rate"), "flight-counts")
    with rates, st.container(border=True, key="vertical-rates-card"):
        st.subheader("Mean vertical rate, m/s")
        if windows is None or windows.points.empty:
            _say_nothing_yet()
        else:
            _show(windows.vertical_rates, "vertical-rates", "Mean vertical rate per window over time, m/s")
            _explain_open_window(windows.points)
            _show_numbers(windows.points.drop(columns="flight_count"), "vertical-rates")
    with by_country, st.container(border=True, key="countries-card"):
        st.subheader("Countries of registration")
        if countries is None or countries.bars.empty:
            _say_nothing_yet()
        else:
            st.html(_legend(countries))
            _show(countries.figure, "countries", "Aircraft by country of registration")
            st.caption(_count_words(countries))
            _show_numbers(countries.bars, "countries")


def _count_words(countries: CountryTrend) -> str:
    drawn = countries.bars["country"].nunique()
    return f"The first {drawn} of {countries.known:,} countries." if drawn < countries.known else "All countries."


def _legend(countries: CountryTrend) -> str:
    places = set(countries.bars["where"])
    items = [
        fill(_LEGEND_ITEM, colour=colour, words=where) for where, colour in PLACE_COLOURS.items() if where in places
    ]
    return f'<ul class="fw-legend">{"".join(items)}</ul>'


def _say_nothing_yet() -> None:
    st.write("Nothing published yet.")


def _show(figure: go.Figure, key: str, alt: str) -> None:
    st.plotly_chart(figure, key=key, config=CONFIG, alt=f"{alt}; the same numbers are in the table below it")


def _explain_open_window(points: pd.DataFrame) -> None:
    st.caption(open_window_words(points) or "Every window shown is closed.")


def _show_numbers(rows: pd.DataFrame, key: str) -> None:
    with st.expander("The numbers as a table"):
        st.dataframe(rows, hide_index=True, height=220, key=f"{key}-table")
