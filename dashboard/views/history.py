"""What the batch side keeps: days of flights, altitudes, places, routes, delays and alerts, from the warehouse."""

import time
from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import streamlit as st

from common.errors import FlightwatchError
from contracts.state_vector import RECORDED, SIMULATED
from dashboard.drawing.density import HEIGHT, density_deck, with_middles
from dashboard.drawing.history_charts import (
    KIND_COLOURS,
    MOST_BARS,
    alerts_figure,
    altitude_figure,
    bar_figure,
    fold_kinds,
)
from dashboard.drawing.route_map import route_deck
from dashboard.drawing.texts import moment_of
from dashboard.sections.chart_card import legend, show_chart, show_numbers
from dashboard.sections.notices import show_origin
from dashboard.viewing.viewer import Viewer
from warehouse.history_queries import (
    alert_history,
    alerts_by_day,
    altitude_trends,
    busiest_airports,
    busiest_routes,
    delays_by_airline,
    delays_by_airport,
    flags_by_day,
    flights_by_airline,
    heat_of_hour,
    traffic_by_country,
    traffic_by_hour,
)
from warehouse.reader import Days, Warehouse

USUAL_DAYS = 7
MOST_ROUTES = 40
MOST_AIRPORTS = 25
MOST_ALERTS = 500
_NOTHING_YET = """**No history yet.** The batch side takes what is in the topic through bronze and silver to gold:"""
_COMMANDS = """make lake        # once: what is new until now
make airflow     # by schedule, at localhost:8080"""
_MOVEMENTS = {"Departures": "departure", "Arrivals": "arrival"}


def show_history_page(viewer: Viewer, open_warehouse: Callable[[], Warehouse]) -> None:
    """Draw the page; what the warehouse cannot answer is said in its own words."""
    st.subheader("History", anchor=False)
    try:
        warehouse = open_warehouse()
        span, sources = warehouse.days(), warehouse.sources()
    except FlightwatchError as error:
        _show_origin_of_now(viewer)
        _show_no_answer(error)
        return
    if span is None or not sources:
        _show_origin_of_now(viewer)
        _show_nothing_yet()
        return
    days, source = _ask_what(span, sources)
    _show_origin(source)
    try:
        with st.container(key="history"):
            _show(viewer, warehouse, days, source)
    except FlightwatchError as error:
        _show_no_answer(error)


def _show_origin_of_now(viewer: Viewer) -> None:
    """Where no history says whose it is: what it would be made of is the traffic that there is now."""
    if sky := viewer.store.look(now=time.time()).sky.value:
        with st.container(key="notices"):
            show_origin(sky.picture)


def _show_no_answer(error: FlightwatchError) -> None:
    st.error("**The warehouse does not answer this.**", icon=":material/database_off:")
    st.text(str(error))


def _show_nothing_yet() -> None:
    with st.container(border=True, key="history-empty"):
        st.markdown(_NOTHING_YET)
        st.code(_COMMANDS, language="bash")


def _ask_what(span: Days, sources: list[str]) -> tuple[Days, str]:
    """The days and the source that the viewer wants to see."""
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


def _show(viewer: Viewer, warehouse: Warehouse, days: Days, source: str) -> None:
    airlines = flights_by_airline(warehouse, days, source)
    countries = traffic_by_country(warehouse, days, source)
    alerts = alerts_by_day(warehouse, days, source)
    flags = flags_by_day(warehouse, days, source)
    _show_figures(days, airlines, countries, alerts, flags)
    left, right = st.columns(2, gap="medium")
    with left:
        _show_airlines(airlines)
    with right:
        _show_altitudes(viewer, altitude_trends(warehouse, days, source))
    _show_heat(viewer, warehouse, days, source)
    _show_routes(viewer, busiest_routes(warehouse, days, source, most=MOST_ROUTES))
    left, right = st.columns(2, gap="medium")
    with left:
        _show_airports(busiest_airports(warehouse, days, source, most=MOST_AIRPORTS))
    with right:
        _show_countries(countries)
    _show_delays(warehouse, days, source)
    left, right = st.columns(2, gap="medium")
    with left:
        _show_alerts(alerts)
    with right:
        _show_flags(flags)
    _show_alert_table(viewer, alert_history(warehouse, days, source, most=MOST_ALERTS))


def _show_figures(
    days: Days, airlines: pd.DataFrame, countries: pd.DataFrame, alerts: pd.DataFrame, flags: pd.DataFrame
) -> None:
    flown = float(airlines["seconds"].sum()) / 3_600
    figures = (
        (
            "Days",
            f"{(days.last - days.first).days + 1:,}",
            "Days chosen (UTC), whether or not there is traffic in them.",
        ),
        ("Flights", f"{countries['flights'].sum():,}", "Flights first seen on these days."),
        ("Airlines", f"{len(airlines):,}", "Airlines by the designator in the callsign."),
        ("Hours flown by airlines", f"{flown:,.0f}", "As far as their flights were seen."),
        ("Countries", f"{len(countries):,}", "Countries of registration."),
        ("Alerts", f"{alerts['alerts'].sum():,}", "Alerts opened on these days."),
        ("Flagged records", f"{flags['records'].sum():,}", "By the model or a rule; a record may count for several."),
    )
    with st.container(horizontal=True, key="history-figures"):
        for label, value, words in figures:
            st.metric(label, value, border=True, help=words)


def _show_airlines(airlines: pd.DataFrame) -> None:
    with st.container(border=True, key="history-airlines-card"):
        st.subheader("Flights by airline", anchor=False)
        if airlines.empty:
            st.write("No flight with an airline's callsign.")
            return
        shown = airlines.head(MOST_BARS)
        words = [
            f"{row.flights:,} flights, {row.seconds / 3_600:,.0f} h, {row.distance_m / 1_000:,.0f} km"
            for row in shown.itertuples()
        ]
        figure = bar_figure(shown["name"].fillna(shown["airline"]), shown["flights"], words)
        show_chart(figure, "history-airlines", "Flights by airline")
        show_numbers(airlines, "history-airlines")


def _show_altitudes(viewer: Viewer, hours: pd.DataFrame) -> None:
    units = viewer.display.units
    with st.container(border=True, key="history-altitudes-card"):
        st.subheader(f"Altitudes by hour (UTC), {units.altitude_unit}", anchor=False)
        if hours.empty:
            st.write("Nothing in the air told its altitude.")
            return
        show_chart(altitude_figure(hours, units), "history-altitudes", "Median and range of altitudes by hour")
        st.caption("The line is the median, the band holds 80 % of what was in the air.")
        show_numbers(hours, "history-altitudes")


def _show_heat(viewer: Viewer, warehouse: Warehouse, days: Days, source: str) -> None:
    by_hour = traffic_by_hour(warehouse, days, source)
    hours = by_hour["hour"].astype(int).tolist()
    with st.container(border=True, key="history-heat-card"):
        st.subheader("Where the traffic is, by hour of the day (UTC)", anchor=False)
        if not hours:
            st.write("Nothing was in the air.")
            return
        busiest = int(by_hour.loc[by_hour["aircraft"].idxmax(), "hour"])
        hour = st.select_slider("Hour", hours, value=busiest, format_func="{:02d}:00".format, key="history-hour")
        cells = heat_of_hour(warehouse, days, source, hour=int(hour))
        rounded = with_middles(cells.assign(aircraft=cells["aircraft"].round(1)))
        st.pydeck_chart(
            density_deck(rounded, viewer.display.palette, least_pixels=2),
            height=HEIGHT,
            key="history-heat",
            alt="Map of how many aircraft were over each cell in the hour; the numbers are in the table below it",
        )
        st.caption(
            f"{len(cells):,} cells of the H3 grid, resolution 4; distinct aircraft in the hour, mean of the days."
        )
        show_numbers(rounded, "history-heat")


def _show_routes(viewer: Viewer, routes: pd.DataFrame) -> None:
    with st.container(border=True, key="history-routes-card"):
        st.subheader("Busiest routes", anchor=False)
        if routes.empty:
            st.write("No flight was seen from one airport to another.")
            return
        st.pydeck_chart(
            route_deck(routes, viewer.display.palette),
            height=HEIGHT,
            key="history-routes",
            alt="Map of the routes of most flights; the numbers are in the table below it",
        )
        st.caption(
            f"The {len(routes):,} routes of most flights, wider where more flew. Airports are estimated from where a"
            " flight was first and last seen."
        )
        show_numbers(routes[["departure_airport", "departure_name", "arrival_airport", "arrival_name", "flights",
                             "typical_seconds"]], "history-routes")  # fmt: skip


def _show_airports(airports: pd.DataFrame) -> None:
    with st.container(border=True, key="history-airports-card"):
        st.subheader("Busiest airports", anchor=False)
        if airports.empty:
            st.write("No take-off or landing was seen.")
            return
        shown = airports.head(MOST_BARS)
        words = [f"{row.departures:,} departures, {row.arrivals:,} arrivals" for row in shown.itertuples()]
        movements = shown["departures"] + shown["arrivals"]
        show_chart(
            bar_figure(shown["name"].fillna(shown["airport"]), movements, words),
            "history-airports",
            "Movements by airport",
        )
        show_numbers(airports[["airport", "name", "departures", "arrivals"]], "history-airports")


def _show_countries(countries: pd.DataFrame) -> None:
    with st.container(border=True, key="history-countries-card"):
        st.subheader("Flights by country of registration", anchor=False)
        shown = countries[countries["flights"] > 0].head(MOST_BARS)
        if shown.empty:
            st.write("No flight was seen.")
            return
        words = [f"{row.flights:,} flights, up to {row.most_aircraft:,} aircraft a day" for row in shown.itertuples()]
        show_chart(
            bar_figure(shown["origin_country"], shown["flights"], words), "history-countries", "Flights by country"
        )
        show_numbers(countries, "history-countries")


def _show_delays(warehouse: Warehouse, days: Days, source: str) -> None:
    told_by = [each for each in warehouse.schedule_sources() if (each == SIMULATED) == (source == SIMULATED)]
    with st.container(border=True, key="history-delays-card"):
        st.subheader("Delays, minutes", anchor=False)
        if not told_by:
            st.write("No schedules: they come from AviationStack (`python -m etl schedules`).")
            return
        airlines, airports = st.columns(2, gap="medium")
        with airlines:
            _show_delay_bars(delays_by_airline(warehouse, days, told_by[0]), "airline", "history-airline-delays")
        with airports:
            movement = st.segmented_control(
                "Of", tuple(_MOVEMENTS), default="Departures", required=True, key="history-movement"
            )
            rows = delays_by_airport(warehouse, days, told_by[0], movement=_MOVEMENTS[movement or "Departures"])
            _show_delay_bars(rows, "airport", "history-airport-delays")


def _show_delay_bars(rows: pd.DataFrame, column: str, key: str) -> None:
    timed = rows[rows["timed"] > 0].head(MOST_BARS)
    if timed.empty:
        st.write(f"Of no {column} both scheduled and actual times are known.")
        return
    words = [
        f"{row.mean_delay_min:+,.1f} min on average, {row.late:,} of {row.timed:,} late, {row.cancelled:,} cancelled"
        for row in timed.itertuples()
    ]
    figure = bar_figure(timed["name"].fillna(timed[column]), timed["mean_delay_min"].round(1), words)
    show_chart(figure, key, f"Mean delay by {column}, minutes")
    st.caption(f"The {column}s of most flights; late is 15 minutes or more.")
    show_numbers(rows, key)


def _show_alerts(alerts: pd.DataFrame) -> None:
    with st.container(border=True, key="history-alerts-card"):
        st.subheader("Alerts opened, by day", anchor=False)
        if alerts.empty:
            st.write("No alert on these days.")
            return
        counts = fold_kinds(alerts)
        colours = dict(zip(dict.fromkeys(counts["kind"]), KIND_COLOURS, strict=False))
        st.html(legend({kind.replace("_", " "): colour for kind, colour in colours.items()}))
        show_chart(alerts_figure(counts, colours), "history-alerts", "Alerts by day and kind")
        show_numbers(alerts, "history-alerts")


def _show_flags(flags: pd.DataFrame) -> None:
    with st.container(border=True, key="history-flags-card"):
        st.subheader("Flagged records", anchor=False)
        if flags.empty:
            st.write("No record was flagged on these days.")
            return
        totals = flags.groupby("flag")["records"].sum().sort_values(ascending=False).reset_index()
        words = [f"{row.records:,} records" for row in totals.itertuples()]
        figure = bar_figure(totals["flag"].str.replace("_", " "), totals["records"], words)
        show_chart(figure, "history-flags", "Flagged records by flag")
        show_numbers(flags, "history-flags")


def _show_alert_table(viewer: Viewer, alerts: pd.DataFrame) -> None:
    with st.container(border=True, key="history-alert-table-card"):
        st.subheader("Alerts", anchor=False)
        if alerts.empty:
            st.write("No alert on these days.")
            return
        opened = [moment_of(since).astimezone(viewer.display.zone) for since in alerts["since"].astype(float)]
        table = alerts[["severity", "kind", "callsign", "icao24", "origin_country", "evidence"]]
        table.insert(0, "opened", [f"{moment:%Y-%m-%d %H:%M:%S %Z}" for moment in opened])
        st.dataframe(table, hide_index=True, height=360, key="history-alert-table")
        if len(alerts) == MOST_ALERTS:
            st.caption(f"The newest {MOST_ALERTS:,}; ask for fewer days to see others.")
