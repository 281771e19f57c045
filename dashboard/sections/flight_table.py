"""The table of live flights."""

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.archive.exports import to_csv
from dashboard.drawing.table_view import COLUMNS
from dashboard.drawing.texts import known
from dashboard.reading.store import SharedSky
from dashboard.viewing.flight_filter import Mask
from dashboard.viewing.selection import selected_aircraft, show_on_map

_KEY = "flight-table"

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


def show_flight_table(sky: SharedSky, passed: Mask) -> None:
    """Offer the live flights that pass the filters; a table takes as much data as the map, so it is drawn on demand."""
    with st.container(horizontal=True, vertical_alignment="center", key="flight-table-head"):
        wanted = st.toggle("Show aircraft as a table", key="as_table", bind="query-params")
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
    _show(sky.table if passed.all() else _rows(sky, passed), sky.arrow_table if passed.all() else None)


def _show(table: pd.DataFrame, arrow_table: pa.Table | None) -> None:
    """Draw the table, from its Arrow form if there is one; selecting a row picks its aircraft."""
    # The browser remembers the number of the selected row, which may hold another aircraft in the next picture.
    its_row = np.flatnonzero(table["icao24"].to_numpy() == selected_aircraft())[:1].tolist()
    st.session_state[_KEY] = {"selection": {"rows": its_row}}
    st.dataframe(
        table if arrow_table is None else arrow_table,
        hide_index=True,
        height=420,
        key=_KEY,
        alt="Table of the live flights",
        column_config={
            name: st.column_config.NumberColumn(title, format=_FORMATS[name]) if name in _FORMATS else title
            for name, title in COLUMNS.items()
        },
        on_select=lambda: pick_row(table, st.session_state[_KEY]["selection"]["rows"]),
        selection_mode="single-row",
    )


def pick_row(table: pd.DataFrame, rows: list[int]) -> None:
    """Pick the aircraft in the selected row of `table_view.flight_rows` and show it on the map.

    Without a selected row the picked aircraft stays: the browser also clears the selection when rows come and go.
    """
    for flight in table.iloc[[row for row in rows if row < len(table)]].itertuples():
        if flight.icao24 is not None:
            place = [value if known(value) else None for value in (flight.longitude, flight.latitude)]
            show_on_map(flight.icao24, *place)


def _rows(sky: SharedSky, passed: Mask) -> pd.DataFrame:
    return sky.table[passed[sky.table.index]]
