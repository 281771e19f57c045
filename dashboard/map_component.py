"""The map in the page: a Streamlit component whose JavaScript is built from `frontend/` into `static/map/`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent
_BUILD = (_FOLDER / "static" / "map" / "sources.sha256").read_text()[:12]
_BASE = st.get_option("server.baseUrlPath").strip("/")
_ASSETS = f"{f'/{_BASE}' if _BASE else ''}/app/static"

# The bundle is served as a file, which the browser keeps; here inside it would be sent with every refresh.
_LOADER = f"""
const assets = location.origin + "{_ASSETS}";
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


def show_sky_map(packet: bytes, *, key: str, on_click: Callable[[], None], on_move: Callable[[], None]) -> Any:
    """Draw a packet of `dashboard.map_packet`; the map keeps its view from packet to packet.

    The result has `clicked`, in the run that follows a click the aircraft's icao24 ("" for a click beside all), and
    `bounds`, the view's [west, south, east, north] where the packet asks for it.
    """
    return _mount(data=packet, key=key, on_clicked_change=on_click, on_bounds_change=on_move)
