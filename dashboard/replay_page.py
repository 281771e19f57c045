"""The sky as it was at any kept moment, standing still or played again at a speed."""

import time
from datetime import UTC, datetime, timedelta

import streamlit as st

from dashboard.kept_batches import Span
from dashboard.scene import Scene
from dashboard.sections.aircraft_panel import show_aircraft
from dashboard.sections.alert_panel import show_alerts_of
from dashboard.sections.filters import ask_filter
from dashboard.sections.notices import show_origin
from dashboard.sections.traffic_map import show_map
from dashboard.selection import AIRCRAFT, ALERTS, PANEL
from dashboard.store import Sky
from dashboard.viewer import Viewer

SPEEDS = (1, 10, 60)
STEP_S = 1.0
"""Seconds between the pictures of a replay; in between the aircraft go on along their tracks."""

_MOMENT, _CHOSEN, _PLAYED_AT = "replay_moment", "replay_chosen", "replay_played_at"


def show_replay_page(viewer: Viewer) -> None:
    span = viewer.store.history.span()
    if span is None:
        st.info("Nothing is kept yet: a replay needs records in `cleaned_flights`.", icon=":material/history:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="replay-controls"):
        playing = st.toggle("Play", key="replay_playing")
        speed = st.segmented_control(
            "Speed", SPEEDS, default=10, required=True, format_func=lambda times: f"{times} ×", key="replay_speed"
        )
        st.button("A minute back", icon=":material/fast_rewind:", on_click=_move, args=(-60.0,), key="replay-back")
        st.button("A minute on", icon=":material/fast_forward:", on_click=_move, args=(60.0,), key="replay-on")
    pace = float(speed or 1) if playing else 0.0
    st.fragment(_show, run_every=STEP_S if playing else None, key="replay")(viewer, pace)


def _show(viewer: Viewer, pace: float) -> None:
    span = viewer.store.history.span()
    if span is None:
        st.info("What was kept has been removed meanwhile.", icon=":material/history:")
        return
    moment = _moment(span, pace)
    began = time.perf_counter()
    recalled = viewer.store.history.picture_at(moment)
    alerts = viewer.store.history.alerts_at(moment)
    took_ms = (time.perf_counter() - began) * 1_000
    picture = recalled.value
    _ask_moment(span, moment, viewer)
    with st.container(key="notices"):
        words = viewer.display.date_and_clock(moment)
        st.info(f"**Replay: {words}** — not what is in the air now.", icon=":material/history:")
        show_origin(picture)
        for problem in (*recalled.problems, *alerts.problems):
            st.warning("Part of what was kept is missing here.")
            st.text(problem)
    with st.container(key="content"):
        scene = Scene(
            sky=Sky(picture),
            alerts=alerts.value,
            version=("replay", picture.poll_time, alerts.value),
            elapsed_s=moment - (picture.poll_time or moment),
            pace=pace,
            trail_of=lambda icao24: viewer.store.history.trail_of(icao24, moment),
        )
        chosen = ask_filter(picture.flights, viewer.display.units)
        traffic, panel = st.columns([3, 1.15], gap="medium")
        with traffic:
            show_map(scene, viewer.store, viewer.display, chosen)
        with panel:
            _show_panel(scene, viewer)
    st.caption(f"Recalled {len(picture.flights):,} aircraft in {took_ms:.0f} ms. Map: Natural Earth, public domain.")


def _moment(span: Span, pace: float) -> float:
    """Where the replay is: it goes on from the last picture at its pace, and stays within what is kept."""
    first, last = span
    state = st.session_state
    now, moment = time.monotonic(), state.get(_MOMENT)
    if moment is None:
        moment = _of_address() or max(first, last - 600.0)
    elif pace:
        moment += pace * (now - state.get(_PLAYED_AT, now))
    state[_PLAYED_AT] = now
    state[_MOMENT] = min(max(moment, first), last)
    if not pace:
        st.query_params["at"] = str(int(state[_MOMENT]))
    return state[_MOMENT]


def _of_address() -> float | None:
    """The moment in the page's address (`?at=`, epoch s), so that it can be shared."""
    asked = st.query_params.get("at", "")
    return float(asked) if asked.isdecimal() and len(asked) < 12 else None


def _ask_moment(span: Span, moment: float, viewer: Viewer) -> None:
    zone = viewer.display.zone
    first, last = (datetime.fromtimestamp(edge, UTC).astimezone(zone).replace(tzinfo=None) for edge in span)
    now = datetime.fromtimestamp(moment, UTC).astimezone(zone).replace(tzinfo=None)
    if last - first < timedelta(seconds=1):
        return
    st.session_state[_CHOSEN] = now.replace(microsecond=0)

    def take() -> None:
        offset = st.session_state[_CHOSEN] - now
        st.session_state[_MOMENT] = moment + offset.total_seconds()

    st.slider(
        "Moment",
        first.replace(microsecond=0),
        last.replace(microsecond=0) + timedelta(seconds=1),
        step=timedelta(seconds=1),
        format="YYYY-MM-DD HH:mm:ss",
        key=_CHOSEN,
        on_change=take,
    )


def _move(seconds: float) -> None:
    if (moment := st.session_state.get(_MOMENT)) is not None:
        st.session_state[_MOMENT] = moment + seconds


def _show_panel(scene: Scene, viewer: Viewer) -> None:
    if st.session_state.get(PANEL) not in (ALERTS, AIRCRAFT):
        st.session_state[PANEL] = ALERTS
    chosen = st.segmented_control("Beside the map", (ALERTS, AIRCRAFT), required=True, key=PANEL, width="stretch")
    if chosen == AIRCRAFT:
        show_aircraft(scene, viewer.display)
    else:
        show_alerts_of(scene, viewer.display)
