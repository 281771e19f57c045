"""The panel of recently flagged aircraft, with the reasons."""

import streamlit as st

from dashboard.drawing.markup import fill
from dashboard.drawing.palette import FLAGGED
from dashboard.reading.anomaly_feed import FeedEntry, feed_entries, newest_flagged
from dashboard.reading.store import Outlook, SharedSky, Store
from dashboard.viewing.display import Display
from dashboard.viewing.selection import PANEL_HEIGHT, show_on_map

MOST_ENTRIES = 40
_ENTRY = (
    '<div class="fw-alert" style="border-left-color:{colour}"><div class="fw-entry-head">'
    '<div><b>{name}</b> <span class="fw-quiet">{icao24}</span></div><time>{when}</time></div>'
    '<div class="fw-flag">◆ {flags}</div>'
    '<div class="fw-reason">{reasons}</div><div class="fw-quiet">{country} · {history}</div></div>'
)


def show_feed(sky: SharedSky, outlook: Outlook, store: Store, display: Display) -> None:
    """Draw the flagged aircraft, newest first, and below them what sets the flags.

    *Show on map* leads to an aircraft's current position, or to the flagged one when it is no longer in the picture.
    """
    entries = feed_entries(newest_flagged(store.anomaly_files, until=sky.picture.poll_time), most=MOST_ENTRIES)
    flights = sky.picture.flights
    now = flights[flights["icao24"].isin([entry.icao24 for entry in entries])]
    flagged_now = set(now.loc[now["flagged"], "icao24"])
    places = {place.icao24: (place.longitude, place.latitude) for place in now[now["mapped"]].itertuples()}
    with st.container(height=PANEL_HEIGHT, border=True, key="feed"):
        if not entries:
            st.write("No aircraft has been flagged in the last few hours.")
        for entry in entries:
            name = f"flagged-{entry.icao24}-{entry.flags}"
            longitude, latitude = places.get(entry.icao24, (entry.longitude, entry.latitude))
            with st.container(key=name, gap="xxsmall"):
                st.html(_entry(entry, display, still=entry.icao24 in flagged_now))
                st.button(
                    "Show on map",
                    key=f"show-{name}",
                    type="tertiary",
                    icon=":material/my_location:",
                    disabled=longitude is None or latitude is None,
                    on_click=show_on_map,
                    args=(entry.icao24, longitude, latitude),
                )
    st.html(f'<p class="fw-quiet fw-model">{fill("Flags set by: {words}", words=model_words(outlook))}</p>')


def model_words(outlook: Outlook) -> str:
    """Say what sets the flags: the rules and the model, or the rules only and why there is no model."""
    if outlook.status.value is None:
        return "unknown; the streaming job has not reported yet."
    status = outlook.status.value
    state, reason = status.text("model", "state"), status.text("model", "reason")
    if state == "loaded":
        return f"rules and the model {status.text('model', 'id') or ''}".rstrip() + "."
    if state is None:
        return "unknown; the streaming job reports no model."
    return f"rules only; the model is {state}" + (f": {reason}" if reason else "") + "."


def _entry(entry: FeedEntry, display: Display, *, still: bool) -> str:
    since = f", since {display.clock(entry.first_at)}" if entry.times > 1 else ""
    times = f"{entry.times} records" if entry.times > 1 else "1 record"
    return fill(
        _ENTRY,
        colour=FLAGGED,
        name=entry.callsign or "no callsign",
        when=display.clock(entry.last_at),
        icao24=entry.icao24,
        country=entry.country or "country unknown",
        flags=entry.flags or "flagged",
        reasons=entry.reasons,
        history=f"{'Flagged now' if still else 'No longer flagged'} · {times}{since}",
    )
