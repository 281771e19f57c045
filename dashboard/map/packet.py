"""The binary packet sent to the map, which the browser uses in place instead of parsing 10,000 rows.

    8 bytes  length of the header (unsigned, little endian)
    header   JSON, padded with spaces to a multiple of 8 bytes
    columns  one after the other, each starting at a multiple of 8 bytes

The header's `columns` holds the type (`f4`, `u1`), offset from the end of the header, and length of each column.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

_ALIGNMENT = 8


@dataclass(frozen=True)
class PackedColumns:
    """Columns in the packet's layout, and their part of the header."""

    content: bytes
    header: bytes
    count: int


def pack_columns(columns: Mapping[str, npt.NDArray[Any]], about: Mapping[str, Any], *, count: int) -> PackedColumns:
    """Lay out columns of float32 or uint8, each with a multiple of `count` values; about: goes into the header."""
    places: dict[str, tuple[str, int, int]] = {}
    parts: list[bytes] = []
    offset = 0
    for name, values in columns.items():
        content = _padded(np.ascontiguousarray(values).tobytes(), b"\0")
        places[name] = (values.dtype.str[1:], offset, values.size)
        parts.append(content)
        offset += len(content)
    header = orjson.dumps({"count": count, "columns": places, **about})
    return PackedColumns(b"".join(parts), header, count)


def make_packet(columns: PackedColumns, view: Mapping[str, Any]) -> bytes:
    """Return the packet of these columns; view: the header's entries for one viewer."""
    own = orjson.dumps(dict(view))
    header = _padded(columns.header[:-1] + (b"," if view else b"") + own[1:], b" ")
    return len(header).to_bytes(8, "little") + header + columns.content


def _padded(content: bytes, filler: bytes) -> bytes:
    return content + filler * (-len(content) % _ALIGNMENT)
