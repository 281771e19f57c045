"""The inputs of the aircraft filter; every choice is kept in the page's address, so it can be shared."""

import pandas as pd
import streamlit as st

from dashboard.drawing.units import Units
from dashboard.map.component import seen_bounds
from dashboard.reading.flights import LONGEST_TEXT
from dashboard.sections.range_filter import EVERYTHING, Quantity, ask_for_everything, ask_range, asked_range
from dashboard.viewing.flight_filter import (
    ANYWHERE,
    CATEGORIES,
    IN_THE_AIR,
    NO_CATEGORY,
    ON_THE_GROUND,
    FlightFilter,
)

INSIDE_VIEW = "inside_view"
"""Key of the switch that makes the map report the bounds of its view."""

_ALTITUDE = Quantity("altitude", "Barometric altitude", highest=14_000, step=100)
_SPEED = Quantity("speed", "Ground speed", highest=350, step=5)
_RANGES = (_ALTITUDE, _SPEED)
_UNSET = {"search": "", "place": ANYWHERE, "country": [], "category": [], "flagged_only": False, INSIDE_VIEW: False}
"""By key, the values at which the other inputs filter nothing."""
_MOST_COUNTRIES = 50


def ask_filter(flights: pd.DataFrame, units: Units) -> FlightFilter:
    """Draw the inputs and return the filter."""
    count = _count_set()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        search = st.text_input(
            "Search callsign, ICAO 24, country or squawk",
            key="search",
            placeholder="e.g. DLH, 3c6444, Germany, 7700",
            bind="query-params",
        )
        with st.popover(
            f"Filters ({count})" if count else "Filters", icon=":material/filter_list:", key="more_filters"
        ):
            place = st.segmented_control(
                "Where",
                (ANYWHERE, IN_THE_AIR, ON_THE_GROUND),
                default=ANYWHERE,
                required=True,
                key="place",
                bind="query-params",
            )
            altitude_m = ask_range(_ALTITUDE, units.altitude_unit, per_unit=units.per_metre)
            speed_ms = ask_range(_SPEED, units.speed_unit, per_unit=units.per_ms)
            countries = st.multiselect(
                "Country of registration",
                sorted({*flights["origin_country"].dropna(), *_asked_countries()}),
                key="country",
                bind="query-params",
            )
            categories = st.multiselect(
                "Category", [*CATEGORIES.values(), NO_CATEGORY], key="category", bind="query-params"
            )
            flagged_only = st.toggle("Flagged only", key="flagged_only", bind="query-params")
            inside_view = st.toggle("Inside the map view only", key=INSIDE_VIEW, bind="query-params")
        if count:
            st.button("Clear filters", icon=":material/filter_list_off:", key="clear_filters", on_click=_clear)
    return FlightFilter(
        search=search or "",
        altitude_m=altitude_m,
        speed_ms=speed_ms,
        countries=tuple(countries),
        place=place or ANYWHERE,
        categories=tuple(categories),
        flagged_only=flagged_only,
        bounds=seen_bounds() if inside_view else None,
    )


def _count_set() -> int:
    """Count the inputs that filter something; before they are first drawn, the page's address holds their values."""
    state, address = st.session_state, st.query_params
    inputs = sum(bool(state.get(key, address.get(key, unset)) != unset) for key, unset in _UNSET.items())
    return inputs + sum(asked_range(quantity) != EVERYTHING for quantity in _RANGES)


def _clear() -> None:
    st.session_state.update(_UNSET)
    for quantity in _RANGES:
        ask_for_everything(quantity)


def _asked_countries() -> list[str]:
    """Return the chosen countries, initially from the page's address, including any without aircraft at the moment."""
    asked = st.session_state.get("country", st.query_params.get_all("country"))
    return [country for country in asked[:_MOST_COUNTRIES] if 0 < len(country) <= LONGEST_TEXT]
