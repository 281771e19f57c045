"""Checks that a flight must pass before anything is counted from it, as a pandera schema."""

import numpy as np
import pandas as pd
import pandera.pandas as pandera

from contracts.state_vector import ICAO24_PATTERN
from etl.lake import record_checks

FASTEST_MS = 1_000
"""Highest mean speed of a flight, the same limit as for a state vector. Two aircraft that share an address exceed
it."""

_LEAST_S = 60
"""Shortest time to compute a speed from: below it, one position that is 12 s late (ml.detectors.steps) could make
any flight too fast."""


def _possible_speed(flights: pd.DataFrame) -> "pd.Series[bool]":
    seconds = np.maximum(flights["last_seen"] - flights["first_seen"], _LEAST_S)
    return flights["distance_m"] <= FASTEST_MS * seconds


_SCHEMA = pandera.DataFrameSchema(
    {
        "icao24": pandera.Column(object, pandera.Check.str_matches(ICAO24_PATTERN, error="icao24 is no address")),
        "first_seen": pandera.Column("int64"),
        "last_seen": pandera.Column("int64"),
        "distance_m": pandera.Column("float64"),
    },
    checks=[
        pandera.Check(lambda flights: flights["last_seen"] >= flights["first_seen"], error="ended before it began"),
        pandera.Check(_possible_speed, error="faster than anything flies: an address that several use"),
    ],
)


def find_problems(flights: pd.DataFrame) -> dict[int, str]:
    """Return the problem of each flight that fails a check, by its place in the index.

    flights: columns icao24, first_seen, last_seen, distance_m.
    """
    return record_checks.find_problems(_SCHEMA, flights)
