"""An answer of `GET /states/all`, live or recorded, as state vectors; the rows that are not are counted."""

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
    """The usable part of one answer: its time (epoch s), the records' FIELDS as columns, and what was skipped."""

    time: int
    columns: Columns
    invalid: Counter[str]

    def __len__(self) -> int:
        return len(self.columns["icao24"])

    @cached_property
    def states(self) -> list[StateVector]:
        """The records as they go on the topic."""
        return [dict(zip(self.columns, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]


def decode_body(body: bytes) -> Any:
    """Decode an answer's body; NaN and Infinity, which some servers write though JSON has neither, are let through
    to be found row by row.

    Raises SourceUnavailable when the body is not JSON (truncated, an HTML error page).
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(f"the body of {len(body)} bytes is not JSON: {error}") from None


def parse_answer(answer: Any, *, source: str) -> Poll:
    """Read one decoded answer; a row that cannot be understood is counted by reason and never costs the others.

    `states: null` is an empty answer. A bare array of rows (no envelope) is dated by its newest `last_contact`.

    Raises SourceUnavailable when the answer as a whole is not one.
    """
    if isinstance(answer, list):
        rows, time = answer, None
    elif isinstance(answer, dict) and "states" in answer:
        rows, time = answer["states"] or [], answer.get("time")
        if type(time) is not int or not 0 < time < 2**63:
            raise SourceUnavailable("the answer has no valid time")
    else:
        raise SourceUnavailable("the answer is not one of /states/all")
    if not isinstance(rows, list):
        raise SourceUnavailable("the answer's states are not an array")

    columns, invalid = parse_rows(rows)
    count = len(columns["icao24"])
    if time is None:
        time = max(filter(None, columns["last_contact"]), default=0)
        if time == 0:
            raise SourceUnavailable("the answer has neither a time nor a row with one")
    envelope = {"poll_time": time, "source": source, "schema_version": SCHEMA_VERSION}
    return Poll(time, columns | {name: (value,) * count for name, value in envelope.items()}, invalid)


def read_recording(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the answers of a recording in order.

    Raises RecordingError naming the file and line at which it cannot be read on, or which is no answer.
    """
    for number, line in numbered_lines(path):
        with _naming_the_line(path, number):
            answer = recorded_answer(line)
        yield answer


def read_polls(path: Path) -> Iterator[Poll]:
    """Yield the polls of a recording in order, with the source that each was recorded from.

    Raises RecordingError naming the file and line at which it cannot be read on, or which is no answer.
    """
    for number, line in numbered_lines(path):
        with _naming_the_line(path, number):
            answer = recorded_answer(line)
            poll = parse_answer(answer, source=answer.get(SOURCE_KEY, RECORDED))
        yield poll


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a recording with their numbers, gzip by the name's `.gz`; blank lines pass.

    Raises RecordingError naming the file and the line after which it cannot be read on.
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
    """Decode a line of a recording. Raises SourceUnavailable when it is no answer."""
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
