"""Notices above a page: simulated or recorded traffic, stale pictures, and how to start the pipeline."""

from collections.abc import Sequence

import streamlit as st

from contracts.state_vector import SCHEMA_VERSION
from dashboard.drawing.markup import fill
from dashboard.drawing.texts import duration, utc_date
from dashboard.reading.alerts import ShownAlert
from dashboard.reading.flights import FlightPicture
from dashboard.reading.freshness import OutputState
from dashboard.reading.store import Outlook
from dashboard.viewing.display import Display

_STEP = '<li class="fw-step"><span class="fw-step-mark">{mark}</span><div><b>{name}</b><br>{words}</div></li>'
_REPORTED = {
    OutputState.FRESH: "running",
    OutputState.STALE: "stopped or waiting",
    OutputState.AHEAD: "its clock is ahead of this page's",
    OutputState.MISSING: "no report yet",
    OutputState.UNREADABLE: "its report cannot be read",
}
_SOURCES = {
    "source_silent": "The source gives no answers",
    "source_late": "The source is late",
    "source_frozen": "The source repeats old answers",
    "source_partial": "Half of the aircraft, or more, are missing from the source",
    "source_clock": "A clock of the source is off",
}
_SOURCE = "Something is wrong with the source"
_START_ALL = """make run"""
_START_EACH = """python producer/opensky_producer.py
spark-submit spark/streaming_pipeline.py
streamlit run dashboard/app.py"""


def show_banners(outlook: Outlook) -> None:
    """Show the origin of the traffic, and a notice when it is not up to date."""
    if sky := outlook.sky.value:
        show_origin(sky.picture)
    if outlook.producer.value and outlook.producer.value.at("ended"):
        st.info("The recording has ended; this is its last picture.", icon=":material/stop_circle:")
        return
    flights = outlook.freshness[0]
    if flights.state is OutputState.STALE:
        age = f"published {duration(flights.age_s)} ago" if flights.age_s is not None else "of unknown age"
        st.error(
            f"**This picture is stale:** {age}. The *Pipeline* page shows which part has stopped.",
            icon=":material/schedule:",
        )
    elif outlook.sky.problem:
        st.error(
            "**The newest picture could not be read;** the last good one is shown.", icon=":material/broken_image:"
        )
    elif flights.note:
        st.warning(f"**The age of this picture is unknown.** {flights.note}", icon=":material/schedule:")


def show_source_alerts(alerts: Sequence[ShownAlert], display: Display) -> None:
    """Show the warnings about sources among these open alerts; the others are in the list of alerts only."""
    for alert in alerts:
        if alert.icao24 is None and alert.matters:
            with st.container(key=f"source-{alert.id}", gap=None):
                title = f"**{_SOURCES.get(alert.kind, _SOURCE)}** since {display.clock(alert.since)}."
                st.warning(title, icon=":material/sensors_off:")
                st.text(f"{alert.about}: {alert.evidence}")


def show_origin(picture: FlightPicture) -> None:
    """Show a notice for simulated traffic, recorded traffic, and outputs of a newer version than this page's."""
    if picture.newer_version:
        st.warning(
            f"**Written by a newer version of Flightwatch:** the outputs have schema version {picture.newer_version},"
            f" this page reads version {SCHEMA_VERSION}. New fields are missing here, and others may be misread.",
            icon=":material/update:",
        )
    if picture.simulated:
        st.warning("**Simulated traffic — not real aircraft.**", icon=":material/science:")
    if picture.recorded:
        date = utc_date(picture.poll_time)
        st.warning(f"**Recorded traffic from {date}** — not what is in the air now.", icon=":material/history:")


def show_empty_state(outlook: Outlook) -> None:
    """Show, in place of the map, which process has not reported, and the commands that start it."""
    states = {freshness.name: freshness for freshness in outlook.freshness}
    producer, job, flights = states["Producer"], states["Streaming job"], states["Flights"]
    steps = (
        ("Producer", producer, "polls OpenSky or its local simulator and publishes to Kafka"),
        ("Streaming job", job, "reads Kafka and writes the picture shown here"),
    )
    with st.container(border=True, key="empty"):
        st.subheader("Waiting for the first picture of the sky")
        if flights.state is OutputState.UNREADABLE:
            st.write("The flights file cannot be read yet. This page tries again automatically.")
            st.text(flights.note)
        else:
            st.write("Nothing has been published in the output folder yet. This page checks again automatically.")
        items = [
            fill(
                _STEP,
                mark="✓" if freshness.state is OutputState.FRESH else "✕",
                name=f"{name}: {_REPORTED[freshness.state]}",
                words=does,
            )
            for name, freshness, does in steps
        ]
        st.html(f'<ul class="fw-steps">{"".join(items)}</ul>')
        everything, each = st.columns(2)
        everything.markdown("**Start everything** — broker, source, producer, streaming job and this page:")
        everything.code(_START_ALL, language="bash")
        each.markdown("**Or start each part in its own terminal**, with a broker and settings as in QUICKSTART.md:")
        each.code(_START_EACH, language="bash")
