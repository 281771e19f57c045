"""The Replay page: the sky at any kept moment, still or played at a chosen speed."""

import time
from datetime import UTC, datetime, timedelta, tzinfo

import streamlit as st

from dashboard.archive.batches import Span
from dashboard.reading.store import SharedSky
from dashboard.sections.aircraft_panel import show_aircraft
from dashboard.sections.alert_panel import show_alerts_of
from dashboard.sections.filters import ask_filter
from dashboard.sections.notices import show_origin, show_source_alerts
from dashboard.sections.traffic_map import show_map
from dashboard.viewing.display import Display
from dashboard.viewing.flight_filter import Mask
from dashboard.viewing.scene import MapScene
from dashboard.viewing.selection import AIRCRAFT, ALERTS, selected_aircraft
from dashboard.viewing.viewer import Viewer

SPEEDS = (1, 10, 60)
STEP_S = 1.0
"""Seconds between the pictures of a replay; in between, the map moves the aircraft along their tracks."""

_PLAYING, _PLAYED_AT, _AT_END = "replay_playing", "replay_played_at", "replay_at_end"
_MOMENT, _SLID_TO, _GONE_TO, _NOTE = "replay_moment", "replay_slid_to", "replay_gone_to", "replay_note"
_PANEL, _PICKED = "replay_panel", "replay_picked"


def show_replay_page(viewer: Viewer) -> None:
    """Draw the page."""
    span = viewer.store.history.span()
    if span is None:
        st.info("No records yet. A replay needs records in `cleaned_flights`.", icon=":material/history:")
        return
    if st.session_state.pop(_AT_END, False):
        st.session_state[_PLAYING] = False
    with st.container(horizontal=True, vertical_alignment="bottom", key="replay-controls"):
        playing = st.toggle("Play", key=_PLAYING, on_change=_move, args=(0.0,))
        speed = st.segmented_control(
            "Speed", SPEEDS, default=10, required=True, format_func=lambda times: f"{times} ×", key="replay_speed"
        )
        st.button("Back 1 min", icon=":material/fast_rewind:", on_click=_move, args=(-60.0,), key="replay-back")
        st.button("Forward 1 min", icon=":material/fast_forward:", on_click=_move, args=(60.0,), key="replay-forward")
    pace = float(speed or 1) if playing else 0.0
    st.fragment(_show, run_every=STEP_S if playing else None, key="replay")(viewer, pace)


def _show(viewer: Viewer, pace: float) -> None:
    span = viewer.store.history.span()
    if span is None:
        st.info("The records have been removed in the meantime.", icon=":material/history:")
        return
    moment = _moment(span, pace, viewer.display)
    began = time.perf_counter()
    recalled = viewer.store.history.picture_at(moment)
    alerts = viewer.store.history.alerts_at(moment)
    took_ms = (time.perf_counter() - began) * 1_000
    picture = recalled.value
    _ask_moment(span, moment, viewer.display.zone, playing=pace > 0)
    with st.container(key="notices"):
        words = viewer.display.date_and_clock(moment)
        st.info(f"**Replay: {words}** — not what is in the air now.", icon=":material/history:")
        if note := st.session_state.get(_NOTE):
            st.info(note, icon=":material/last_page:")
        show_origin(picture)
        show_source_alerts(alerts.value, viewer.display)
        for problem in (*recalled.problems, *alerts.problems):
            st.warning("A file could not be read; its records are missing here.")
            st.text(problem)
    with st.container(key="content"):
        scene = MapScene(
            sky=SharedSky(picture),
            alerts=alerts.value,
            version=("replay", picture.poll_time, alerts.value),
            elapsed_s=moment - (picture.poll_time or moment),
            pace=pace,
            trail_of=lambda icao24: viewer.store.history.trail_of(icao24, moment),
            trails_of=lambda addresses: viewer.store.history.trails_of(addresses, moment),
        )
        chosen = ask_filter(picture.flights, viewer.display.units)
        traffic, panel = st.columns([3, 1.15], gap="medium")
        with traffic:
            passed = show_map(scene, viewer.store, viewer.display, chosen)
        with panel:
            _show_panel(scene, viewer, passed)
    st.caption(f"Loaded {len(picture.flights):,} aircraft in {took_ms:.0f} ms. Map: Natural Earth, public domain.")


def _moment(span: Span, pace: float, display: Display) -> float:
    """Return the moment to show (epoch s), advanced at the pace since the last picture and kept within the span.

    At the end of the span the replay stops.
    """
    first, last = span
    state = st.session_state
    now, wanted = time.monotonic(), state.get(_MOMENT)
    if wanted is None:
        asked = _moment_from_address()
        wanted = max(first, last - 600.0) if asked is None else asked
    elif pace:
        wanted += pace * (now - state.get(_PLAYED_AT, now))
    moment = min(max(wanted, first), last)
    state[_PLAYED_AT], state[_MOMENT] = now, moment
    if pace and moment == last:
        state[_AT_END] = True
        state[_NOTE] = f"**End of the records:** {display.date_and_clock(last)}. The replay has stopped."
        st.rerun()
    if wanted != moment:
        where = "before the first" if wanted < first else "after the last"
        state[_NOTE] = f"**{display.date_and_clock(wanted)} is {where} record,** which is shown instead."
    if not pace:
        st.query_params["at"] = str(int(moment))
    return moment


def _moment_from_address() -> float | None:
    """Return the moment in the page's address (`?at=`, epoch s), which a viewer may have shared."""
    asked = st.query_params.get("at", "")
    return float(asked) if asked.isdecimal() and len(asked) < 12 else None


def _ask_moment(span: Span, moment: float, zone: tzinfo, *, playing: bool) -> None:
    """Draw the inputs of the moment: a slider to the second, and a date and time to the minute.

    They are disabled while the replay plays, since every new picture would reset them while the viewer uses them.
    """
    first, last = (_local(edge, zone) for edge in span)
    now = _local(moment, zone)
    if last - first < timedelta(seconds=1):
        return
    st.session_state[_SLID_TO], st.session_state[_GONE_TO] = now, now.replace(second=0)
    with st.container(horizontal=True, vertical_alignment="bottom", key="replay-moment"):
        st.slider(
            "Time",
            first,
            last,
            step=timedelta(seconds=1),
            format="YYYY-MM-DD HH:mm:ss",
            key=_SLID_TO,
            on_change=_go,
            args=(_SLID_TO, zone),
            disabled=playing,
        )
        st.datetime_input(
            "Go to",
            None,
            min_value=first.replace(second=0),
            max_value=last,
            step=timedelta(minutes=1),
            format="YYYY-MM-DD",
            width=220,
            key=_GONE_TO,
            on_change=_go,
            args=(_GONE_TO, zone),
            disabled=playing,
        )


def _local(moment: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone).replace(tzinfo=None, microsecond=0)


def _go(key: str, zone: tzinfo) -> None:
    if chosen := st.session_state[key]:
        st.session_state[_MOMENT] = chosen.replace(tzinfo=zone).timestamp()
        st.session_state.pop(_NOTE, None)


def _move(seconds: float) -> None:
    if (moment := st.session_state.get(_MOMENT)) is not None:
        st.session_state[_MOMENT] = moment + seconds
    st.session_state.pop(_NOTE, None)


def _show_panel(scene: MapScene, viewer: Viewer, passed: Mask) -> None:
    """Draw the panel beside the map; its choice is separate from the Live page's, and does not offer the flags."""
    state, picked = st.session_state, selected_aircraft()
    if _PANEL not in state or picked not in (None, state.get(_PICKED)):
        state[_PANEL] = AIRCRAFT if picked else ALERTS
    state[_PICKED] = picked
    chosen = st.segmented_control("Beside the map", (ALERTS, AIRCRAFT), required=True, key=_PANEL, width="stretch")
    if chosen == AIRCRAFT:
        show_aircraft(scene, viewer.display, passed)
    else:
        show_alerts_of(scene, viewer.display)
