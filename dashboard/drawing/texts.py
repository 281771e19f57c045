"""Formats values for people, and makes text from outside safe to show."""

import math
import re
from datetime import UTC, datetime
from typing import Any, TypeGuard

NOTHING = "–"
FEET_PER_METRE = 3.280_84
KNOTS_PER_MS = 1.943_844
_LONGEST = 160
_LATEST_EPOCH_S = 253_402_300_799
"""The last second of the year 9999, the latest that `datetime` can hold."""


def plain(value: Any, *, longest: int = _LONGEST) -> str | None:
    """Return the text without control and bidirectional characters, cut to `longest`; None if nothing is left.

    `@@` becomes `@ @`, because it starts an expression anywhere in deck.gl's JSON: a single callsign could otherwise
    blank everyone's map.
    """
    if not isinstance(value, str):
        return None
    if not value.isprintable():
        value = "".join(character for character in value if character.isprintable())
    if "@@" in value:
        value = re.sub("@(?=@)", "@ ", value)
    value = value.strip()
    return (value if len(value) <= longest else value[: longest - 1] + "…") or None


def plain_list(values: Any, *, most: int) -> tuple[str, ...]:
    """Return the texts among the first `most` entries of a list, each through `plain`; empty when it is no list."""
    if not isinstance(values, list):
        return ()
    return tuple(text for value in values[:most] if (text := plain(value)))


def number(value: Any) -> float | None:
    """Return a finite number as a double, else None; True and "12" are not numbers.

    Always a double, as Arrow reads it: both readers must return the same value for an integer above 2**53.
    """
    if type(value) is int or type(value) is float:
        return float(value) if math.isfinite(value) else None
    return None


def known(value: float | None) -> TypeGuard[float]:
    """Return whether a number is neither None nor pandas' NaN."""
    return value is not None and value == value


def utc_date(epoch_s: float | None) -> str:
    """Format a moment (epoch s) as its UTC date, `17 June 2026`."""
    moment = moment_of(epoch_s)
    return f"{moment.day} {moment:%B %Y}" if moment else NOTHING


def moment_of(epoch_s: float | None) -> datetime | None:
    """Return the moment in UTC; None outside the years 1970 to 9999."""
    if not known(epoch_s) or not 0 <= epoch_s <= _LATEST_EPOCH_S:
        return None
    return datetime.fromtimestamp(epoch_s, UTC)


def duration(seconds: float | None) -> str:
    """Format as `8 s`, `4 min`, `3 h` or `12 d`: one unit, rounded down; `0 s` if negative (the clocks differ)."""
    if not known(seconds):
        return NOTHING
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size * (2 if unit != "d" else 1):
            return f"{seconds // size:,.0f} {unit}"
    return f"{max(seconds, 0) // 1:.0f} s"


def track(degrees: float | None) -> str:
    """Format a track as `271° W`: degrees clockwise from north, with the compass point."""
    if not known(degrees):
        return NOTHING
    point = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")[round(degrees / 45) % 8]
    return f"{degrees:.0f}° {point}"


def rule_words(rule: str) -> str:
    """Return the name of a rule or alert kind as words: `rapid descent` for `rapid_descent`."""
    return rule.replace("_", " ")
