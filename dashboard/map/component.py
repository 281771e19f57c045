"""The map in the page: a Streamlit component whose JavaScript is built from `frontend/` into `static/map/`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.drawing.static_files import STATIC_FILES

_KEY = "sky_map"
_FOLDER = Path(__file__).parents[1]
_BUILD = (_FOLDER / "static" / "map" / "sources.sha256").read_text()[:12]

# The bundle is served as a file, which the browser keeps; here inside it would be sent with every refresh.
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

    `on_click` is given the aircraft's icao24, None for a click beside all.
    """
    _mount(
        data=packet,
        key=_KEY,
        on_clicked_change=lambda: on_click(_said("clicked") or None),
        on_bounds_change=lambda: None,
    )


def seen_bounds() -> tuple[float, float, float, float] | None:
    """West, south, east, north of what the map said last that it shows; it says so when a packet asks for it."""
    bounds = _said("bounds")
    return tuple(bounds) if bounds else None


def _said(name: str) -> Any:
    said = st.session_state.get(_KEY)
    return said.get(name) if said else None
