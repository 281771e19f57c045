"""The figures of the sky, each with its change over the last minutes and how it went."""

import streamlit as st

from dashboard.drawing.texts import NOTHING, duration
from dashboard.reading.figures import FigureHistory, Progress, before, count_figures, records_per_s
from dashboard.reading.store import Outlook, Sky
from dashboard.viewing.display import Display

_COUNTS = (
    ("Aircraft now", "aircraft", "off", "Aircraft heard of lately, in the air or on the ground."),
    ("Airborne", "airborne", "off", "Those that are not on the ground."),
    ("Countries", "countries", "off", "Distinct countries of registration, not countries flown over."),
    ("Open alerts", "open_alerts", "inverse", "Events with a cause and evidence, acknowledged or not."),
    ("Flagged now", "flagged", "inverse", "Aircraft whose newest record a rule or the model finds unusual."),
)
_FEWEST_FOR_A_LINE = 3


def show_figures(sky: Sky, outlook: Outlook, history: FigureHistory, display: Display) -> None:
    """A card each; the changes are against the picture some five minutes before, by the data's own time."""
    poll_time = sky.picture.poll_time
    now = count_figures(
        sky.picture.flights, open_alerts=len(outlook.open_alerts), poll_time=poll_time, progress=_progress(outlook)
    )
    past = history.with_now(now)
    earlier = before(past)
    with st.container(horizontal=True, key="figures"):
        for label, name, colour, words in _COUNTS:
            value = getattr(now, name)
            delta = value - getattr(earlier, name) if earlier else None
            _card(
                label,
                f"{value:,}",
                f"{delta:,}" if delta else "no change" if earlier else "first picture",
                [getattr(figures, name) for figures in past],
                words,
                colour=colour if delta else "off",
                arrow="auto" if delta else "off",
                beside=f"in {duration(now.poll_time - earlier.poll_time)}" if earlier else None,
            )
        rates = records_per_s(past)
        _card(
            "Records per second",
            f"{rates[-1]:,.0f}" if rates else NOTHING,
            "taken by Spark" if rates else "after two pictures",
            rates,
            "New, repeated and rejected records that the streaming job took between the last two pictures.",
        )
        flights = outlook.freshness[0]
        _card(
            "Picture is",
            flights.state.value.capitalize(),
            f"{duration(flights.age_s)} old" if flights.age_s is not None else "age unknown",
            [delay for figures in past if (delay := figures.progress.append_to_publish_s) is not None],
            f"Fresh up to {duration(outlook.stale_limit_s)}. Poll of {display.date_and_clock(poll_time)}."
            " The line is how long records took from Kafka to the picture, in seconds.",
        )


def _progress(outlook: Outlook) -> Progress:
    status = outlook.status.value
    if status is None:
        return Progress()
    kinds = [status.number("records", kind) for kind in ("new", "duplicate", "rejected")]
    return Progress(
        at=status.published_at,
        records=None if None in kinds else sum(kinds),
        append_to_publish_s=status.number("append_to_publish_s"),
    )


def _card(
    label: str,
    value: str,
    delta: str,
    line: list[float],
    words: str,
    *,
    colour: str = "off",
    arrow: str = "off",
    beside: str | None = None,
) -> None:
    st.metric(
        label,
        value,
        delta,
        delta_color=colour,
        delta_arrow=arrow,
        delta_description=beside,
        chart_data=line if len(line) >= _FEWEST_FOR_A_LINE else None,
        border=True,
        height="stretch",  # those without a line yet are as high as those with one
        help=words,
    )
