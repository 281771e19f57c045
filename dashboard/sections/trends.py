"""Charts of the last windows and the countries, each with its numbers as a table."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts import country_bars, country_chart, flight_count_chart, vertical_rate_chart, window_points
from dashboard.store import Outlook


def show_trends(outlook: Outlook) -> None:
    """Two charts over time and one by country; what isn't published yet is said to be so."""
    counts, rates, by_country = st.columns(3, gap="medium")
    windows, countries = outlook.windows.value, outlook.countries.value
    points = window_points(windows.rows) if windows else pd.DataFrame()
    bars = country_bars(countries.rows) if countries else pd.DataFrame()
    with counts:
        _chart(
            "Aircraft per 2 minutes",
            points,
            flight_count_chart(),
            "flight-counts",
            "Distinct aircraft per window over time",
        )
    with rates:
        _chart(
            "Mean vertical rate",
            points,
            vertical_rate_chart(),
            "vertical-rates",
            "Mean vertical rate per window over time",
        )
    with by_country:
        _chart("Countries of registration", bars, country_chart(), "countries", "Aircraft by country of registration")
    if len(points) and (points["state"] != "closed").any():
        st.caption("◇ marks the window that is still being filled; its figures will change.")


def _chart(title: str, rows: pd.DataFrame, specification: dict[str, Any], key: str, alt: str) -> None:
    with st.container(border=True, key=f"{key}-card"):
        st.subheader(title)
        if rows.empty:
            st.write("Nothing published yet.")
            return
        st.vega_lite_chart(rows, specification, key=key, alt=f"{alt}; the same numbers are in the table below it")
        with st.expander("The numbers as a table"):
            st.dataframe(rows, hide_index=True, height=220, key=f"{key}-table")
