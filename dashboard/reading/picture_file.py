"""Reads `live/flights.json` with Arrow, without a Python object per cell."""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.json as pj

from dashboard.drawing.texts import number
from dashboard.reading.flights import (
    FLAG_COLUMNS,
    NUMBER_COLUMNS,
    TEXT_COLUMNS,
    FlightPicture,
    parse_picture,
    picture_of,
    typed_flight_table,
)
from dashboard.reading.last_good import of_json
from dashboard.reading.observation import FIELDS, parse_observation

_RECORD = pa.struct(
    {
        **dict.fromkeys(TEXT_COLUMNS, pa.string()),
        **dict.fromkeys(NUMBER_COLUMNS, pa.float64()),
        **dict.fromkeys(FLAG_COLUMNS, pa.bool_()),
        **dict.fromkeys(("rules", "reasons", "detectors"), pa.list_(pa.string())),
        "residuals": pa.struct(dict.fromkeys(("along", "across", "climb"), pa.float64())),
        "suspicion": pa.float64(),
        "sensors": pa.list_(pa.int64()),
    }
)
_HEADING = {
    "poll_time": pa.float64(),
    "published_at": pa.float64(),
    "schema_version": pa.float64(),
    "sources": pa.list_(pa.string()),
}
_FILE = pj.ParseOptions(
    explicit_schema=pa.schema({**_HEADING, "flights": pa.list_(_RECORD)}), unexpected_field_behavior="ignore"
)

_parse_whatever_it_is = of_json(parse_picture)


class _NotTyped(Exception):
    """The file has no list of flights of the expected shape."""


def read_picture(content: bytes) -> FlightPicture:
    """Return the same picture as `flights.parse_picture`, several times faster when every cell has its type.

    Raises ValueError with a predicate for the file when it holds no picture.
    """
    try:
        return _typed_picture(content)
    except (pa.ArrowException, _NotTyped):
        return _parse_whatever_it_is(content)


def _typed_picture(content: bytes) -> FlightPicture:
    if not content.lstrip().startswith(b"{"):  # Arrow 26 aborts the process on a file that is only `null`
        raise _NotTyped
    whole = pj.ReadOptions(block_size=len(content) + 1)
    file = pj.read_json(pa.BufferReader(content), read_options=whole, parse_options=_FILE)
    if len(file) != 1 or file["flights"].null_count:
        raise _NotTyped
    records = file["flights"].chunk(0).flatten()
    rows = pa.Table.from_struct_array(records.filter(records.is_valid()))
    rows.validate(full=True)  # checks that texts are UTF-8
    heading: dict[str, Any] = file.select(list(_HEADING)).to_pylist()[0]
    picture = picture_of(typed_flight_table(rows, poll_time=number(heading["poll_time"])), heading)
    observed = rows.select(list(FIELDS))
    return replace(picture, observation_of=lambda row: parse_observation(observed.slice(row, 1).to_pylist()[0]))
