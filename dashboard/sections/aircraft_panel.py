"""The panel about the picked aircraft."""

from typing import Any

import pandas as pd
import streamlit as st

from common.coordinates import coordinates_in_words
from dashboard.drawing.markup import fact_list, fill, without_markdown
from dashboard.drawing.sky_charts import SPARKLINE_HEIGHT, sparkline
from dashboard.drawing.texts import NOTHING, duration, known, rule_words, track
from dashboard.drawing.units import Units
from dashboard.reading.observation import Observation
from dashboard.viewing.display import Display
from dashboard.viewing.flight_filter import CATEGORIES, NO_CATEGORY, Mask
from dashboard.viewing.scene import MapScene
from dashboard.viewing.selection import PANEL_HEIGHT, pick, selected_aircraft

_POSITION_SOURCES = {0: "ADS-B", 1: "ASTERIX", 2: "MLAT", 3: "FLARM"}
_LINKS = (
    ("ADS-B Exchange", "https://globe.adsbexchange.com/?icao={icao24}"),
    ("OpenSky", "https://opensky-network.org/aircraft-profile?icao24={icao24}"),
    ("Planespotters", "https://www.planespotters.net/hex/{icao24}"),
)


Flight = dict[str, Any]
"""A row of `flights.flight_table`, None for missing values."""


def show_aircraft(scene: MapScene, display: Display, passed: Mask) -> None:
    """Draw the selected aircraft's reported values, charts of its last few minutes, flags, scores and alerts.

    passed: which flights of the scene pass the filters.
    """
    icao24 = selected_aircraft()
    with st.container(height=PANEL_HEIGHT, border=True, key="aircraft"):
        if icao24 is None:
            st.write("Click an aircraft on the map, or *Show on map* in an alert.")
            return
        flights = scene.sky.picture.flights
        found = flights[flights["icao24"] == icao24]
        with st.container(horizontal=True, vertical_alignment="center", key="aircraft-head"):
            st.subheader(_name(found, icao24))
            st.button(
                "Close", key="close-aircraft", icon=":material/close:", type="tertiary", on_click=pick, args=(None,)
            )
        with st.container():  # whatever it holds, the charts below it stay in place
            if found.empty:
                st.write("Not in this picture: no recent contact.")
            else:
                if not passed[found.index[0]]:
                    st.info("Hidden by your filters.", icon=":material/filter_list:")
                flight: Flight = found.iloc[0].where(found.iloc[0].notna(), None).to_dict()
                st.html(fact_list(_reported(flight, display)))
        _show_last_minutes(scene.trail_of(icao24), display)
        if not found.empty:
            st.html(fact_list(_flags_and_scores(flight)))
            _show_observation(scene.sky.picture.observation_of(found.index[0]), display.units)
        _show_its_alerts(icao24, scene)
        if not scene.sky.picture.simulated:
            links = [f"[{name}]({address.format(icao24=icao24)})" for name, address in _LINKS]
            st.markdown("On other sites: " + " · ".join(links))


def _name(found: pd.DataFrame, icao24: str) -> str:
    callsign = None if found.empty else found["callsign"].iloc[0]
    return without_markdown(callsign) if callsign else icao24


def _reported(flight: Flight, display: Display) -> dict[str, str]:
    units = display.units
    return {
        "ICAO 24": str(flight["icao24"]),
        "Country of registration": flight["origin_country"] or NOTHING,
        "Category": CATEGORIES.get(flight["category"], NO_CATEGORY),
        "Squawk": flight["squawk"] or NOTHING,
        "Barometric altitude": "on the ground" if flight["on_ground"] else units.altitude(flight["baro_altitude"]),
        "Geometric altitude": units.altitude(flight["geo_altitude"]),
        "Ground speed": units.speed(flight["velocity"]),
        "Vertical rate": units.climb(flight["vertical_rate"]),
        "Track": track(flight["true_track"]),
        "Position": _position(flight),
        "Last position": f"{display.clock(flight['time_position'])} ({duration(flight['age_s'])} before the poll)",
        "Last contact": display.clock(flight["last_contact"]),
        "Position source": _POSITION_SOURCES.get(flight["position_source"], NOTHING),
        "Special purpose indicator": "on" if flight["spi"] else "off",
        "Data source": flight["source"] or NOTHING,
    }  # fmt: skip


def _flags_and_scores(flight: Flight) -> dict[str, str]:
    score = flight["anomaly_score"]
    return {
        "Anomaly score": f"{score:.3f}" if known(score) else flight["not_scored"] or NOTHING,
        "Flags": flight["flags"] or "none",
        "Reasons": flight["reasons"] or NOTHING,
        "Model": flight["model"] or NOTHING,
    }


def _show_observation(observation: Observation, units: Units) -> None:
    if observation != Observation():
        st.caption("Observed motion since the previous fix, compared with the reported motion")
        st.html(fact_list(observation_words(observation, units)))


def observation_words(observation: Observation, units: Units) -> dict[str, str]:
    """Describe how an aircraft moved compared with its report, and how close a detector was to firing."""
    suspicion = observation.suspicion
    words = {
        "Along track": _difference(
            observation.along, units.per_ms, 0, units.speed_unit, ("faster than reported", "slower than reported")
        ),
        "Across track": _difference(
            observation.across,
            units.per_ms,
            0,
            units.speed_unit,
            ("to the right of the reported motion", "to the left of the reported motion"),
        ),
        "Vertical rate": _difference(
            observation.climb,
            units.climb_per_ms,
            units.climb_decimals,
            units.climb_unit,
            ("higher than reported", "lower than reported"),
        ),
        "Largest residual": NOTHING
        if suspicion is None
        else f"{suspicion:,.2f} × its detector's limit" + (" (detector fired)" if suspicion > 1 else ""),
        "Detectors that fired": ", ".join(map(rule_words, observation.detectors)) or "none",
    }
    if observation.sensors:
        words["Receivers"] = ", ".join(map(str, observation.sensors))
    return words


def _difference(value: float | None, scale: float, decimals: int, unit: str, ways: tuple[str, str]) -> str:
    """Format as `11 km/h faster than reported`; the first of the two ways stands for a positive value."""
    if value is None:
        return NOTHING
    shown = f"{abs(value) * scale:,.{decimals}f}"
    if not float(shown.replace(",", "")):
        return "as reported"
    return f"{shown} {unit} {ways[value < 0]}"


def _position(flight: Flight) -> str:
    latitude, longitude = flight["latitude"], flight["longitude"]
    if not known(latitude) or not known(longitude):
        return NOTHING
    return coordinates_in_words(longitude, latitude)


def _show_last_minutes(fixes: pd.DataFrame, display: Display) -> None:
    if len(fixes) < 2:
        st.caption("Charts of the last few minutes appear after two fixes.")
        return
    units = display.units
    for name, title, scale in (
        ("baro_altitude", f"Altitude, {units.altitude_unit}", units.per_metre),
        ("velocity", f"Ground speed, {units.speed_unit}", units.per_ms),
        ("vertical_rate", f"Vertical rate, {units.climb_unit}", units.climb_per_ms),
    ):
        data, specification = sparkline(fixes["time"], fixes[name] * scale, title=title, zone=display.zone)
        with st.container(key=f"sparkline-{name}"):
            st.vega_lite_chart(data, specification, height=SPARKLINE_HEIGHT, alt=f"{title}, the last few minutes")


def _show_its_alerts(icao24: str, scene: MapScene) -> None:
    its = [alert for alert in scene.alerts if icao24 in (alert.icao24, *alert.related)]
    for alert in its:
        st.html(
            fill(
                '<div class="fw-reason"><b>{what}</b> ({severity}; {detectors}): {evidence}</div>',
                what=rule_words(alert.kind).capitalize(),
                severity=alert.severity,
                detectors=", ".join(alert.detectors) or "no detector named",
                evidence=alert.evidence,
            )
        )
