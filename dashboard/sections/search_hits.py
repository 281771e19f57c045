"""Buttons that lead to the aircraft that a search found."""

import pandas as pd
import streamlit as st

from dashboard.drawing.markup import without_markdown
from dashboard.drawing.texts import known
from dashboard.viewing.flight_filter import Mask
from dashboard.viewing.selection import show_on_map

MOST_HITS = 8


def show_hits(flights: pd.DataFrame, passed: Mask) -> None:
    """Draw a button for each aircraft that passes, unless there are more than MOST_HITS."""
    found = flights[passed]
    if len(found) > MOST_HITS:
        return
    for hit in found.dropna(subset=["icao24"]).drop_duplicates("icao24").itertuples():
        words = (hit.callsign or "no callsign", hit.icao24, hit.origin_country or "country unknown")
        place = [value if known(value) else None for value in (hit.longitude, hit.latitude)]
        st.button(
            " · ".join(map(without_markdown, words)),
            key=f"hit-{hit.icao24}",
            icon=":material/my_location:",
            on_click=show_on_map,
            args=(hit.icao24, *place),
        )
