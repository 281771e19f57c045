"""The figures of the sky, each with its change over the last minutes."""

import streamlit as st

from dashboard.figures import FigureHistory, count_figures
from dashboard.store import Outlook, Sky
from dashboard.texts import duration, utc_moment


def show_figures(sky: Sky, outlook: Outlook, history: FigureHistory) -> None:
    """Six cards; the changes are against the picture some five minutes before, by the data's own time."""
    now = count_figures(sky.picture.flights, open_alerts=len(outlook.open_alerts), poll_time=sky.picture.poll_time)
    before = history.compare(now)
    span = f"in {duration(now.poll_time - before.poll_time)}" if before else None
    cards = (
        ("Aircraft now", "aircraft", "off", "Aircraft heard of lately, in the air or on the ground."),
        ("Airborne", "airborne", "off", "Those that are not on the ground."),
        ("Countries", "countries", "off", "Distinct countries of registration, not countries flown over."),
        ("Open alerts", "open_alerts", "inverse", "Events with a cause and evidence, acknowledged or not."),
        ("Flagged now", "flagged", "inverse", "Aircraft whose newest record a rule or the model finds unusual."),
    )
    with st.container(horizontal=True, key="figures"):
        for label, name, colour, words in cards:
            value = getattr(now, name)
            delta = value - getattr(before, name) if before else None
            st.metric(
                label,
                f"{value:,}",
                f"{delta:,}" if delta else "no change" if before else "first picture",
                delta_color=colour if delta else "off",
                delta_arrow="auto" if delta else "off",
                delta_description=span,
                border=True,
                help=words,
            )
        flights = outlook.freshness[0]
        st.metric(
            "Picture is",
            flights.state.value.capitalize(),
            f"{duration(flights.age_s)} old" if flights.age_s is not None else "age unknown",
            delta_color="off",
            delta_arrow="off",
            border=True,
            help=f"Fresh up to {duration(outlook.stale_limit_s)}. Poll of {utc_moment(sky.picture.poll_time)}.",
        )
