"""The dates of kept records, found in the text of their lines without parsing them."""

import re
from datetime import datetime

# Includes the character after the number, since a number at the end of the text may be cut off.
_POLL_TIME = re.compile(rb'"poll_time"\s*:\s*(\d+)\s*[,}]')
# The time of a rejected record; quotes within its raw value are escaped, so they do not match.
_ARRIVED_AT = re.compile(rb'"arrived_at"\s*:\s*"([^"\\]+)"')


def poll_times_in(text: bytes) -> set[float]:
    """Return the poll times (epoch s) of records; lines of other kinds have none."""
    return {float(digits) for digits in set(_POLL_TIME.findall(text))}


def arrivals_in(text: bytes) -> set[float]:
    """Return when rejected messages arrived in Kafka (epoch s); lines of other kinds have no arrival."""
    return {moment for written in set(_ARRIVED_AT.findall(text)) if (moment := _epoch_of(written)) is not None}


def _epoch_of(text: bytes) -> float | None:
    try:
        return datetime.fromisoformat(text.decode()).timestamp()
    except ValueError:
        return None
