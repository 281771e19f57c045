"""Charts of the last windows, the countries and what is in the air, each with its numbers as a table."""

import pandas as pd
import streamlit as st

from dashboard.drawing.charts import PLACE_COLOURS, open_window_words
from dashboard.drawing.density import CELLS, HEIGHT, density_deck, least_of_bands
from dashboard.drawing.palette import Palette
from dashboard.drawing.units import Units
from dashboard.reading.store import CountryTrend, Outlook, Sky
from dashboard.sections.chart_card import legend, show_chart, show_numbers
from dashboard.viewing.display import Display


def show_trends(outlook: Outlook, display: Display) -> None:
    """Two charts over time and one by country; each says what its file lacks."""
    counts, rates, by_country = st.columns(3, gap="medium")
    remarks = {freshness.name: freshness.remark for freshness in outlook.freshness}
    windows = outlook.windows.value.drawn_in(display.zone, display.units) if outlook.windows.value else None
    countries = outlook.countries.value
    with counts, st.container(border=True, key="flight-counts-card"):
        st.subheader("Aircraft per 2 minutes")
        if _has_rows(windows and windows.points, remarks["Windows"]):
            show_chart(windows.flight_counts, "flight-counts", "Distinct aircraft per window over time")
            _explain_open_window(windows.points)
            show_numbers(windows.points.drop(columns="avg_vertical_rate"), "flight-counts")
    with rates, st.container(border=True, key="vertical-rates-card"):
        title = f"Mean vertical rate, {display.units.climb_unit}"
        st.subheader(title)
        if _has_rows(windows and windows.points, remarks["Windows"]):
            show_chart(windows.vertical_rates, "vertical-rates", f"{title}, per window over time")
            _explain_open_window(windows.points)
            show_numbers(windows.points.drop(columns="flight_count"), "vertical-rates")
    with by_country, st.container(border=True, key="countries-card"):
        st.subheader("Countries of registration")
        if _has_rows(countries and countries.bars, remarks["Countries"]):
            st.html(_legend(countries))
            show_chart(countries.figure, "countries", "Aircraft by country of registration")
            st.caption(_count_words(countries))
            show_numbers(countries.bars, "countries")


def show_distributions(sky: Sky, units: Units) -> None:
    """How high and how fast those in the air are."""
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
            st.subheader(f"{title} of those in the air, {unit}")
            if drawn.bands.empty:
                st.write("None in the air says it.")
                continue
            show_chart(drawn.figure, key, f"Aircraft in the air by {title.lower()}, {unit}")
            show_numbers(drawn.bands, key)


def show_density(sky: Sky, palette: Palette) -> None:
    """How many aircraft are over each cell of the H3 grid."""
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
        if not cells.empty:
            st.html(_density_legend(int(cells["aircraft"].max()), palette))
            st.caption(f"{len(cells):,} cells of the H3 grid have aircraft; the fullest has {cells['aircraft'][0]:,}.")
        show_numbers(cells, "density")


def _count_words(countries: CountryTrend) -> str:
    drawn = countries.bars["country"].nunique()
    return f"The first {drawn} of {countries.known:,} countries." if drawn < countries.known else "All countries."


def _density_legend(most: int, palette: Palette) -> str:
    least = dict(zip(least_of_bands(most, bands=len(palette.bands)), palette.bands, strict=True))  # the last of equals
    return legend({f"from {count:,}": colour for count, colour in least.items()})


def _legend(countries: CountryTrend) -> str:
    places = set(countries.bars["where"])
    return legend({where: colour for where, colour in PLACE_COLOURS.items() if where in places})


def _has_rows(rows: pd.DataFrame | None, remark: str | None) -> bool:
    """Say what the file of these rows lacks, and whether it has some."""
    if remark:
        st.text(remark)
    elif rows.empty:
        st.write("None counted yet.")
    return rows is not None and not rows.empty


def _explain_open_window(points: pd.DataFrame) -> None:
    st.caption(open_window_words(points) or "Every window shown is closed.")
