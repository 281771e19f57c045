"""What makes new alerts noticed: a sound, and their number in the title of the browser's tab."""

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from dashboard.alerts import Alert

_mount = st.components.v2.component(
    "flightwatch_alert_signal", js=(Path(__file__).parent / "assets" / "alert_signal.js").read_text()
)


def signal_alerts(alerts: Iterable[Alert], acknowledged: frozenset[str], *, sound: bool, badge: bool) -> None:
    """Tell the browser which alerts are open, not acknowledged and more than information."""
    ids = [alert.id for alert in alerts if alert.matters and alert.id not in acknowledged]
    _mount(data={"ids": ids, "sound": sound, "badge": badge}, key="signal", height=1)
