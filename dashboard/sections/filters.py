"""What the viewer filters by; every choice is in the page's address, so that it can be shared."""

import pandas as pd
import streamlit as st

from dashboard.flight_filter import ANYWHERE, CATEGORIES, IN_THE_AIR, NO_CATEGORY, ON_THE_GROUND, FlightFilter
from dashboard.units import Units

_HIGHEST_M, _FASTEST_MS = 14_000, 350


def ask_filter(flights: pd.DataFrame, units: Units) -> FlightFilter:
    """Draw the inputs and return what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        search = st.text_input(
            "Search callsign, ICAO 24, country or squawk",
            key="search",
            placeholder="e.g. DLH, 3c6444, Germany, 7700",
            bind="query-params",
        )
        with st.popover("Filters", icon=":material/filter_list:", key="more_filters"):
            place = st.segmented_control(
                "Where",
                (ANYWHERE, IN_THE_AIR, ON_THE_GROUND),
                default=ANYWHERE,
                required=True,
                key="place",
                bind="query-params",
            )
            altitude = st.slider(
                f"Barometric altitude, {units.altitude_unit}",
                0,
                _rounded(_HIGHEST_M * units.per_metre, 500),
                (0, _rounded(_HIGHEST_M * units.per_metre, 500)),
                step=500,
                key=f"altitude_{units.altitude_unit}",
            )
            speed = st.slider(
                f"Ground speed, {units.speed_unit}",
                0,
                _rounded(_FASTEST_MS * units.per_ms, 10),
                (0, _rounded(_FASTEST_MS * units.per_ms, 10)),
                step=10,
                key=f"speed_{units.speed_unit}",
            )
            countries = st.multiselect(
                "Country of registration",
                sorted(flights["origin_country"].dropna().unique()),
                key="country",
                bind="query-params",
            )
            categories = st.multiselect(
                "Category", [*CATEGORIES.values(), NO_CATEGORY], key="category", bind="query-params"
            )
            flagged_only = st.toggle("Flagged only", key="flagged_only", bind="query-params")
            inside_view = st.toggle("Inside the map's view only", key="inside_view", bind="query-params")
    return FlightFilter(
        search=search or "",
        altitude_m=_limits(altitude, _rounded(_HIGHEST_M * units.per_metre, 500), units.per_metre),
        speed_ms=_limits(speed, _rounded(_FASTEST_MS * units.per_ms, 10), units.per_ms),
        countries=tuple(countries),
        place=place or ANYWHERE,
        categories=tuple(categories),
        flagged_only=flagged_only,
        bounds=_bounds() if inside_view else None,
    )


def _bounds() -> tuple[float, float, float, float] | None:
    """What the map said last of where it looks."""
    said = st.session_state.get("sky_map")
    bounds = said.get("bounds") if said else None
    return tuple(bounds) if bounds else None


def _rounded(value: float, step: int) -> int:
    return round(value / step) * step


def _limits(chosen: tuple[int, int], highest: int, per_unit: float) -> tuple[float, float] | None:
    """The range in metres or metres per second; None when it is not narrowed, an open end where it is at its end."""
    low, high = chosen
    if (low, high) == (0, highest):
        return None
    return (low / per_unit if low else float("-inf"), high / per_unit if high < highest else float("inf"))
