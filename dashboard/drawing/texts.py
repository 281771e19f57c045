"""Values as a person reads them, and text from outside made harmless to show."""

import math
import re
from datetime import UTC, datetime
from typing import Any, TypeGuard

NOTHING = "–"
FEET_PER_METRE = 3.280_84
KNOTS_PER_MS = 1.943_844
_LONGEST = 160
_LATEST_EPOCH_S = 253_402_300_799
"""The last second of the year 9999, after which `datetime` ends."""


def plain(value: Any, *, longest: int = _LONGEST) -> str | None:
    """The text without what cannot be printed (control and direction-changing characters), cut; None if there is none.

    `@@` begins an expression in deck.gl's JSON, wherever it stands, so one callsign could blank the map of everyone:
    the pair is parted.
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
    """The texts among the first `most` of a list, each `plain`; none when it is no list."""
    if not isinstance(values, list):
        return ()
    return tuple(text for value in values[:most] if (text := plain(value)))


def number(value: Any) -> float | None:
    """A finite number that can be counted with, else None; True and "12" are not numbers."""
    if type(value) is int or type(value) is float:
        return value if math.isfinite(value) else None
    return None


def known(value: float | None) -> TypeGuard[float]:
    """Whether a cell of a table of numbers holds one (pandas says NaN for nothing)."""
    return value is not None and value == value


def utc_date(epoch_s: float | None) -> str:
    """`17 June 2026`."""
    moment = moment_of(epoch_s)
    return f"{moment.day} {moment:%B %Y}" if moment else NOTHING


def moment_of(epoch_s: float | None) -> datetime | None:
    """The moment in UTC, or None for what no calendar has."""
    if not known(epoch_s) or not 0 <= epoch_s <= _LATEST_EPOCH_S:
        return None
    return datetime.fromtimestamp(epoch_s, UTC)


def duration(seconds: float | None) -> str:
    """`8 s`, `4 min`, `3 h`, `12 d`: one unit, rounded down; a negative one (clocks differ) is `0 s`."""
    if not known(seconds):
        return NOTHING
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size * (2 if unit != "d" else 1):
            return f"{seconds // size:,.0f} {unit}"
    return f"{max(seconds, 0) // 1:.0f} s"


def track(degrees: float | None) -> str:
    """`271° W`: clockwise from north, with the compass point."""
    if not known(degrees):
        return NOTHING
    point = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")[round(degrees / 45) % 8]
    return f"{degrees:.0f}° {point}"


def rule_words(rule: str) -> str:
    """`rapid_descent` as `rapid descent`."""
    return rule.replace("_", " ")
