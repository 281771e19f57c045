"""The aircraft that the viewer has picked, and the place the map should show."""

import re
from typing import Any

import streamlit as st

_ADDRESS = re.compile(r"[0-9a-f]{6}")
PANEL = "panel"
ALERTS, AIRCRAFT, FLAGS = "Alerts", "Aircraft", "Flags"
"""The panels beside the map; PANEL is the key of the widget that chooses one."""

PANEL_HEIGHT = 560
"""Pixels; the same as the map's height in assets/map.css."""

_PICKED, _FOCUS = "picked_aircraft", "map_focus"
FOCUS_ZOOM = 7.5


def selected_aircraft() -> str | None:
    """Return the picked icao24, initially from the page's address (`?aircraft=`)."""
    if _PICKED not in st.session_state:
        asked = st.query_params.get("aircraft", "")
        st.session_state[_PICKED] = asked if _ADDRESS.fullmatch(asked) else None
    picked: str | None = st.session_state[_PICKED]
    return picked


def pick(icao24: str | None) -> None:
    """Select an aircraft and show its panel, or select none; only callable from a widget's callback."""
    st.session_state[_PICKED] = icao24
    if icao24:
        st.session_state[PANEL] = AIRCRAFT


def show_on_map(icao24: str, longitude: float | None, latitude: float | None) -> None:
    """Select the aircraft and move the map there, once."""
    pick(icao24)
    if longitude is None or latitude is None:
        return
    last = st.session_state.get(_FOCUS) or {"id": 0}
    focus = {"id": last["id"] + 1, "longitude": longitude, "latitude": latitude, "zoom": FOCUS_ZOOM}
    st.session_state[_FOCUS] = focus


def wanted_focus() -> dict[str, Any] | None:
    """Return the last place that the map should show; each request has its own `id`."""
    focus: dict[str, Any] | None = st.session_state.get(_FOCUS)
    return focus
