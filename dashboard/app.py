"""Flightwatch's page: `streamlit run dashboard/app.py`. It reads the output folder and the user's
rules, and writes only which alerts are acknowledged.

Sections are drawn in one fragment that runs again by itself; containers are laid out in the same order in every run, so
that the map and the inputs keep their place and with it what the viewer did to them.
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st

from common.errors import SettingsError
from common.outputs import Outputs
from common.settings import load_settings
from dashboard.display import Display, ask_display
from dashboard.sections.aircraft_panel import show_aircraft
from dashboard.sections.alert_panel import show_alerts
from dashboard.sections.anomaly_feed import show_feed
from dashboard.sections.explorer import show_explorer
from dashboard.sections.filters import ask_filter
from dashboard.sections.notices import show_banners, show_empty_state
from dashboard.sections.overview import show_figures
from dashboard.sections.pipeline import show_pipeline
from dashboard.sections.traffic_map import show_map
from dashboard.sections.trends import show_trends
from dashboard.selection import AIRCRAFT, ALERTS, FLAGS, PANEL, selected_aircraft
from dashboard.store import Outlook, Sky, Store

STYLE = Path(__file__).parent / "assets" / "page.css"
INTERVALS_S = (5, 15, 60)


@st.cache_resource(show_spinner=False)
def open_store(output_dir: str, rules_file: str) -> Store:
    """One store per output folder for all viewers of this process."""
    return Store(Outputs(Path(output_dir)), rules_file=Path(rules_file))


def show_header(*, map_style: str | None) -> tuple[float | None, Display]:
    """The title and the controls: the seconds between refreshes, None when it is off, and how to show things."""
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        st.title("✈ Flightwatch", anchor=False)
        st.button("Refresh now", icon=":material/refresh:", key="refresh")
        automatic = st.toggle("Auto-refresh", value=True, key="automatic")
        interval_s = st.segmented_control(
            "Seconds between refreshes",
            INTERVALS_S,
            default=15,
            required=True,
            format_func=lambda seconds: f"{seconds} s",
            label_visibility="collapsed",
            disabled=not automatic,
            key="interval",
        )
        display = ask_display(map_style=map_style)
    return (interval_s if automatic else None), display


def show_live(store: Store, display: Display) -> None:
    """Read what is new and draw every section."""
    began = time.perf_counter()
    outlook = store.look(now=time.time())
    notices, content = st.container(key="notices"), st.container(key="content")
    with notices:
        show_banners(outlook)
    with content:
        if outlook.sky.value is None:
            show_empty_state(outlook)
        else:
            show_sky(outlook.sky.value, outlook, store, display)
        show_pipeline(outlook)
    took_ms = (time.perf_counter() - began) * 1_000
    st.caption(
        f"Refreshed {display.date_and_clock(outlook.now)} in {took_ms:.0f} ms. Map: Natural Earth, public domain."
    )


def show_sky(sky: Sky, outlook: Outlook, store: Store, display: Display) -> None:
    """The sections that need a picture."""
    show_figures(sky, outlook, store.history)
    chosen = ask_filter(sky.picture.flights, display.units)
    traffic, panel = st.columns([3, 1.15], gap="medium")
    with traffic:
        passed = show_map(sky, outlook, store, display, chosen)
    with panel:
        show_panel(sky, outlook, store, display)
    show_trends(outlook)
    show_explorer(sky, passed)


def show_panel(sky: Sky, outlook: Outlook, store: Store, display: Display) -> None:
    """Beside the map: alerts, the aircraft that is picked, or the feed of flags."""
    st.session_state.setdefault(PANEL, AIRCRAFT if selected_aircraft() else ALERTS)
    chosen = st.segmented_control(
        "Beside the map", (ALERTS, AIRCRAFT, FLAGS), required=True, key=PANEL, width="stretch"
    )
    if chosen == AIRCRAFT:
        show_aircraft(sky, outlook, store, display)
    elif chosen == FLAGS:
        show_feed(sky, outlook, store, display)
    else:
        show_alerts(outlook, store, display)


def main() -> None:
    st.set_page_config(page_title="Flightwatch", page_icon="✈", layout="wide")
    st.html(STYLE)
    try:
        settings = load_settings()
    except SettingsError as error:
        st.title("✈ Flightwatch")
        st.error("The dashboard cannot start with these settings.")
        st.text(str(error))
        st.stop()
    interval_s, display = show_header(map_style=settings.map_style)
    store = open_store(str(settings.output_dir), str(settings.alert_rules_file))
    st.fragment(show_live, run_every=interval_s, key="live")(store, display)


if __name__ == "__main__":
    main()
