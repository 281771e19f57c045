"""Parses answers of `GET /states/all`, live or recorded, into state vectors, and counts the invalid rows."""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from common.errors import RecordingError, SourceUnavailable
from contracts.state_vector import RECORDED, SCHEMA_VERSION, StateVector
from opensky.headers import SOURCE_KEY
from opensky.rows import Columns, parse_rows


@dataclass(frozen=True)
class Poll:
    """One answer: its time (epoch s), the valid records by field, and the number of invalid rows by reason.

    failure: why there was no answer; None for an answer.
    """

    time: int
    columns: Columns
    invalid: Counter[str]
    failure: str | None = None

    def __len__(self) -> int:
        return len(self.columns["icao24"])

    @cached_property
    def states(self) -> list[StateVector]:
        """The records, a dict each, as they go to the topic."""
        return [dict(zip(self.columns, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]


def decode_body(body: bytes) -> Any:
    """Decode an answer's body.

    NaN and Infinity, which some servers write though JSON has neither, are accepted here; they make only their own rows
    invalid. Raises SourceUnavailable when the body is not JSON (truncated, an HTML error page).
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(f"the body of {len(body)} bytes is not JSON: {error}") from None


def parse_answer(answer: Any, *, source: str, feed: str | None = None) -> Poll:
    """Parse one decoded answer; an invalid row is counted by its reason and leaves the others unaffected.

    `states: null` is an empty answer. A bare array of rows (no envelope) is dated by its newest `last_contact`.
    feed: the feed of which the producer writes poll markers (`contracts.poll_marker`).

    Raises SourceUnavailable when this is not an answer of /states/all.
    """
    if isinstance(answer, list):
        rows, time = answer, None
    elif isinstance(answer, dict) and "states" in answer:
        rows, time = answer["states"] or [], answer.get("time")
        if type(time) is not int or not 0 < time < 2**63:
            raise SourceUnavailable("the answer has no valid time")
    else:
        raise SourceUnavailable("not an answer of /states/all")
    if not isinstance(rows, list):
        raise SourceUnavailable("the answer's states are not an array")

    columns, invalid = parse_rows(rows)
    count = len(columns["icao24"])
    if time is None:
        time = max(filter(None, columns["last_contact"]), default=0)
        if time == 0:
            raise SourceUnavailable("neither the answer nor any of its rows has a time")
    envelope = {"poll_time": time, "source": source, "feed": feed, "schema_version": SCHEMA_VERSION}
    return Poll(time, columns | {name: (value,) * count for name, value in envelope.items()}, invalid)


def read_recording(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the answers of a recording in order.

    Raises RecordingError with the file and line that cannot be read or is not an answer.
    """
    for number, line in numbered_lines(path):
        with _naming_the_line(path, number):
            answer = recorded_answer(line)
        yield answer


def read_polls(path: Path) -> Iterator[Poll]:
    """Yield the polls of a recording in order, each with the source it was recorded from.

    Raises RecordingError as `read_recording` does.
    """
    for number, line in numbered_lines(path):
        with _naming_the_line(path, number):
            answer = recorded_answer(line)
            poll = parse_answer(answer, source=answer.get(SOURCE_KEY, RECORDED))
        yield poll


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the non-blank lines of a recording with their numbers; a file named `*.gz` is decompressed.

    Raises RecordingError with the file and the last line that could be read.
    """
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        place = f"{path}, after line {number}" if number else str(path)
        raise RecordingError(f"{place}: {getattr(error, 'strerror', None) or error}") from None


def recorded_answer(line: bytes) -> dict[str, Any]:
    """Decode a line of a recording. Raises SourceUnavailable when it is not an answer."""
    answer = decode_body(line)
    if not isinstance(answer, dict) or "states" not in answer or type(answer.get("time")) is not int:
        raise SourceUnavailable("not an answer of /states/all")
    return answer


@contextmanager
def _naming_the_line(path: Path, number: int) -> Iterator[None]:
    try:
        yield
    except SourceUnavailable as error:
        raise RecordingError(f"{path}, line {number}: {error}") from None
