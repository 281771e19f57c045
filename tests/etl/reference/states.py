"""The state vectors in raw messages, computed in plain Python after docs/outputs.md and docs/lake.md.

This uses no code under test. Where that code takes several steps, this takes one: it reads each message by itself and
keeps the first report of each fix.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NEWEST_S = 2**31 - 1
LEAD_S = 60
LONGEST = 255

REQUIRED = (
    *("icao24", "time_position", "last_contact", "longitude", "latitude", "on_ground"),
    *("poll_time", "source", "schema_version"),
)
TEXTS = ("icao24", "callsign", "origin_country", "squawk", "source", "feed")
NUMBERS = (
    *("longitude", "latitude", "baro_altitude", "velocity"),
    *("true_track", "vertical_rate", "geo_altitude"),
)
WHOLE_NUMBERS = ("time_position", "last_contact", "position_source", "category", "poll_time", "schema_version")
TRUTHS = ("on_ground", "spi")
LIMITS = {
    "time_position": (0, NEWEST_S),
    "last_contact": (0, NEWEST_S),
    "poll_time": (0, NEWEST_S),
    "longitude": (-180, 180),
    "latitude": (-90, 90),
    "baro_altitude": (-1_500, 40_000),
    "geo_altitude": (-1_500, 40_000),
    "velocity": (0, 1_000),
    "true_track": (0, 360),
    "vertical_rate": (-1_000, 1_000),
}

State = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """A message's value and its time of arrival (epoch s)."""

    value: bytes
    arrived_at: int


def states_of(messages: Iterable[Message]) -> list[State]:
    """Return every valid state vector once, from its earliest poll; messages are in the order of the topic."""
    first: dict[tuple[Any, ...], State] = {}
    for message in messages:
        state = valid_state(message)
        if state is None:
            continue
        key = (state["source"], state["icao24"], state["last_contact"], state["time_position"])
        if key not in first or state["poll_time"] < first[key]["poll_time"]:
            first[key] = state
    return list(first.values())


def valid_state(message: Message) -> State | None:
    """Return the state vector of a message, None when it is not valid."""
    try:
        record = json.loads(message.value.decode(), parse_constant=_refuse)
    except ValueError:
        return None
    if not isinstance(record, dict) or not _has_the_types(record):
        return None
    if record.get("callsign") is not None:
        record["callsign"] = _without_fill(record["callsign"])
    if any(_is_missing(record.get(name)) for name in REQUIRED) or not re.fullmatch("[0-9a-f]{6}", record["icao24"]):
        return None
    if any(len(record.get(name) or "") > LONGEST for name in TEXTS):
        return None
    for name, (least, most) in LIMITS.items():
        value = record.get(name)
        if value is not None and not least <= value <= most:
            return None
    latest = record["poll_time"] + LEAD_S
    if record["time_position"] > latest or record["last_contact"] > latest:
        return None
    return record if record["poll_time"] <= message.arrived_at + LEAD_S else None


def hour_of(epoch_s: int) -> tuple[Any, int]:
    """Return date and hour (UTC)."""
    moment = datetime.fromtimestamp(epoch_s, UTC)
    return moment.date(), moment.hour


def _without_fill(callsign: str) -> str | None:
    """Return the text from the first to the last letter or digit, None if all of these are zeros."""
    inner = re.search(r"[a-zA-Z0-9\u0080-\U0010ffff](?:.*[a-zA-Z0-9\u0080-\U0010ffff])?", callsign, re.DOTALL)
    return inner[0] if inner and re.search(r"[a-zA-Z1-9\u0080-\U0010ffff]", inner[0]) else None


def _is_long(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip(" "))


def _has_the_types(record: State) -> bool:
    kinds: list[tuple[Iterable[str], tuple[type, ...]]] = [
        (TEXTS, (str,)),
        (NUMBERS, (int, float)),
        (TRUTHS, (bool,)),
    ]
    sensors = record.get("sensors")
    if sensors is not None and not (isinstance(sensors, list) and all(map(_is_long, sensors))):
        return False
    if not all(_is_long(record[name]) for name in WHOLE_NUMBERS if record.get(name) is not None):
        return False
    for names, types in kinds:
        for name in names:
            value = record.get(name)
            if value is not None and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
                return False
    return True


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
