"""Charts of the most recent windows, the countries and the airborne aircraft, each with its numbers as a table."""

import pandas as pd
import streamlit as st

from dashboard.drawing.density import CELLS, band_words, density_deck, least_of_bands
from dashboard.drawing.land_map import HEIGHT
from dashboard.drawing.palette import Palette
from dashboard.drawing.sky_charts import PLACE_COLOURS
from dashboard.drawing.units import Units
from dashboard.drawing.window_charts import open_window_words
from dashboard.reading.store import CountryTrend, Outlook, SharedSky
from dashboard.sections.chart_card import legend, show_chart, show_numbers
from dashboard.viewing.display import Display


def show_trends(outlook: Outlook, display: Display) -> None:
    """Draw two charts over time and one by country; each card shows any problem with its file."""
    counts, rates, by_country = st.columns(3, gap="medium")
    remarks = {freshness.name: freshness.remark for freshness in outlook.freshness}
    windows = outlook.windows.value.drawn_in(display.zone, display.units) if outlook.windows.value else None
    countries = outlook.countries.value
    with counts, st.container(border=True, key="flight-counts-card"):
        st.subheader("Distinct aircraft per 2-minute window")
        _show_problem(remarks["Windows"])
        if windows and _has_rows(windows.points):
            show_chart(windows.flight_counts, "flight-counts", "Distinct aircraft per window over time")
            _explain_open_window(windows.points)
            show_numbers(windows.points.drop(columns="avg_vertical_rate"), "flight-counts")
    with rates, st.container(border=True, key="vertical-rates-card"):
        title = f"Mean vertical rate, {display.units.climb_unit}"
        st.subheader(title)
        _show_problem(remarks["Windows"])
        if windows and _has_rows(windows.points):
            show_chart(windows.vertical_rates, "vertical-rates", f"{title}, per window over time")
            _explain_open_window(windows.points)
            show_numbers(windows.points.drop(columns="flight_count"), "vertical-rates")
    with by_country, st.container(border=True, key="countries-card"):
        st.subheader("Countries of registration")
        _show_problem(remarks["Countries"])
        if countries and _has_rows(countries.bars):
            st.html(_legend(countries))
            show_chart(countries.figure, "countries", "Aircraft by country of registration")
            st.caption(_count_words(countries))
            show_numbers(countries.bars, "countries")


def show_distributions(sky: SharedSky, units: Units) -> None:
    """Draw how the altitudes and ground speeds of airborne aircraft are distributed."""
    altitude, speed = (
        sky.distribution("baro_altitude", scale=units.per_metre, step=units.altitude_band, unit=units.altitude_unit),
        sky.distribution("velocity", scale=units.per_ms, step=units.speed_band, unit=units.speed_unit),
    )
    shown = (
        ("Altitude", "altitudes", units.altitude_unit, altitude),
        ("Ground speed", "speeds", units.speed_unit, speed),
    )
    for place, (title, key, unit, drawn) in zip(st.columns(2, gap="medium"), shown, strict=True):
        with place, st.container(border=True, key=f"{key}-card"):
            st.subheader(f"{title} of airborne aircraft, {unit}")
            if drawn.bands.empty:
                st.write(f"No airborne aircraft reports its {title.lower()}.")
                continue
            show_chart(drawn.figure, key, f"Aircraft in the air by {title.lower()}, {unit}")
            show_numbers(drawn.bands, key)


def show_density(sky: SharedSky, palette: Palette) -> None:
    """Draw a map of the number of aircraft over each cell of the H3 grid."""
    with st.container(border=True, key="density-card"):
        with st.container(horizontal=True, vertical_alignment="center", key="density-head"):
            st.subheader("Where the aircraft are")
            size = st.segmented_control(
                "Cells", tuple(CELLS), default="Coarse", required=True, key="cells", bind="query-params"
            )
        cells = sky.density(resolution=CELLS[size or "Coarse"])
        st.pydeck_chart(
            density_deck(cells, palette),
            height=HEIGHT,
            key="density",
            alt="Map of how many aircraft are over each cell; the same numbers are in the table below it",
        )
        with st.container():
            if not cells.empty:
                fullest = cells["aircraft"][0]
                st.html(_density_legend(int(cells["aircraft"].max()), palette))
                st.caption(f"{len(cells):,} cells of the H3 grid have aircraft; the fullest has {fullest:,}.")
        show_numbers(cells, "density")


def _count_words(countries: CountryTrend) -> str:
    drawn = countries.bars["country"].nunique()
    if drawn < countries.known:
        return f"The {drawn} countries with the most aircraft, out of {countries.known:,}."
    return "All countries."


def _density_legend(most: int, palette: Palette) -> str:
    words = band_words(least_of_bands(most, bands=len(palette.bands)), most)
    return legend({band: colour for band, colour in zip(words, palette.bands, strict=True) if band})


def _legend(countries: CountryTrend) -> str:
    places = set(countries.bars["where"])
    return legend({where: colour for where, colour in PLACE_COLOURS.items() if where in places})


def _show_problem(remark: str | None) -> None:
    """Write a remark, if any, without moving what follows: Streamlit would draw a moved chart anew, as a flicker."""
    with st.container():
        if remark:
            st.text(remark)


def _has_rows(rows: pd.DataFrame) -> bool:
    """Return whether there is anything to draw; otherwise also write that there is no data yet."""
    if rows.empty:
        st.write("No data yet.")
    return not rows.empty


def _explain_open_window(points: pd.DataFrame) -> None:
    st.caption(open_window_words(points) or "All windows shown are final.")
