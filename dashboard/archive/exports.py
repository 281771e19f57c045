"""Exports tables to CSV, Parquet and GeoJSON; a spreadsheet runs no formula from them."""

import csv
import io
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_FORMULA_START = tuple("=+-@＝＋－＠\t\r\n")


class NotExportable(ValueError):
    """The format cannot hold the table; the message is meant for the viewer."""


def to_csv(rows: pa.Table | pd.DataFrame) -> bytes:
    """Write CSV for spreadsheets: UTF-8 with a byte order mark, formulas made inert, lists and objects as JSON.

    An apostrophe goes before a cell that begins with one of `= + - @`, tab or line end (OWASP, "CSV Injection").
    Raises NotExportable for values that Python cannot hold.
    """
    table = pa.Table.from_pandas(rows, preserve_index=False) if isinstance(rows, pd.DataFrame) else rows
    file = io.StringIO(newline="")
    writer = csv.writer(file)  # its line end is \r\n, so it quotes texts that contain either character
    writer.writerow(map(_inert, table.column_names))
    writer.writerows(zip(*(map(_cell, column) for column in _values(table)), strict=True))
    return file.getvalue().encode("utf-8-sig")


def to_parquet(table: pa.Table) -> bytes:
    """Write Parquet, compressed with zstd. Raises NotExportable for a type that Parquet lacks, such as an interval."""
    sink = pa.BufferOutputStream()
    try:
        pq.write_table(table, sink, compression="zstd")
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise NotExportable(f"Parquet cannot hold a column of this table: {error}") from error
    content: bytes = sink.getvalue().to_pybytes()
    return content


def to_geojson(table: pa.Table) -> bytes:
    """Write GeoJSON: a point per row from `longitude` and `latitude`, the other columns as its properties.

    `left_out`, a foreign member (RFC 7946, 6.1), counts the rows without a position. Raises NotExportable unless the
    table has these two columns, as numbers.
    """
    for name in ("longitude", "latitude"):
        if table.column_names.count(name) != 1 or not _is_number(table.schema.field(name).type):
            raise NotExportable("GeoJSON needs one column `longitude` and one column `latitude`, in degrees.")
    rows = (dict(zip(table.column_names, row, strict=True)) for row in zip(*_values(table), strict=True))
    features = [feature for row in rows if (feature := _feature(row))]
    collection = {"type": "FeatureCollection", "left_out": len(table) - len(features), "features": features}
    return orjson.dumps(collection, default=_plain)


def why_not(export: Callable[[pa.Table], bytes], table: pa.Table) -> str | None:
    """Return why a table cannot be exported, None when it can.

    Formats differ in the types and in the range of times that they can hold, so it is enough to try the rows with the
    earliest and the latest times.
    """
    try:
        export(table.take(_ends_of_times(table)))
    except NotExportable as refusal:
        return str(refusal)
    return None


def _ends_of_times(table: pa.Table) -> pa.Array:
    """Return the numbers of the rows with the earliest and the latest value of each column of dates or times."""
    rows: set[int] = set()
    for column in table.columns:
        if pa.types.is_temporal(column.type) and not pa.types.is_interval(column.type):
            rows |= {pc.index(column, end).as_py() for end in pc.min_max(column).values() if end.is_valid}
    return pa.array(sorted(rows), pa.int64())


def _values(table: pa.Table) -> list[list[Any]]:
    try:
        return [column.to_pylist() for column in table.columns]
    except (OverflowError, ValueError, pa.ArrowException) as error:  # such as the year 290309
        raise NotExportable(f"A value of this table cannot be written: {error}") from error


def _feature(row: dict[str, Any]) -> dict[str, Any] | None:
    longitude, latitude = row.pop("longitude"), row.pop("latitude")
    if longitude is None or latitude is None or not (abs(longitude) <= 180 and abs(latitude) <= 90):
        return None
    point = {"type": "Point", "coordinates": [float(longitude), float(latitude)]}
    return {"type": "Feature", "geometry": point, "properties": row}


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_floating(type_) or pa.types.is_integer(type_) or pa.types.is_decimal(type_))


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return _inert(value)
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=_plain).decode()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def _plain(value: Any) -> Any:
    """Convert a value of a type that JSON lacks."""
    if isinstance(value, Decimal):
        return float(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def _inert(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_START) else text
