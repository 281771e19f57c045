"""A poll marker: the producer's note on the topic that a poll took place, with its outcome.

The producer ends every poll, also a failed or an empty one, with one marker on each partition, in the transaction of
the poll's records. A reader that has seen a marker on all partitions has the whole poll, and knows which polls took
place and what they brought. Records name their `feed`, which tells the polls of several producers on one topic apart.

A marker's key begins with KEY_PREFIX, which no record's key does. Its value is a JSON object with FIELDS and without
`icao24`, so readers that look for aircraft pass over it.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import orjson

from contracts.fields import Field, has_type
from contracts.state_vector import LONGEST_TEXT, MAX_EPOCH_S

KEY_PREFIX = b"poll:"

Outcome = Literal["answered", "empty", "failed", "paused"]

ANSWERED: Outcome = "answered"
EMPTY: Outcome = "empty"
FAILED: Outcome = "failed"
PAUSED: Outcome = "paused"

MARKER_VERSION = 1

_LONGEST_SOURCE = 200
"""Characters of a source in a feed's name, so that the area fits into LONGEST_TEXT, too."""

FIELDS = (
    Field(
        "feed", "string", "", "the series of polls: source and area; records of the poll have the same", required=True
    ),
    Field("poll", "string", "", "id of the poll, the same on all partitions", required=True),
    Field(
        "partitions", "long", "", "number of partitions that have this marker", required=True, minimum=1, maximum=10_000
    ),
    Field("source", "string", "", "the records' `source`", required=True),
    Field("outcome", "string", "", "what came of the poll", required=True, values=get_args(Outcome)),
    Field("reason", "string", "", "why the poll failed or was put off; null for an answer"),
    Field(
        "poll_time",
        "long",
        "epoch s",
        "the answer's own time; without an answer, `asked_at` plus the source's last known lead",
        required=True,
        minimum=0,
        maximum=MAX_EPOCH_S,
    ),
    Field("asked_at", "double", "epoch s", "when the producer asked, by its own clock", required=True),
    Field("states", "long", "", "state vectors in the answer, unchanged ones included", required=True, minimum=0),
    Field("records", "long", "", "records of the poll on the topic, over all partitions", required=True, minimum=0),
    Field("interval_s", "double", "s", "time until the next poll, as planned", required=True, minimum=0),
    Field("marker_version", "long", "", f"version of this marker, now {MARKER_VERSION}", required=True),
)
"""A marker's fields. `empty` is an answer without states; `paused` means that the credits are used up."""


@dataclass(frozen=True)
class PollMarker:
    """One poll of a feed; the attributes are FIELDS. Publishing sets `partitions` and `records`."""

    feed: str
    poll: str
    source: str
    outcome: Outcome
    poll_time: int
    asked_at: float
    interval_s: float
    reason: str | None = None
    states: int = 0
    partitions: int = 1
    records: int = 0
    marker_version: int = MARKER_VERSION

    def to_message(self) -> tuple[bytes, bytes]:
        """Return key and value of the marker's message; brokers that compact the topic keep each feed's newest."""
        reason = self.reason and self.reason[:LONGEST_TEXT]
        return KEY_PREFIX + self.feed.encode(), orjson.dumps(asdict(self) | {"reason": reason})

    @classmethod
    def from_value(cls, value: bytes) -> "PollMarker":
        """Return the marker in a message's value; members that are unknown here are ignored.

        Raises ValueError when it is not a valid marker.
        """
        try:
            content = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise ValueError("not a JSON object") from None
        if not isinstance(content, dict):
            raise ValueError("not a JSON object")
        members: dict[str, Any] = {field.name: content.get(field.name) for field in FIELDS}
        for field in FIELDS:
            problem = _problem(field, members[field.name])
            if problem:
                raise ValueError(f"{problem} {field.name}")
        return cls(**members)


def is_marker(key: bytes | None) -> bool:
    """Return whether a message of this key is a marker."""
    return key is not None and key.startswith(KEY_PREFIX)


def feed_name(source: str, area: tuple[float, float, float, float] | None) -> str:
    """Return a feed's name; area: south, west, north, east (deg), None for the world."""
    return source if area is None else f"{source[:_LONGEST_SOURCE]} {','.join(f'{degrees:g}' for degrees in area)}"


def _problem(field: Field, value: Any) -> str | None:
    if value is None:
        return "missing" if field.required else None
    if not has_type(value, field.type):
        return "impossible"
    if isinstance(value, str):
        is_possible = 0 < len(value) <= LONGEST_TEXT and (not field.values or value in field.values)
    else:
        is_possible = (field.minimum or 0) <= value <= (field.maximum or MAX_EPOCH_S)
    return None if is_possible else "impossible"
