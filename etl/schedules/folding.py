"""The rows of many answers folded into one row per operated flight."""

from collections.abc import Iterable
from typing import Any

from contracts.lake.silver import SCHEDULES
from etl.schedules.records import Row

_STAYS = (
    "callsign",
    "airline",
    "airline_iata",
    "airline_name",
    "flight_number",
    "icao24",
    "registration",
    "aircraft_type",
)
"""Columns about the operating airline and aircraft. Records of code-shares lack some of them, so a value from an older
answer stays when the newest has none."""

_OPERATORS_OWN = ("airline_name", "icao24", "registration", "aircraft_type")
"""Columns that records of code-shares always lack."""


def fold_flights(rows: Iterable[Row]) -> list[Row]:
    """Return one row per flight (the key of SCHEDULES): the newest record of the operating airline.

    The order of the rows does not matter. Selling flights are collected from all records of a flight; nothing else is
    taken from records of code-shares if the operating airline's own record exists. See _STAYS for older values.
    """
    flights: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        flights.setdefault(tuple(row[name] for name in SCHEDULES.key), []).append(row)
    return [_folded(its_rows) for its_rows in flights.values()]


def _folded(rows: list[Row]) -> Row:
    """Return the row of one flight."""
    # Records of the same second are ranked by their content, so that their order does not matter.
    ranked = sorted(rows, key=lambda row: (not _is_sold(row), row["asked_at"], repr(sorted(row.items()))), reverse=True)
    stays = {name: next((row[name] for row in ranked if row[name] is not None), None) for name in _STAYS}
    sellers = {seller for row in rows for seller in (row["code_shares"] or "").split()}
    return ranked[0] | stays | {"code_shares": " ".join(sorted(sellers)) or None}


def _is_sold(row: Row) -> bool:
    """Return whether the row comes from code-shares only: it has selling flights and none of the operator's columns."""
    return row["code_shares"] is not None and all(row[name] is None for name in _OPERATORS_OWN)
