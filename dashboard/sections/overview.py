"""The cards of key figures, each with its change over the last few minutes and a line of its history."""

from typing import Literal

import streamlit as st

from dashboard.drawing.texts import NOTHING, duration
from dashboard.reading.figures import FigureHistory, Progress, before, count_figures, records_per_s
from dashboard.reading.store import Outlook, SharedSky
from dashboard.viewing.display import Display

_COUNTS: tuple[tuple[str, str, Literal["off", "inverse"], str], ...] = (
    ("Aircraft now", "aircraft", "off", "Aircraft with recent contact, in the air or on the ground."),
    ("Airborne", "airborne", "off", "Aircraft not on the ground."),
    ("Countries", "countries", "off", "Distinct countries of registration, not countries flown over."),
    ("Open alerts", "open_alerts", "inverse", "Unresolved alerts, each with its evidence; includes acknowledged ones."),
    ("Flagged now", "flagged", "inverse", "Aircraft whose newest record is flagged by a rule or the model."),
)
_RECORD_KINDS = ("new", "duplicate", "rejected")
_FEWEST_FOR_A_LINE = 3


def show_figures(sky: SharedSky, outlook: Outlook, history: FigureHistory, display: Display) -> None:
    """Draw a card per figure, with its change since the picture some five minutes earlier, in the data's own time."""
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
            "Records/s",
            f"{rates[-1]:,.0f}" if rates else NOTHING,
            "by the streaming job" if rates else "needs two pictures",
            rates,
            "New, duplicate and rejected records that the streaming job read between the last two pictures.",
        )
        flights = outlook.freshness[0]
        _card(
            "Picture",
            flights.state.value.capitalize(),
            f"{duration(flights.age_s)} old" if flights.age_s is not None else "age unknown",
            [delay for figures in past if (delay := figures.progress.append_to_publish_s) is not None],
            f"Fresh if at most {duration(outlook.stale_limit_s)} old. Polled at {display.date_and_clock(poll_time)}."
            " The line shows the latency from Kafka to the picture, in seconds.",
        )


def _progress(outlook: Outlook) -> Progress:
    status = outlook.status.value
    if status is None:
        return Progress()
    counts = [count for kind in _RECORD_KINDS if (count := status.number("records", kind)) is not None]
    return Progress(
        at=status.published_at,
        records=sum(counts) if len(counts) == len(_RECORD_KINDS) else None,
        append_to_publish_s=status.number("append_to_publish_s"),
    )


def _card(
    label: str,
    value: str,
    delta: str,
    line: list[float],
    words: str,
    *,
    colour: Literal["off", "inverse"] = "off",
    arrow: Literal["off", "auto"] = "off",
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
        height="stretch",  # a card without a line is then as high as one with a line
        help=words,
    )
