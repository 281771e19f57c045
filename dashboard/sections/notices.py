"""What a viewer must know before looking: traffic that isn't real, a picture that is old, parts that don't run."""

import streamlit as st

from contracts.state_vector import SCHEMA_VERSION
from dashboard.drawing.markup import fill
from dashboard.drawing.texts import duration, utc_date
from dashboard.reading.flights import FlightPicture
from dashboard.reading.freshness import State
from dashboard.reading.store import Outlook

_STEP = '<li class="fw-step"><span class="fw-step-mark">{mark}</span><div><b>{name}</b><br>{words}</div></li>'
_START_ALL = """make run"""
_START_EACH = """python producer/opensky_producer.py
spark-submit spark/streaming_pipeline.py
streamlit run dashboard/app.py"""


def show_banners(outlook: Outlook) -> None:
    """Say whose traffic it is, and that it is no longer up to date."""
    if sky := outlook.sky.value:
        show_origin(sky.picture)
    if outlook.producer.value and outlook.producer.value.at("ended"):
        st.info("The recording has ended; this is its last picture.", icon=":material/stop_circle:")
        return
    flights = outlook.freshness[0]
    if flights.state is State.STALE:
        age = f"published {duration(flights.age_s)} ago" if flights.age_s is not None else "of unknown age"
        st.error(
            f"**This picture is stale:** {age}. The page *Pipeline* shows which part has stopped.",
            icon=":material/schedule:",
        )
    elif outlook.sky.problem:
        st.error(
            "**The newest picture could not be read;** the last good one is shown.", icon=":material/broken_image:"
        )
    elif flights.note:
        st.warning(f"**How old this picture is cannot be told.** {flights.note}", icon=":material/schedule:")


def show_origin(picture: FlightPicture) -> None:
    """Say of traffic that isn't real, or isn't of now, that it is so; and of outputs that this page is too old for."""
    if picture.newer_version:
        st.warning(
            f"**Written by a newer version of Flightwatch:** these outputs are of version {picture.newer_version}, this"
            f" page knows {SCHEMA_VERSION}. What is new in them is missing here, and some of the rest may be misread.",
            icon=":material/update:",
        )
    if picture.simulated:
        st.warning("**Simulated traffic — not real aircraft.**", icon=":material/science:")
    if picture.recorded:
        date = utc_date(picture.poll_time)
        st.warning(f"**Recorded traffic of {date}** — not what is in the air now.", icon=":material/history:")


def show_empty_state(outlook: Outlook) -> None:
    """Instead of a map: which part has not been heard of, and the command that starts it."""
    states = {freshness.name: freshness for freshness in outlook.freshness}
    producer, job, flights = states["Producer"], states["Streaming job"], states["Flights"]
    steps = (
        ("Producer", producer, "asks OpenSky, or its local stand-in, and publishes to Kafka"),
        ("Spark job", job, "reads Kafka and writes the picture shown here"),
    )
    with st.container(border=True, key="empty"):
        st.subheader("Waiting for the first picture of the sky")
        if flights.state is State.UNREADABLE:
            st.write("There is a file of flights, but it cannot be read yet. This page tries again by itself.")
            st.text(flights.note)
        else:
            st.write("Nothing has been published in the output folder yet. This page looks again by itself.")
        items = [
            fill(
                _STEP,
                mark="✓" if freshness.state is State.FRESH else "✕",
                name=f"{name}: {_heard(freshness.state)}",
                words=does,
            )
            for name, freshness, does in steps
        ]
        st.html(f'<ul class="fw-steps">{"".join(items)}</ul>')
        everything, each = st.columns(2)
        everything.markdown("**Start everything** — broker, source, producer, Spark and this page:")
        everything.code(_START_ALL, language="bash")
        each.markdown("**Or each part in a terminal of its own**, with a broker and settings as in QUICKSTART.md:")
        each.code(_START_EACH, language="bash")


def _heard(state: State) -> str:
    return {
        State.FRESH: "running",
        State.STALE: "has stopped, or is waiting",
        State.AHEAD: "its clock is ahead of this page's",
        State.MISSING: "not heard of yet",
        State.UNREADABLE: "its file cannot be read",
    }[state]
