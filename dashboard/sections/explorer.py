"""The data explorer: search the live flights, and take them away."""

import streamlit as st

from dashboard.store import Sky
from dashboard.table_view import COLUMNS, matching_rows, to_csv

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


def show_explorer(sky: Sky) -> None:
    """A table of the live flights with search; what is typed survives every refresh."""
    st.subheader("Data explorer")
    with st.container(horizontal=True, vertical_alignment="bottom", key="explorer-inputs"):
        search = st.text_input(
            "Search callsign, ICAO 24 or country", key="search", placeholder="e.g. DLH, 3c6444, Germany"
        )
        flagged_only = st.toggle("Flagged only", key="explorer_flagged_only")
        rows = sky.table
        if search or flagged_only:
            rows = matching_rows(rows, search=search, flagged_only=flagged_only)
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
