"""The card of delays by airline and by airport."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from contracts.state_vector import SIMULATED
from dashboard.sections.history_card import Bars, HistoryCard, HistoryChoice
from dashboard.viewing.display import Display
from warehouse.history_queries import delays_by_airline, delays_by_airport

_MOVEMENTS = {"Departures": "departure", "Arrivals": "arrival"}


def show_delays(choice: HistoryChoice, display: Display) -> None:
    """Draw the mean delays by airline and by airport; only simulated traffic is shown with simulated schedules."""
    is_simulated = choice.source == SIMULATED
    sources = [source for source in choice.warehouse.schedule_sources() if (source == SIMULATED) == is_simulated]
    with st.container(border=True, key="history-delays-card"):
        st.subheader("Delays, minutes", anchor=False)
        if not sources:
            st.write("No schedules yet. Fetch them from AviationStack with `python -m etl schedules`.")
            return
        airlines, airports = st.columns(2, gap="medium")
        with airlines:
            rows = partial(_airline_delays, schedule_source=sources[0])
            _delay_bars("airline", rows).show_rows(choice, display)
        with airports:
            movement = st.segmented_control(
                "Movements", tuple(_MOVEMENTS), default="Departures", required=True, key="history-movement"
            )
            rows = partial(_airport_delays, schedule_source=sources[0], movement=_MOVEMENTS[movement or "Departures"])
            _delay_bars("airport", rows).show_rows(choice, display)


def _airline_delays(choice: HistoryChoice, *, schedule_source: str) -> pd.DataFrame:
    return delays_by_airline(choice.warehouse, choice.days, schedule_source)


def _airport_delays(choice: HistoryChoice, *, schedule_source: str, movement: str) -> pd.DataFrame:
    return delays_by_airport(choice.warehouse, choice.days, schedule_source, movement=movement)


def _delay_bars(column: str, rows: Callable[[HistoryChoice], pd.DataFrame]) -> HistoryCard:
    """Return a card with a bar for each `column`: airline or airport."""
    return HistoryCard(
        key=f"history-{column}-delays",
        title="",
        empty=f"No {column} has both scheduled and actual times.",
        rows=rows,
        drawn=lambda delays: delays[delays["timed"] > 0],
        draw=Bars(
            f"Mean delay by {column}, minutes",
            names=("name", column),
            value=lambda delays: delays["mean_delay_min"].round(1),
            words=lambda row: (
                f"{row.mean_delay_min:+,.1f} min on average, {row.late:,} of {row.timed:,} late,"
                f" {row.cancelled:,} cancelled"
            ),
        ),
        caption=f"The {column}s with the most flights. Late means 15 minutes or more.",
    )
