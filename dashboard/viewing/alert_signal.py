"""What makes new alerts noticed on every page: a sound, and their number in the title of the browser's tab."""

from pathlib import Path

import streamlit as st

from dashboard.reading.store import Store
from dashboard.viewing.display import Display

LOOKS_EVERY_S = 5.0

_mount = st.components.v2.component(
    "flightwatch_alert_signal", js=(Path(__file__).parents[1] / "assets" / "alert_signal.js").read_text()
)


def signal_alerts(store: Store, display: Display) -> None:
    """Have the browser tell of alerts that are more than information, whatever page is shown and refreshed or not."""
    wanted = display.sound or display.badge
    st.fragment(_signal, run_every=LOOKS_EVERY_S if wanted else None, key="signal-looks")(store, display)


def _signal(store: Store, display: Display) -> None:
    ids = {alert.id for alert in store.open_alerts() if alert.matters}
    seen = ids & store.acknowledged.ids()
    data = {"ids": sorted(ids - seen), "seen": sorted(seen), "sound": display.sound, "badge": display.badge}
    _mount(data=data, key="signal", height=1)
