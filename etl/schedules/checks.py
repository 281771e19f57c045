"""Checks that a flight's schedule must pass before it goes to silver, as a pandera schema."""

from collections.abc import Mapping

import pandas as pd
import pandera.pandas as pandera

from etl.lake import record_checks
from etl.schedules.records import STATUSES, Row

LONGEST_S = 24 * 3_600
"""Longest scheduled time from gate to gate. The longest flights in the world take 19 hours."""

_NEGATIVE = "arrival is not within a day after departure"


def _in_order(rows: pd.DataFrame) -> "pd.Series[bool]":
    taken = rows["arrival_scheduled"] - rows["departure_scheduled"]
    return (taken.isna() | ((taken > 0) & (taken <= LONGEST_S))).astype(bool)


_SCHEMA = pandera.DataFrameSchema(
    {
        "flight": pandera.Column(object, pandera.Check.str_length(3, 9, error="flight designator is too long")),
        "status": pandera.Column(object, pandera.Check.isin(STATUSES, error="status is unknown")),
        "departure_scheduled": pandera.Column("Int64", nullable=True),
        "arrival_scheduled": pandera.Column("Int64", nullable=True),
    },
    checks=pandera.Check(_in_order, error=_NEGATIVE),
)


def find_problems(rows: Mapping[int, Row]) -> dict[int, str]:
    """Return the problem of each row of SCHEDULES that fails a check, by position."""
    if not rows:
        return {}
    frame = pd.DataFrame(list(rows.values()), index=list(rows), columns=list(_SCHEMA.columns))
    frame = frame.astype({"departure_scheduled": "Int64", "arrival_scheduled": "Int64"})
    return record_checks.find_problems(_SCHEMA, frame)
