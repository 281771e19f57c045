"""The live flights as a table to look into."""

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
    "on_ground": "On the ground",
    "squawk": "Squawk",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "age_s": "Age (s)",
    "anomaly_score": "Anomaly score",
    "reasons": "Reasons",
    "source": "Source",
}
_DECIMALS = {
    "baro_altitude": 0, "velocity": 1, "vertical_rate": 1, "true_track": 0, "latitude": 4, "longitude": 4, "age_s": 0,
    "anomaly_score": 3,
}  # fmt: skip


def flight_rows(flights: pd.DataFrame) -> pd.DataFrame:
    """What the table shows of each aircraft, the flagged first, then by callsign; the index is that of `flights`."""
    ordered = flights.sort_values(["flagged", "callsign"], ascending=[False, True], na_position="last", kind="stable")
    return ordered[list(COLUMNS)].round(_DECIMALS)
