"""What was flagged lately, and why."""

import streamlit as st

from dashboard.anomaly_feed import FeedEntry, feed_entries, newest_flagged
from dashboard.display import Display
from dashboard.markup import fill
from dashboard.selection import PANEL_HEIGHT
from dashboard.store import Outlook, Sky, Store

MOST_ENTRIES = 40
_ENTRY = (
    '<li class="fw-entry"><div class="fw-entry-head"><div><b>{name}</b> <span class="fw-quiet">{icao24}</span></div>'
    '<time>{when}</time></div><div class="fw-flag">◆ {flags}</div>'
    '<div class="fw-reason">{reasons}</div><div class="fw-quiet">{country} · {history}</div></li>'
)


def show_feed(sky: Sky, outlook: Outlook, store: Store, display: Display) -> None:
    """Aircraft and what they were flagged for, newest first; below them, which detectors are at work."""
    entries = feed_entries(newest_flagged(store.anomaly_files, until=sky.picture.poll_time), most=MOST_ENTRIES)
    flights = sky.picture.flights
    flagged_now = set(flights.loc[flights["flagged"], "icao24"])
    with st.container(height=PANEL_HEIGHT, border=True, key="feed"):
        if not entries:
            st.write("Nothing has been flagged in the last hours.")
        else:
            items = "".join(_entry(entry, display, still=entry.icao24 in flagged_now) for entry in entries)
            st.html(f'<ol class="fw-feed">{items}</ol>')
    st.html(f'<p class="fw-quiet fw-model">{fill("Detectors: {words}", words=model_words(outlook))}</p>')


def model_words(outlook: Outlook) -> str:
    """Which detectors flag, and when it is the rules only, why."""
    if outlook.status.value is None:
        return "not known: the streaming job has not reported."
    status = outlook.status.value
    state, reason = status.text("model", "state"), status.text("model", "reason")
    if state == "loaded":
        return f"rules and the model {status.text('model', 'id') or ''}".rstrip() + "."
    if state is None:
        return "the streaming job does not say."
    return f"rules only. The model is {state}" + (f": {reason}" if reason else "") + "."


def _entry(entry: FeedEntry, display: Display, *, still: bool) -> str:
    since = f", since {display.clock(entry.first_at)}" if entry.times > 1 else ""
    times = f"{entry.times} records" if entry.times > 1 else "1 record"
    return fill(
        _ENTRY,
        name=entry.callsign or "no callsign",
        when=display.clock(entry.last_at),
        icao24=entry.icao24,
        country=entry.country or "country unknown",
        flags=entry.flags or "flagged",
        reasons=entry.reasons,
        history=f"{'Flagged now' if still else 'No longer flagged'} · {times}{since}",
    )
