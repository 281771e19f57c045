"""The warehouse read from PostgreSQL."""

import re
from typing import Any

import pandas as pd
import psycopg
import pyarrow as pa
from psycopg.types.numeric import FloatLoader
from pydantic import SecretStr

from common.errors import WarehouseError
from warehouse.connection import LOADED_FILES, READER, SCHEMA, connect, parse_address, reason_of
from warehouse.reader import MOST_SECONDS, Days, Query, Warehouse, time_limit_error

_PARAMETER = re.compile(r"\$([a-z_]+)")

_CANCELLED = "57014"
_NOT_GRANTED = ("42P01", "42501")
"""Undefined table, also reported where the user may not use the schema; insufficient privilege."""

_ARROW_TYPES: dict[int, pa.DataType] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int64(),
    23: pa.int64(),
    25: pa.string(),
    700: pa.float64(),
    701: pa.float64(),
    1043: pa.string(),
    1082: pa.date32(),
    1700: pa.float64(),
}
"""Arrow's types by PostgreSQL's type OID."""


class PostgresWarehouse(Warehouse):
    """Reads a PostgreSQL server; each query opens a connection that can only read."""

    def __init__(self, url: SecretStr, *, most_seconds: float = MOST_SECONDS) -> None:
        """Raises SettingsError when the address is malformed; the first query connects."""
        self._address = parse_address(url)
        self._most_seconds = most_seconds

    def _rows(self, query: Query) -> pa.Table:
        numbered, names = _number_parameters(query.sql)
        values = list(query.values_of(names).values())
        try:
            with connect(self._address, application="flightwatch reader") as connection:
                connection.execute(
                    f"SET default_transaction_read_only = on; SET search_path = {SCHEMA}; "
                    f"SET statement_timeout = {round(1_000 * self._most_seconds)}; SET TimeZone = 'UTC'"
                )
                connection.commit()
                connection.adapters.register_loader("numeric", FloatLoader)
                with psycopg.RawCursor(connection) as cursor:
                    # With values, even an empty list, the server accepts a single statement only.
                    cursor.execute(numbered, values)
                    return _arrow_of(cursor)
        except psycopg.Error as error:
            raise self._error_of(error) from None

    def days(self) -> Days | None:
        found = self.query(f"SELECT min(day) AS first, max(day) AS last FROM {LOADED_FILES}")  # noqa: S608 - a constant
        first, last = found.iloc[0]
        return None if pd.isna(first) else Days(first.date(), last.date())

    def _error_of(self, error: psycopg.Error) -> WarehouseError:
        if error.sqlstate == _CANCELLED:
            return time_limit_error(self._most_seconds)
        if error.sqlstate in _NOT_GRANTED:
            return WarehouseError(
                "the warehouse has no such table, or its user may not read it: "
                f"run python -m etl load, or GRANT {READER} to the user"
            )
        return WarehouseError(f"the query failed: {reason_of(error, self._address)}")


def _number_parameters(sql: str) -> tuple[bytes, list[str]]:
    """Return the query with `$name` replaced by `$1`, …, and the names in that order."""
    names = list(dict.fromkeys(_PARAMETER.findall(sql)))
    return _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", sql).encode(), names


def _arrow_of(cursor: psycopg.RawCursor[Any]) -> pa.Table:
    columns = cursor.description or []
    unknown = [column.name for column in columns if column.type_code not in _ARROW_TYPES]
    if unknown:
        raise WarehouseError(f"columns of an unsupported type: {', '.join(unknown)}")
    values = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(columns)
    arrays = [pa.array(each, type=_ARROW_TYPES[column.type_code]) for each, column in zip(values, columns, strict=True)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])
