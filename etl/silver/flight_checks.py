"""What must be true of a flight before anything is counted from it, as a schema of pandera."""

import numpy as np
import pandas as pd
import pandera.pandas as pandera

from contracts.state_vector import ICAO24_PATTERN
from etl.silver import record_checks

FASTEST_MS = 1_000
"""The limit on a state vector's speed, for the mean over a flight: two aircraft that use one address are beyond it."""

_LEAST_S = 60
"""Over less time a position that is 12 s late (ml.detectors.steps) makes any speed of a flight."""


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
    """What is wrong with flights (icao24, first_seen, last_seen, distance_m), by their place in the index; those that
    are not there are fine."""
    return record_checks.find_problems(_SCHEMA, flights)
