"""The live flights as a table to look into and to take away."""

import io

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
_FORMULA_START = tuple("=+-@＝＋－＠\t\r\n")


def flight_rows(flights: pd.DataFrame) -> pd.DataFrame:
    """What the table shows of each aircraft, the flagged first, then by callsign; the index is that of `flights`."""
    ordered = flights.sort_values(["flagged", "callsign"], ascending=[False, True], na_position="last", kind="stable")
    return ordered[list(COLUMNS)].round(_DECIMALS)


def to_csv(rows: pd.DataFrame) -> bytes:
    """CSV as spreadsheets read it (UTF-8 with a mark), with text that would be run as a formula made text.

    Source: OWASP, "CSV Injection": an apostrophe before a cell that begins with one of `= + - @`, tab or line end.
    """
    texts = rows.copy()
    for name in texts.columns:
        if texts[name].dtype == object:
            texts[name] = texts[name].map(_inert, na_action="ignore")
    file = io.StringIO()
    texts.to_csv(file, index=False)
    return file.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_START) else text
