"""What the map is sent: one binary packet that the browser uses as it is, without parsing 10,000 rows.

    4 bytes  length of the header (uint32, little endian), 4 bytes of nothing
    header   JSON, padded with spaces to a multiple of 8 bytes
    columns  one after the other, each from a multiple of 8 bytes on

The header's `columns` says for each its type (`f4`, `u1`), its offset from the end of the header, and its length.
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
    """Columns ready to be sent, and the part of the header that belongs to them."""

    content: bytes
    header: bytes
    count: int


def pack_columns(columns: Mapping[str, npt.NDArray[Any]], about: Mapping[str, Any], *, count: int) -> PackedColumns:
    """Lay the columns (float32 or uint8, of `count` aircraft or a multiple of it) out; `about` goes with them."""
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
    """The packet with these columns and what this viewer's map needs besides."""
    own = orjson.dumps(dict(view))
    header = _padded(columns.header[:-1] + (b"," if view else b"") + own[1:], b" ")
    return len(header).to_bytes(8, "little") + header + columns.content


def _padded(content: bytes, filler: bytes) -> bytes:
    return content + filler * (-len(content) % _ALIGNMENT)
