"""The panel of open, acknowledged and recently resolved alerts."""

from collections.abc import Callable

import streamlit as st

from dashboard.drawing.markup import fill
from dashboard.drawing.palette import SEVERITY
from dashboard.drawing.texts import duration, rule_words
from dashboard.reading.alerts import ShownAlert, resolved_lately
from dashboard.reading.store import Outlook, Store
from dashboard.viewing.display import Display
from dashboard.viewing.scene import MapScene
from dashboard.viewing.selection import PANEL_HEIGHT, show_on_map

MOST_SHOWN = 25
_OPEN, _SEEN, _RESOLVED = "Open", "Acknowledged", "Resolved"
_NONE = {_OPEN: "No open alerts.", _SEEN: "No acknowledged alerts.", _RESOLVED: "No recently resolved alerts."}
_ALERT = (
    '<div class="fw-alert" style="border-left-color:{colour}"><div class="fw-entry-head"><div><b>{what}</b></div>'
    '<span class="fw-severity" style="background:{colour}">{severity}</span></div>'
    '<div>{who} <span class="fw-quiet">{country}</span></div><div class="fw-reason">{evidence}</div>'
    '<div class="fw-quiet">{when}</div></div>'
)


def show_alerts(outlook: Outlook, store: Store, display: Display) -> None:
    """Draw the live alerts, with a switch between open, acknowledged and recently resolved ones."""
    reading = outlook.alerts
    seen = store.acknowledged.ids()
    groups = {
        _OPEN: [alert for alert in outlook.open_alerts if alert.id not in seen],
        _SEEN: [alert for alert in outlook.open_alerts if alert.id in seen],
    }
    words = {_OPEN: f"Open {len(groups[_OPEN])}", _SEEN: f"Acknowledged {len(groups[_SEEN])}", _RESOLVED: _RESOLVED}
    group = st.segmented_control(
        "Which alerts",
        (_OPEN, _SEEN, _RESOLVED),
        default=_OPEN,
        required=True,
        format_func=words.__getitem__,
        label_visibility="collapsed",
        key="alert_group",
    )
    with st.container(height=PANEL_HEIGHT, border=True, key="alerts"):
        if reading.problem:
            instead = "the last good one is shown" if reading.value else "no good one has been read yet"
            st.warning(f"The alerts file {reading.problem}; {instead}.")
        elif reading.value is None:
            st.write("No alerts have been published yet.")
        if group == _RESOLVED:
            alerts = resolved_lately(store.alert_files, until=outlook.poll_time)
        else:
            alerts = groups[group or _OPEN]
        if not alerts and reading.value:
            st.write(_NONE[group or _OPEN])
        for alert in alerts[:MOST_SHOWN]:
            _show(alert, outlook, store, display, acknowledged=alert.id in seen)
        if len(alerts) > MOST_SHOWN:
            st.caption(f"Showing the first {MOST_SHOWN} of {len(alerts):,}.")


def show_alerts_of(scene: MapScene, display: Display) -> None:
    """Draw the alerts that were open at a past moment."""
    with st.container(height=PANEL_HEIGHT, border=True, key="alerts"):
        if not scene.alerts:
            st.write("No alerts were open then.")
        for alert in scene.alerts[:MOST_SHOWN]:
            with st.container(key=f"alert-{alert.id}"):
                _describe(alert, scene.sky.picture.poll_time, display)
                _offer_to_show(alert)
        if len(scene.alerts) > MOST_SHOWN:
            st.caption(f"Showing the first {MOST_SHOWN} of {len(scene.alerts):,}.")


def _show(alert: ShownAlert, outlook: Outlook, store: Store, display: Display, *, acknowledged: bool) -> None:
    with st.container(key=f"alert-{alert.id}"):
        _describe(alert, outlook.poll_time, display)
        with st.container(horizontal=True, key=f"buttons-{alert.id}"):
            _offer_to_show(alert)
            if alert.is_open:
                change = store.acknowledged.remove if acknowledged else store.acknowledged.add
                st.button(
                    "Unacknowledge" if acknowledged else "Acknowledge",
                    key=f"acknowledge-{alert.id}",
                    type="tertiary",
                    icon=":material/undo:" if acknowledged else ":material/done:",
                    on_click=_change,
                    args=(change, alert.id),
                )


def _describe(alert: ShownAlert, now: float | None, display: Display) -> None:
    values = {
        "colour": SEVERITY[alert.severity],
        "what": rule_words(alert.kind).capitalize(),
        "severity": alert.severity,
        "who": alert.about,
        "country": (alert.country or "country unknown") if alert.icao24 else "",
        "evidence": alert.evidence,
        "when": _when(alert, now, display),
    }
    st.html(fill(_ALERT, **values))


def _offer_to_show(alert: ShownAlert) -> None:
    if alert.icao24 is None:
        return
    st.button(
        "Show on map",
        key=f"show-{alert.id}",
        type="tertiary",
        icon=":material/my_location:",
        disabled=alert.longitude is None or alert.latitude is None,
        on_click=show_on_map,
        args=(alert.icao24, alert.longitude, alert.latitude),
    )


def _change(change: Callable[[str], None], alert_id: str) -> None:
    try:
        change(alert_id)
    except OSError as error:
        st.toast(f"The change could not be saved: {error.strerror}", icon=":material/error:")


def _when(alert: ShownAlert, now: float | None, display: Display) -> str:
    if alert.resolved_at is not None:
        return f"{display.clock(alert.since)}, resolved {display.clock(alert.resolved_at)}"
    lasting = f" ({duration(now - alert.since)})" if now and alert.since else ""
    return f"since {display.clock(alert.since)}{lasting}, last seen {display.clock(alert.last)}"
