"""Signals new alerts on every page: by a sound and by a count in the browser tab's title."""

from pathlib import Path

import streamlit as st

from dashboard.reading.store import Store
from dashboard.viewing.display import Display

LOOKS_EVERY_S = 5.0

_mount = st.components.v2.component(
    "flightwatch_alert_signal", js=(Path(__file__).parents[1] / "assets" / "alert_signal.js").read_text()
)


def signal_alerts(store: Store, display: Display) -> None:
    """Signal open alerts above severity `info`, on any page and also while automatic refresh is off."""
    wanted = display.sound or display.badge
    st.fragment(_signal, run_every=LOOKS_EVERY_S if wanted else None, key="signal-looks")(store, display)


def _signal(store: Store, display: Display) -> None:
    ids = {alert.id for alert in store.open_alerts() if alert.matters}
    seen = ids & store.acknowledged.ids()
    data = {"ids": sorted(ids - seen), "seen": sorted(seen), "sound": display.sound, "badge": display.badge}
    _mount(data=data, key="signal", height=1)
