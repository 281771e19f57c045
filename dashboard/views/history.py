"""The History page: days of flights, altitudes, places, routes, delays and alerts, from the warehouse."""

import time
from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from common.errors import FlightwatchError
from contracts.state_vector import RECORDED, SIMULATED
from dashboard.sections import history_cards as cards
from dashboard.sections.delays_card import show_delays
from dashboard.sections.history_card import HistoryCard, HistoryChoice
from dashboard.sections.notices import show_origin
from dashboard.viewing.display import Display
from dashboard.viewing.viewer import Viewer
from warehouse.reader import Days, Warehouse

USUAL_DAYS = 7
_NOTHING_YET = "**No history yet.** Either of these commands loads the Kafka topic through bronze and silver into gold:"
_COMMANDS = """make lake        # once: everything published so far
make airflow     # on a schedule, at localhost:8080"""


def show_history_page(viewer: Viewer, open_warehouse: Callable[[], Warehouse]) -> None:
    """Draw the page; when the warehouse fails, show its error message."""
    st.subheader("History", anchor=False)
    try:
        warehouse = open_warehouse()
        span, sources = warehouse.days(), warehouse.sources()
    except FlightwatchError as error:
        _show_origin_of_live(viewer)
        _show_error(error)
        return
    if span is None or not sources:
        _show_origin_of_live(viewer)
        _show_nothing_yet()
        return
    days, source = _ask_days_and_source(span, sources)
    _show_origin(source)
    try:
        with st.container(key="history"):
            _show_cards(HistoryChoice(warehouse, days, source), viewer.display)
    except FlightwatchError as error:
        _show_error(error)


def _show_origin_of_live(viewer: Viewer) -> None:
    """Show the origin of the live traffic, which is what a history would contain."""
    if sky := viewer.store.look(now=time.time()).sky.value:
        with st.container(key="notices"):
            show_origin(sky.picture)


def _show_error(error: FlightwatchError) -> None:
    st.error("**The history cannot be shown.**", icon=":material/database_off:")
    st.text(str(error))


def _show_nothing_yet() -> None:
    with st.container(border=True, key="history-empty"):
        st.markdown(_NOTHING_YET)
        st.code(_COMMANDS, language="bash")


def _ask_days_and_source(span: Days, sources: list[str]) -> tuple[Days, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="history-controls"):
        begin = max(span.first, span.last - timedelta(days=USUAL_DAYS - 1))
        chosen = st.date_input(
            "Days (UTC)", (begin, span.last), min_value=span.first, max_value=span.last, key="history-days"
        )
        source = st.selectbox("Traffic", sources, key="history-source", format_func=str.capitalize)
    first, last = (chosen[0], chosen[-1]) if isinstance(chosen, tuple) and chosen else (begin, span.last)
    return Days(first, last), str(source)


def _show_origin(source: str) -> None:
    with st.container(key="notices"):
        if source == SIMULATED:
            st.warning("**Simulated traffic — not real aircraft.**", icon=":material/science:")
        elif source == RECORDED:
            st.warning("**Recorded traffic**, counted on the days it was recorded.", icon=":material/history:")


def _show_cards(choice: HistoryChoice, display: Display) -> None:
    _show_figures(choice)
    _show_side_by_side(cards.AIRLINES, cards.ALTITUDES, choice, display)
    cards.show_heat(choice, display)
    cards.ROUTES.show(choice, display)
    _show_side_by_side(cards.AIRPORTS, cards.COUNTRIES, choice, display)
    show_delays(choice, display)
    _show_side_by_side(cards.ALERTS, cards.FLAGS, choice, display)
    cards.ALERT_TABLE.show(choice, display)


def _show_side_by_side(left: HistoryCard, right: HistoryCard, choice: HistoryChoice, display: Display) -> None:
    for column, card in zip(st.columns(2, gap="medium"), (left, right), strict=True):
        with column:
            card.show(choice, display)


def _show_figures(choice: HistoryChoice) -> None:
    days = (choice.days.last - choice.days.first).days + 1
    flown_h = float(choice.airlines["seconds"].sum()) / 3_600
    flags_words = "By the model or a rule; a record with several flags is counted once per flag."
    figures = (
        ("Days", f"{days:,}", "Selected days (UTC), with or without traffic."),
        ("Flights", f"{choice.countries['flights'].sum():,}", "Flights first seen on these days."),
        ("Airlines", f"{len(choice.airlines):,}", "Airlines, identified by the designator in the callsign."),
        ("Hours flown by airlines", f"{flown_h:,.0f}", "Only the time during which their flights were received."),
        ("Countries", f"{len(choice.countries):,}", "Countries of registration."),
        ("Alerts", f"{choice.alerts['alerts'].sum():,}", "Alerts opened on these days."),
        ("Flagged records", f"{choice.flags['records'].sum():,}", flags_words),
    )
    with st.container(horizontal=True, key="history-figures"):
        for label, value, words in figures:
            st.metric(label, value, border=True, help=words)
