"""The dashboard: `streamlit run dashboard/app.py`.

It reads the output folder, the warehouse and the user's rules, and writes only the acknowledged alerts.
"""

import atexit
import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st

from common.errors import SettingsError
from common.settings import Settings, load_settings
from contracts.lake.layout import Lake
from contracts.outputs import Outputs
from dashboard.reading.store import Store
from dashboard.viewing.alert_signal import signal_alerts
from dashboard.viewing.display import ask_display
from dashboard.viewing.viewer import Viewer
from dashboard.views.explorer import show_explorer_page
from dashboard.views.history import show_history_page
from dashboard.views.live import show_live_page
from dashboard.views.pipeline import show_pipeline_page
from dashboard.views.replay import show_replay_page
from dashboard.views.trends import show_trends_page
from warehouse.opening import open_warehouse
from warehouse.reader import Warehouse

STYLE = Path(__file__).parent / "assets" / "page.css"
INTERVALS_S = (5, 15, 60)
LIVE = "Live"


@dataclass(frozen=True)
class Page:
    """A page; is_live: whether it shows the newest outputs and therefore refreshes."""

    show: Callable[[Viewer], None]
    icon: str
    is_live: bool = True


def _show_history(viewer: Viewer) -> None:
    show_history_page(viewer, open_history)


PAGES = {
    LIVE: Page(show_live_page, ":material/flight:"),
    "Trends": Page(show_trends_page, ":material/monitoring:"),
    "Replay": Page(show_replay_page, ":material/replay:", is_live=False),
    "History": Page(_show_history, ":material/calendar_month:", is_live=False),
    "Explorer": Page(show_explorer_page, ":material/table_view:", is_live=False),
    "Pipeline": Page(show_pipeline_page, ":material/conversion_path:"),
}


@st.cache_resource(show_spinner=False)
def read_settings() -> Settings:
    """Read the settings once for all viewers; wrong settings are read again in the next run. Raises SettingsError."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def open_history() -> Warehouse:
    """Open the warehouse once for all viewers. Raises SettingsError."""
    settings = read_settings()
    return open_warehouse(settings.warehouse_url, Lake(settings.lake_dir))


@st.cache_resource(show_spinner=False)
def spare_modules_from_collection() -> None:
    """Exclude the objects of imported modules from garbage collection.

    Streamlit collects after each run of the script, which takes 75 ms, nearly all for objects that stay anyway.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # for an orderly shutdown of the modules


@st.cache_resource(show_spinner=False)
def open_store(output_dir: str, rules_file: str, live_max_age_s: int) -> Store:
    """Open one store per output folder for all viewers of this process."""
    return Store(Outputs(Path(output_dir)), rules_file=Path(rules_file), live_max_age_s=live_max_age_s)


def ask_refresh() -> float | None:
    """Draw the refresh controls and return the seconds between refreshes, None when automatic refresh is off."""
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


def main() -> None:
    st.set_page_config(page_title="Flightwatch", page_icon="✈", layout="wide")
    st.html(STYLE)
    try:
        settings = read_settings()
    except SettingsError as error:
        st.title("✈ Flightwatch")
        st.error("The dashboard cannot start with these settings.")
        st.text(str(error))
        st.stop()
    viewer: Viewer  # set below: a page is not drawn before chosen.run()

    def drawing(page: Page) -> Callable[[], None]:
        return lambda: page.show(viewer)

    pages = [
        st.Page(
            drawing(page),
            title=title,
            icon=page.icon,
            url_path=title.lower(),
            default=title == LIVE,
        )
        for title, page in PAGES.items()
    ]
    chosen = st.navigation(pages, position="top")
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        st.title("✈ Flightwatch", anchor=False)
        refresh_s = ask_refresh() if PAGES[chosen.title].is_live else None
        display = ask_display(map_style=settings.map_style)
    spare_modules_from_collection()
    store = open_store(str(settings.output_dir), str(settings.alert_rules_file), settings.live_max_age_s)
    signal_alerts(store, display)
    viewer = Viewer(store, display, refresh_s)
    chosen.run()


if __name__ == "__main__":
    main()
