"""Parse and check the topic's messages. Nothing is dropped here: a message that is not usable gets a problem.

Messages in the producer's own form are parsed many at a time by Arrow, and their text is kept as it came. Any other
message is parsed by itself, and its text is written anew, as is that of a message with fill in its callsign. Both ways
give the same record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from contracts.callsign import FILL
from contracts.fields import Field, Type, has_type
from contracts.state_vector import FIELDS, ICAO24_PATTERN, LONGEST_TEXT, MAX_LEAD_S

NOT_A_RECORD = "not a JSON record"

_TOGETHER = 4_000
"""Messages that are parsed at a time: one message in another form costs the others of its group their speed."""

_ARROW: dict[Type, pa.DataType] = {
    "string": pa.string(),
    "long": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "array<long>": pa.list_(pa.int64()),
}
SCHEMA = pa.schema([(field.name, _ARROW[field.type]) for field in FIELDS])
"""The record in Arrow's types."""

_LISTS = [field.name for field in FIELDS if field.type == "array<long>"]

_PARSING = pj.ParseOptions(explicit_schema=SCHEMA, newlines_in_values=False, unexpected_field_behavior="error")

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Received:
    """Parsed messages, a row each.

    records: SCHEMA; all null where the message is not a JSON record. texts: the record as one line of JSON with all of
    FIELDS; None where it is not a JSON record. problems: one of a few texts (`not a JSON record`, `missing <field>`,
    `impossible <field>`, `<field> later than …`), None for a valid state vector, shape (n,).
    """

    records: pa.Table
    texts: list[bytes | None]
    problems: npt.NDArray[np.object_]


def parse(values: pa.Array, arrived_s: npt.NDArray[np.float64]) -> Received:
    """Parse the values (binary) of n messages and check them.

    arrived_s: when the broker received each message, epoch s, shape (n,).
    """
    tables, texts = [SCHEMA.empty_table()], []
    for start in range(0, len(values), _TOGETHER):
        group = values.slice(start, _TOGETHER).to_pylist()
        table = _parse_together(group)
        if table is not None:
            texts += group
        else:
            records = [_parse_alone(value) for value in group]
            table = pa.Table.from_pylist([record or {} for record in records], SCHEMA)
            texts += [None if record is None else orjson.dumps(record) for record in records]
        tables.append(table)
    records = _with_known_callsigns(pa.concat_tables(tables), texts)
    is_record = np.array([text is not None for text in texts], bool)
    return Received(records, texts, _problems(records, is_record, arrived_s))


def _with_known_callsigns(records: pa.Table, texts: list[bytes | None]) -> pa.Table:
    """Return the records with the callsigns of `contracts.callsign`; replace the texts of those that this changes."""
    place = records.schema.get_field_index("callsign")
    sent = records.column(place)
    is_none = pc.equal(pc.utf8_trim(sent, FILL + "0"), "")
    known = pc.if_else(is_none, pa.scalar(None, pa.string()), pc.utf8_trim(sent, FILL))
    changed = np.flatnonzero(~_flags(pc.equal(sent, known), null=True) | _flags(is_none))
    if not len(changed):
        return records
    records = records.set_column(place, records.schema.field(place), known)
    for row, record in zip(changed.tolist(), records.take(pa.array(changed)).to_pylist(), strict=True):
        texts[row] = orjson.dumps(record)
    return records


def _parse_together(values: list[bytes | None]) -> pa.Table | None:
    """Return the records of messages in the producer's own form; None if one of them may be in another.

    That form is a JSON object on one line with all of FIELDS and no other member.
    """
    if None in values:
        return None
    lines = b"\n".join(values)  # type: ignore[arg-type]  # None is not in it
    is_object_each = lines.startswith(b"{") and lines.endswith(b"}") and lines.count(b"}\n{") == len(values) - 1
    one_line_each = lines.count(b"\n") == len(values) - 1 and b"\r" not in lines
    if not (is_object_each and one_line_each and lines.count(b'":') == len(FIELDS) * len(values)):
        return None
    if b"NaN" in lines or b"Inf" in lines:  # Arrow reads them, though JSON has neither
        return None
    try:
        if not lines.isascii():
            lines.decode()
        reading = pj.ReadOptions(use_threads=False, block_size=len(lines) + 1)
        table = pj.read_json(pa.BufferReader(lines), read_options=reading, parse_options=_PARSING)
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return None
    has_null_elements = any(pc.list_flatten(table[name]).null_count for name in _LISTS)
    return table if len(table) == len(values) and not has_null_elements else None


def _parse_alone(value: bytes | None) -> dict[str, Any] | None:
    """Return the record in a message, with all of FIELDS; None if it is not a JSON record."""
    try:
        content = orjson.loads(value or b"")
        if not isinstance(content, dict):
            return None
        return {field.name: _read(field, content.get(field.name)) for field in FIELDS}
    except (orjson.JSONDecodeError, TypeError):
        return None


def _read(field: Field, value: Any) -> Any:
    if value is None or has_type(value, field.type):
        return float(value) if field.type == "double" and value is not None else value
    raise TypeError


def _problems(records: pa.Table, is_record: Flags, arrived_s: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    """Return the first problem of each record."""
    problems = np.full(len(records), None, object)
    for has_problem, words in _checks(records, is_record, arrived_s):
        if has_problem.any():
            problems[has_problem & (problems == None)] = words  # noqa: E711  (by element)
    return problems


def _checks(records: pa.Table, is_record: Flags, arrived_s: npt.NDArray[np.float64]) -> Iterator[tuple[Flags, str]]:
    """Yield which records have a problem, and the problem's words."""
    yield ~is_record, NOT_A_RECORD
    for field in FIELDS:
        column = records[field.name]
        if field.required:
            missing = (
                pc.fill_null(pc.equal(pc.utf8_trim(column, " "), ""), True)
                if field.type == "string"
                else column.is_null()
            )
            yield _flags(missing), f"missing {field.name}"
        if field.type == "string":
            yield _flags(pc.greater(pc.utf8_length(column), LONGEST_TEXT)), f"impossible {field.name}"
        elif field.minimum is not None or field.maximum is not None:
            numbers = _numbers(column)
            low, high = (
                -np.inf if field.minimum is None else field.minimum,
                np.inf if field.maximum is None else field.maximum,
            )
            yield (numbers < low) | (numbers > high), f"impossible {field.name}"
    yield ~_flags(pc.match_substring_regex(records["icao24"], _ADDRESS), null=True), "impossible icao24"
    poll_time = _numbers(records["poll_time"])
    for name in ("time_position", "last_contact"):
        yield _numbers(records[name]) > poll_time + MAX_LEAD_S, f"{name} later than its poll"
    # The newest poll is the pipeline's clock: a poll from the future would make every later record late.
    yield poll_time > arrived_s + MAX_LEAD_S, "poll_time later than its arrival"


_ADDRESS = ICAO24_PATTERN.replace(r"(?![\s\S])", r"\z")
"""RE2 has no lookahead, and \\z for the end of the text."""


def _flags(flags: Any, *, null: bool = False) -> Flags:
    filled: Flags = pc.fill_null(flags, null).to_numpy(zero_copy_only=False)
    return filled


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Return a column of numbers as float, NaN for null."""
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return numbers
