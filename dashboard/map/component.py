"""The map as a Streamlit component; its JavaScript is built from `frontend/` into `static/map/`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.drawing.static_files import STATIC_FILES

_KEY = "sky_map"
_FOLDER = Path(__file__).parents[1]
_BUILD = (_FOLDER / "static" / "map" / "sources.sha256").read_text()[:12]

# The bundle is a static file, which the browser caches; inline, it would be sent with every refresh.
_LOADER = f"""
const assets = location.origin + "{STATIC_FILES}";
const bundle = import(assets + "/map/sky_map.js?v={_BUILD}");
export default function (component) {{
  let leave, left = false;
  bundle.then(({{ render }}) => {{ if (!left) leave = render(component, assets); }});
  return () => {{ left = true; leave?.(); }};
}}
"""

_mount = st.components.v2.component(
    "flightwatch_map",
    html=(_FOLDER / "assets" / "map.html").read_text(),
    css=(_FOLDER / "assets" / "map.css").read_text(),
    js=_LOADER,
)


def show_sky_map(packet: bytes, *, on_click: Callable[[str | None], None]) -> None:
    """Draw a packet of `dashboard.map.packet`; the map keeps its view from packet to packet.

    on_click: called with the icao24 of the clicked aircraft, or with None when the click hits no aircraft.
    """
    _mount(
        data=packet,
        key=_KEY,
        on_clicked_change=lambda: on_click(_reported("clicked") or None),
        on_bounds_change=lambda: None,
    )


def seen_bounds() -> tuple[float, float, float, float] | None:
    """Return west, south, east, north (deg) of the view that the map last reported; it reports when a packet asks."""
    bounds = _reported("bounds")
    return tuple(bounds) if bounds else None


def _reported(name: str) -> Any:
    report = st.session_state.get(_KEY)
    return report.get(name) if report else None
