"""The cards of the History page."""

import pandas as pd
import streamlit as st

from dashboard.drawing.density import density_deck, with_centres
from dashboard.drawing.history_charts import KIND_COLOURS, alerts_figure, altitude_figure, fold_kinds
from dashboard.drawing.land_map import HEIGHT
from dashboard.drawing.route_map import route_deck
from dashboard.drawing.texts import rule_words
from dashboard.sections.chart_card import legend, show_chart, show_numbers
from dashboard.sections.history_card import Bars, HistoryCard, HistoryChoice
from dashboard.viewing.display import Display
from warehouse.history_queries import (
    alert_history,
    altitude_trends,
    busiest_airports,
    busiest_routes,
    heat_of_hour,
    traffic_by_hour,
)

MOST_ROUTES = 40
MOST_AIRPORTS = 25
MOST_ALERTS = 500


def _draw_altitudes(hours: pd.DataFrame, key: str, display: Display) -> None:
    show_chart(altitude_figure(hours, display.units), key, "Median and range of altitudes by hour")


def _draw_routes(routes: pd.DataFrame, key: str, display: Display) -> None:
    alt = "Map of the routes with the most flights; the numbers are in the table below it"
    st.pydeck_chart(route_deck(routes, display.palette), height=HEIGHT, key=key, alt=alt)


def _draw_alerts(alerts: pd.DataFrame, key: str, _display: Display) -> None:
    counts = fold_kinds(alerts)
    colours = dict(zip(dict.fromkeys(counts["kind"]), KIND_COLOURS, strict=False))
    st.html(legend({rule_words(kind): colour for kind, colour in colours.items()}))
    show_chart(alerts_figure(counts, colours), key, "Alerts by day and kind")


def _totals_by_flag(flags: pd.DataFrame) -> pd.DataFrame:
    totals = flags.groupby("flag")["records"].sum().sort_values(ascending=False).reset_index()
    return totals.assign(flag=totals["flag"].map(rule_words))


def _draw_alert_table(alerts: pd.DataFrame, key: str, display: Display) -> None:
    table = alerts[["severity", "kind", "callsign", "icao24", "origin_country", "evidence"]]
    table.insert(0, "opened", alerts["since"].astype(float).map(display.date_and_clock))
    st.dataframe(table, hide_index=True, height=360, key=key)
    if len(alerts) == MOST_ALERTS:
        st.caption(f"Only the newest {MOST_ALERTS:,} alerts are listed. Select fewer days to see older ones.")


def show_heat(choice: HistoryChoice, display: Display) -> None:
    """Draw a map of the traffic in one hour of the day, which the viewer picks."""
    by_hour = traffic_by_hour(choice.warehouse, choice.days, choice.source)
    hours = by_hour["hour"].astype(int).tolist()
    with st.container(border=True, key="history-heat-card"):
        st.subheader("Where the traffic is, by hour of the day (UTC)", anchor=False)
        if not hours:
            st.write("No aircraft was airborne.")
            return
        busiest = int(by_hour.loc[by_hour["aircraft"].idxmax(), "hour"])
        hour = st.select_slider("Hour", hours, value=busiest, format_func="{:02d}:00".format, key="history-hour")
        cells = heat_of_hour(choice.warehouse, choice.days, choice.source, hour=int(hour))
        rounded = with_centres(cells.assign(aircraft=cells["aircraft"].round(1)))
        st.pydeck_chart(
            density_deck(rounded, display.palette, least_pixels=2),
            height=HEIGHT,
            key="history-heat",
            alt="Map of how many aircraft were over each cell in the hour; the numbers are in the table below it",
        )
        st.caption(
            f"{len(cells):,} cells of the H3 grid (resolution 4), with the number of distinct aircraft in this hour,"
            " averaged over the days."
        )
        show_numbers(rounded, "history-heat")


AIRLINES = HistoryCard(
    key="history-airlines",
    title="Flights by airline",
    empty="No flight had an airline callsign.",
    rows=lambda choice: choice.airlines,
    draw=Bars(
        "Flights by airline",
        names=("name", "airline"),
        value=lambda rows: rows["flights"],
        words=lambda row: f"{row.flights:,} flights, {row.seconds / 3_600:,.0f} h, {row.distance_m / 1_000:,.0f} km",
    ),
)
ALTITUDES = HistoryCard(
    key="history-altitudes",
    title="Altitudes by hour (UTC), {altitude_unit}",
    empty="No airborne aircraft reported its altitude.",
    rows=lambda choice: altitude_trends(choice.warehouse, choice.days, choice.source),
    draw=_draw_altitudes,
    caption="The line is the median; the band holds the middle 80 % of the airborne traffic.",
)
ROUTES = HistoryCard(
    key="history-routes",
    title="Busiest routes",
    empty="No flight was seen from one airport to another.",
    rows=lambda choice: busiest_routes(choice.warehouse, choice.days, choice.source, most=MOST_ROUTES),
    draw=_draw_routes,
    caption="The {count:,} routes with the most flights; the wider the line, the more flights. Airports are estimated"
    " from a flight's first and last position.",
    table=(
        "departure_airport", "departure_name", "arrival_airport", "arrival_name", "flights", "typical_seconds",
    ),
)  # fmt: skip
AIRPORTS = HistoryCard(
    key="history-airports",
    title="Busiest airports",
    empty="No take-off or landing was seen.",
    rows=lambda choice: busiest_airports(choice.warehouse, choice.days, choice.source, most=MOST_AIRPORTS),
    draw=Bars(
        "Movements by airport",
        names=("name", "airport"),
        value=lambda rows: rows["departures"] + rows["arrivals"],
        words=lambda row: f"{row.departures:,} departures, {row.arrivals:,} arrivals",
    ),
    table=("airport", "name", "departures", "arrivals"),
)
COUNTRIES = HistoryCard(
    key="history-countries",
    title="Flights by country of registration",
    empty="No flight was seen.",
    rows=lambda choice: choice.countries,
    drawn=lambda countries: countries[countries["flights"] > 0],
    draw=Bars(
        "Flights by country",
        names=("origin_country",),
        value=lambda rows: rows["flights"],
        words=lambda row: f"{row.flights:,} flights, up to {row.most_aircraft:,} aircraft a day",
    ),
)
ALERTS = HistoryCard(
    key="history-alerts",
    title="Alerts opened, by day",
    empty="No alerts on these days.",
    rows=lambda choice: choice.alerts,
    draw=_draw_alerts,
)
FLAGS = HistoryCard(
    key="history-flags",
    title="Flagged records",
    empty="No record was flagged on these days.",
    rows=lambda choice: choice.flags,
    drawn=_totals_by_flag,
    draw=Bars(
        "Flagged records by flag",
        names=("flag",),
        value=lambda rows: rows["records"],
        words=lambda row: f"{row.records:,} records",
    ),
)
ALERT_TABLE = HistoryCard(
    key="history-alert-table",
    title="Alerts",
    empty="No alerts on these days.",
    rows=lambda choice: alert_history(choice.warehouse, choice.days, choice.source, most=MOST_ALERTS),
    draw=_draw_alert_table,
    table=None,
)
