"""Pandera schemas that alerts and flags must pass before anything is counted from them."""

import pandas as pd
import pandera.pandas as pandera

from contracts.alert_event import EVENTS, SEVERITIES, SOURCE_FAMILY
from contracts.scored_record import RULES
from contracts.state_vector import FIELDS, ICAO24_PATTERN, MAX_LEAD_S

_HOUR_S = 3_600
_LIMITS = {field.name: (field.minimum, field.maximum) for field in FIELDS}


def _is_of_its_hour(records: pd.DataFrame) -> "pd.Series[bool]":
    return records["poll_time"] // _HOUR_S == records["hour_began"] // _HOUR_S


def _was_polled_before_it_was_written(records: pd.DataFrame) -> "pd.Series[bool]":
    return records["poll_time"] <= records["written_at"] + MAX_LEAD_S


def _is_in_order(alerts: pd.DataFrame) -> "pd.Series[bool]":
    return (alerts["since"] <= alerts["last"]) & (alerts["last"] <= alerts["poll_time"])


def _is_resolved_in_time(alerts: pd.DataFrame) -> "pd.Series[bool]":
    """Return whether `resolved` events have a possible `resolved_at`, and other events have none."""
    resolved_at = alerts["resolved_at"]
    in_time = resolved_at.between(alerts["last"], alerts["poll_time"])
    return in_time.where(alerts["event"] == "resolved", resolved_at.isna())


def _within_limits(name: str) -> pandera.Column:
    least, most = _LIMITS[name]
    return pandera.Column(float, pandera.Check.in_range(least, most, error=f"impossible {name}"), nullable=True)


_OF_BOTH = {
    "icao24": pandera.Column(object, pandera.Check.str_matches(ICAO24_PATTERN, error="impossible icao24")),
    "poll_time": pandera.Column("int64"),
    "hour_began": pandera.Column("int64"),
    "written_at": pandera.Column("int64"),
}
_CHECKS_OF_BOTH = [
    pandera.Check(_is_of_its_hour, error="poll_time is not of its folder's hour"),
    pandera.Check(_was_polled_before_it_was_written, error="poll_time later than its file"),
]


def _has_aircraft(alerts: pd.DataFrame) -> "pd.Series[bool]":
    return alerts["icao24"].notna() | (alerts["family"] == SOURCE_FAMILY)


ALERTS = pandera.DataFrameSchema(
    {
        **_OF_BOTH,
        "icao24": pandera.Column(object, _OF_BOTH["icao24"].checks, nullable=True),
        "family": pandera.Column(object),
        "event": pandera.Column(object, pandera.Check.isin(EVENTS, error="unknown event")),
        "severity": pandera.Column(object, pandera.Check.isin(SEVERITIES, error="unknown severity")),
        "since": pandera.Column("int64", pandera.Check.ge(0, error="impossible since")),
        "last": pandera.Column("int64"),
        "resolved_at": pandera.Column(float, nullable=True, coerce=True),
        "longitude": _within_limits("longitude"),
        "latitude": _within_limits("latitude"),
        "baro_altitude": _within_limits("baro_altitude"),
        "finding_count": pandera.Column("int64", pandera.Check.ge(1, error="impossible finding_count")),
    },
    checks=[
        *_CHECKS_OF_BOTH,
        pandera.Check(_has_aircraft, error="missing icao24"),
        pandera.Check(_is_in_order, error="since, last and poll_time are not in order"),
        pandera.Check(_is_resolved_in_time, error="resolved_at does not go with event, last and poll_time"),
    ],
)
FLAGS = pandera.DataFrameSchema(
    {
        **_OF_BOTH,
        "rules": pandera.Column(
            object,
            pandera.Check(lambda rules: rules.map(frozenset(RULES).issuperset), error="unknown rule"),
            nullable=True,
        ),
    },
    checks=_CHECKS_OF_BOTH,
)
"""Both check records with `hour_began` (epoch s), the beginning of their folder's hour, and `written_at` (epoch s),
when their file was last written."""
