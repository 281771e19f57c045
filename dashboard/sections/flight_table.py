"""The live flights as a table."""

import pandas as pd
import streamlit as st

from dashboard.exports import to_csv
from dashboard.flight_filter import Mask
from dashboard.store import Sky
from dashboard.table_view import COLUMNS

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


def show_flight_table(sky: Sky, passed: Mask) -> None:
    """The live flights that pass the filters as a table, when asked for: it is as much to send as the map."""
    with st.container(horizontal=True, vertical_alignment="center", key="flight-table-head"):
        wanted = st.toggle("Aircraft as a table", key="as_table", bind="query-params")
        st.download_button(
            "Download CSV",
            data=lambda: to_csv(_rows(sky, passed)),
            file_name="flights.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="download",
        )
    st.caption(f"{int(passed.sum()):,} of {len(passed):,} aircraft")
    if not wanted:
        return
    st.dataframe(
        sky.arrow_table if passed.all() else _rows(sky, passed),
        hide_index=True,
        height=420,
        key="flight-table",
        alt="Table of the live flights",
        column_config={
            name: st.column_config.NumberColumn(title, format=_FORMATS[name]) if name in _FORMATS else title
            for name, title in COLUMNS.items()
        },
    )


def _rows(sky: Sky, passed: Mask) -> pd.DataFrame:
    return sky.table[passed[sky.table.index]]
