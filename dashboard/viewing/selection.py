"""Which aircraft the viewer has picked, and where the map was asked to look."""

import re
from typing import Any

import streamlit as st

_ADDRESS = re.compile(r"[0-9a-f]{6}")
PANEL = "panel"
ALERTS, AIRCRAFT, FLAGS = "Alerts", "Aircraft", "Flags"
"""What is beside the map, and the widget's key that says which."""

PANEL_HEIGHT = 560
"""Pixels: the map's own, in assets/map.css."""

_PICKED, _FOCUS = "picked_aircraft", "map_focus"
FOCUS_ZOOM = 7.5


def selected_aircraft() -> str | None:
    """The icao24 picked last, at first that of the page's address (`?aircraft=`)."""
    if _PICKED not in st.session_state:
        asked = st.query_params.get("aircraft", "")
        st.session_state[_PICKED] = asked if _ADDRESS.fullmatch(asked) else None
    picked: str | None = st.session_state[_PICKED]
    return picked


def pick(icao24: str | None) -> None:
    """Select this aircraft and show it beside the map, or select none. To be called from a widget's callback."""
    st.session_state[_PICKED] = icao24
    if icao24:
        st.session_state[PANEL] = AIRCRAFT


def show_on_map(icao24: str, longitude: float | None, latitude: float | None) -> None:
    """Select the aircraft and have the map look there, once."""
    pick(icao24)
    if longitude is None or latitude is None:
        return
    last = st.session_state.get(_FOCUS) or {"id": 0}
    focus = {"id": last["id"] + 1, "longitude": longitude, "latitude": latitude, "zoom": FOCUS_ZOOM}
    st.session_state[_FOCUS] = focus


def wanted_focus() -> dict[str, Any] | None:
    """Where the map was last asked to look; each wish has an `id` of its own."""
    focus: dict[str, Any] | None = st.session_state.get(_FOCUS)
    return focus
