"""Columns and order of the table of live flights."""

import pandas as pd

COLUMNS = {
    "callsign": "Callsign",
    "icao24": "ICAO 24",
    "flags": "Flagged for",
    "origin_country": "Country",
    "baro_altitude": "Altitude (m)",
    "velocity": "Speed (m/s)",
    "vertical_rate": "Vertical rate (m/s)",
    "true_track": "Track (°)",
    "on_ground": "On ground",
    "squawk": "Squawk",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "age_s": "Position age (s)",
    "anomaly_score": "Anomaly score",
    "reasons": "Reasons",
    "source": "Source",
}
_DECIMALS = {
    "baro_altitude": 0, "velocity": 1, "vertical_rate": 1, "true_track": 0, "latitude": 4, "longitude": 4, "age_s": 0,
    "anomaly_score": 3,
}  # fmt: skip


def flight_rows(flights: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that the table shows, flagged aircraft first, then by callsign; keeps the index."""
    ordered = flights.sort_values(["flagged", "callsign"], ascending=[False, True], na_position="last", kind="stable")
    return ordered[list(COLUMNS)].round(_DECIMALS)
