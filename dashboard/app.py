"""Flightwatch's page: `streamlit run dashboard/app.py`. It reads the output folder and nothing else.

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
from dashboard.palette import palette_of
from dashboard.sections.anomaly_feed import show_feed
from dashboard.sections.explorer import show_explorer
from dashboard.sections.notices import show_banners, show_empty_state
from dashboard.sections.overview import show_figures
from dashboard.sections.pipeline import show_pipeline
from dashboard.sections.traffic_map import show_map
from dashboard.sections.trends import show_trends
from dashboard.store import Outlook, Sky, Store
from dashboard.texts import utc_moment

STYLE = Path(__file__).parent / "assets" / "page.css"
INTERVALS_S = (5, 15, 60)


@st.cache_resource(show_spinner=False)
def open_store(output_dir: str) -> Store:
    """One store per output folder for all viewers of this process."""
    return Store(Outputs(Path(output_dir)))


def show_header() -> float | None:
    """The title and the refresh controls; returns the seconds between refreshes, None when it is off."""
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
    return interval_s if automatic else None


def show_live(store: Store) -> None:
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
            show_sky(outlook.sky.value, outlook, store)
        show_pipeline(outlook)
    took_ms = (time.perf_counter() - began) * 1_000
    st.caption(f"Refreshed {utc_moment(outlook.now)} in {took_ms:.0f} ms. Map: Natural Earth, public domain.")


def show_sky(sky: Sky, outlook: Outlook, store: Store) -> None:
    """The sections that need a picture."""
    show_figures(sky, outlook, store.history)
    traffic, feed = st.columns([3, 1], gap="medium")
    with traffic:
        show_map(sky, palette_of(st.context.theme.type))
    with feed:
        show_feed(sky, outlook, store)
    show_trends(outlook)
    show_explorer(sky)


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
    interval_s = show_header()
    st.fragment(show_live, run_every=interval_s, key="live")(open_store(str(settings.output_dir)))


if __name__ == "__main__":
    main()
