"""The live flights as a table."""

import streamlit as st

from dashboard.flight_filter import Mask
from dashboard.store import Sky
from dashboard.table_view import COLUMNS, to_csv

_FORMATS = {
    "baro_altitude": "%,.0f",
    "velocity": "%.1f",
    "vertical_rate": "%+.1f",
    "true_track": "%.0f",
    "latitude": "%.4f",
    "longitude": "%.4f",
    "age_s": "%,.0f",
    "anomaly_score": "%.3f",
}


def show_explorer(sky: Sky, passed: Mask) -> None:
    """A table of the live flights that pass the filters, and a way to take them away."""
    rows = sky.table if passed.all() else sky.table[passed[sky.table.index]]
    with st.container(horizontal=True, vertical_alignment="center", key="explorer-head"):
        st.subheader("Aircraft as a table")
        st.download_button(
            "Download CSV",
            data=lambda: to_csv(rows),
            file_name="flights.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="download",
        )
    st.caption(f"{len(rows):,} of {len(sky.table):,} aircraft")
    st.dataframe(
        sky.arrow_table if rows is sky.table else rows,
        hide_index=True,
        height=420,
        key="explorer",
        alt="Table of the live flights",
        column_config={
            name: st.column_config.NumberColumn(title, format=_FORMATS[name]) if name in _FORMATS else title
            for name, title in COLUMNS.items()
        },
    )
