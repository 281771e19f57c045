"""The Live page: figures, map, and beside the map the alerts, the picked aircraft or the flags."""

import streamlit as st

from dashboard.reading.store import Outlook, SharedSky
from dashboard.sections.aircraft_panel import show_aircraft
from dashboard.sections.alert_panel import show_alerts
from dashboard.sections.anomaly_feed import show_feed
from dashboard.sections.filters import ask_filter
from dashboard.sections.flight_table import show_flight_table
from dashboard.sections.overview import show_figures
from dashboard.sections.traffic_map import show_map
from dashboard.viewing.flight_filter import Mask
from dashboard.viewing.scene import MapScene
from dashboard.viewing.selection import AIRCRAFT, ALERTS, FLAGS, PANEL, selected_aircraft
from dashboard.viewing.viewer import Viewer, show_with_sky


def show_live_page(viewer: Viewer) -> None:
    """Draw the page."""

    def draw(sky: SharedSky, outlook: Outlook) -> None:
        store, display = viewer.store, viewer.display
        show_figures(sky, outlook, store.figures, display)
        chosen = ask_filter(sky.picture.flights, display.units)
        scene = MapScene.live(sky, outlook, store)
        traffic, panel = st.columns([3, 1.15], gap="medium")
        with traffic:
            passed = show_map(scene, store, display, chosen)
        with panel:
            _show_panel(scene, outlook, viewer, passed)
        show_flight_table(sky, passed)

    viewer.show_refreshing("live", lambda outlook: show_with_sky(outlook, draw))


def _show_panel(scene: MapScene, outlook: Outlook, viewer: Viewer, passed: Mask) -> None:
    st.session_state.setdefault(PANEL, AIRCRAFT if selected_aircraft() else ALERTS)
    chosen = st.segmented_control(
        "Beside the map", (ALERTS, AIRCRAFT, FLAGS), required=True, key=PANEL, width="stretch"
    )
    if chosen == AIRCRAFT:
        show_aircraft(scene, viewer.display, passed)
    elif chosen == FLAGS:
        show_feed(scene.sky, outlook, viewer.store, viewer.display)
    else:
        show_alerts(outlook, viewer.store, viewer.display)
