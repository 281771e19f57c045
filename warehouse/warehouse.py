"""Queries over gold and the dimensions: from PostgreSQL, or from the lake's own files by DuckDB.

Both have the same tables, columns and types (`contracts.lake.tables`) and understand the SQL that is used here:
parameters are `$name`, sums of whole numbers are cast to `bigint` (else both give floating point), quantiles are
`percentile_cont(…) WITHIN GROUP (ORDER BY …)`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import psycopg
import pyarrow as pa
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.numeric import FloatLoader
from pydantic import SecretStr

from common.errors import SettingsError, WarehouseError, WarehouseRefused
from contracts.lake.layout import Column, Lake, Table
from contracts.lake.tables import DIMENSIONS, GOLD

SCHEMA = "flightwatch"
"""Of the tables in PostgreSQL."""
READER = "flightwatch_reader"
"""The role that may read them and nothing else; grant it to whoever should."""
LOADED_FILES = "loaded_files"
"""The table of what is loaded, beside those of the lake: file name, table, day, size, time of change."""
Address = Mapping[str, Any]
"""Parts of a server's address, as libpq names them; one may be a password."""
MOST_SECONDS = 20.0
"""A query that takes longer is ended."""

_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds to connect; a server that fell silent is given up after a minute."""
_MEMORY_LIMIT = "1GB"
_PARAMETER = re.compile(r"\$([a-z_]+)")
_REFUSED = re.compile(
    r'authentication failed|no password supplied|(role|database) ".*" does not exist|is not permitted to log in|'
    r"no pg_hba\.conf entry|permission denied for database|SSL was required|certificate|invalid \w+ value"
)
"""What is said where only a setting helps. Before a connection there is no code for it, and a server that speaks
another language than English is taken for one that is away."""
_NOT_FOR_THE_USER = ("42P01", "42501")
"""No such table, as where the schema may not be looked into; not allowed."""
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
"""By the type's number in PostgreSQL."""
_PANDAS_TYPES: dict[pa.DataType, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


@dataclass(frozen=True)
class Days:
    """From one day (UTC) to another, both included."""

    first: date
    last: date


class Warehouse(ABC):
    """Reads gold and the dimensions; may be shared by threads."""

    @abstractmethod
    def query(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        days: Days | None = None,
        hour: int | None = None,
    ) -> pd.DataFrame:
        """The rows of one SELECT; `$name` in it is that parameter.

        With `days`, `$first` and `$last` are these, and the query must keep to `date BETWEEN $first AND $last`; with
        `hour`, `$hour` is it, and it must keep to `hour = $hour`: other files need not be read. Text is str or None,
        whole numbers are Int64, numbers float64 with NaN for null, dates datetime64.

        Raises WarehouseError.
        """

    @abstractmethod
    def days(self) -> Days | None:
        """The first and the last day there is a partition of; None when there is none. Raises WarehouseError."""

    def sources(self) -> list[str]:
        """Where traffic came from, in the order of the alphabet. Raises WarehouseError."""
        found = self.query("SELECT source FROM country_traffic UNION SELECT source FROM daily_alerts ORDER BY source")
        return list(found["source"])

    def schedule_sources(self) -> list[str]:
        """Who told schedules, in the order of the alphabet. Raises WarehouseError."""
        found = self.query("SELECT source FROM airline_delays UNION SELECT source FROM airport_delays ORDER BY source")
        return list(found["source"])


def open_warehouse(url: SecretStr | None, lake: Lake) -> Warehouse:
    """PostgreSQL when there is an address, else the lake's files. Raises SettingsError when it is no address."""
    return PostgresWarehouse(url) if url else LakeWarehouse(lake)


class PostgresWarehouse(Warehouse):
    """A server, through a connection for each query that can only read."""

    def __init__(self, url: SecretStr, *, most_seconds: float = MOST_SECONDS) -> None:
        """Raises SettingsError when the address is malformed; connects later."""
        self._address = parse_address(url)
        self._most_seconds = most_seconds

    def query(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        days: Days | None = None,
        hour: int | None = None,
    ) -> pd.DataFrame:
        numbered, names = _number_parameters(sql)
        values = list(_values_of(names, parameters, days, hour).values())
        try:
            with connect(self._address, application="flightwatch reader") as connection:
                connection.execute(
                    f"SET default_transaction_read_only = on; SET search_path = {SCHEMA}; "
                    f"SET statement_timeout = {round(1_000 * self._most_seconds)}; SET TimeZone = 'UTC'"
                )
                connection.commit()
                connection.adapters.register_loader("numeric", FloatLoader)
                with psycopg.RawCursor(connection) as cursor:
                    # With values, even none, the server takes one statement only.
                    cursor.execute(numbered, values)
                    return _to_frame(_arrow_of(cursor))
        except psycopg.Error as error:
            raise WarehouseError(_postgres_words(error, self._address, self._most_seconds)) from None

    def days(self) -> Days | None:
        found = self.query(f"SELECT min(day) AS first, max(day) AS last FROM {LOADED_FILES}")  # noqa: S608 - a constant
        first, last = found.iloc[0]
        return None if pd.isna(first) else Days(first.date(), last.date())


class LakeWarehouse(Warehouse):
    """The lake's own files, in a DuckDB in memory for each query that can read gold and write nothing."""

    def __init__(self, lake: Lake, *, most_seconds: float = MOST_SECONDS) -> None:
        self._lake = lake
        self._most_seconds = most_seconds

    def query(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        days: Days | None = None,
        hour: int | None = None,
    ) -> pd.DataFrame:
        try:
            with duckdb.connect(":memory:", config={"memory_limit": _MEMORY_LIMIT, "temp_directory": ""}) as database:
                self._prepare(database, sql, days, hour)
                statements = database.extract_statements(sql)
                if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                    raise WarehouseError("the warehouse answers one SELECT at a time")
                values = _values_of(statements[0].named_parameters, parameters, days, hour)
                return _to_frame(database.sql(statements[0], params=values).to_arrow_table())
        except duckdb.InterruptException:
            raise WarehouseError(_took_too_long(self._most_seconds)) from None
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(f"the lake's files cannot be queried: {error}") from error

    def days(self) -> Days | None:
        found = {partition.day for table in GOLD for partition in self._lake.partitions(table)}
        return Days(min(found), max(found)) if found else None

    def _prepare(self, database: duckdb.DuckDBPyConnection, sql: str, days: Days | None, hour: int | None) -> None:
        """Make the tables that the query may ask, and lock the rest away."""
        for table in (*GOLD, *DIMENSIONS):
            if re.search(rf"\b{table.name}\b", sql):
                database.execute(f'CREATE VIEW "{table.name}" AS {self._rows_of(table, days, hour)}')
        gold = _quoted(f"{self._lake.root.absolute()}/gold/")
        database.execute(
            f"SET TimeZone = 'UTC'; SET max_execution_time = {round(1_000 * self._most_seconds)}; "
            f"SET allowed_directories = [{gold}]; SET enable_external_access = false; SET lock_configuration = true"
        )

    def _rows_of(self, table: Table, days: Days | None, hour: int | None) -> str:
        files = self._files_of(table, days, hour)
        if not files:
            return f"SELECT {', '.join(_column_of_nulls(column) for column in table.columns)} LIMIT 0"
        paths = ", ".join(_quoted(str(path.absolute())) for path in files)
        columns = ", ".join(_column_of_file(column) for column in table.columns)
        return f"SELECT {columns} FROM read_parquet([{paths}], hive_partitioning = false)"  # noqa: S608 - our own texts

    def _files_of(self, table: Table, days: Days | None, hour: int | None) -> list[Path]:
        if table.partitioned_by == "nothing":
            return [path for path in (self._lake.file(table),) if path.exists()]
        first, last = (days.first, days.last) if days else (None, None)
        partitions = self._lake.partitions(table, first=first, last=last)
        return [self._lake.file(table, each) for each in partitions if hour is None or each.hour in (None, hour)]


def parse_address(url: SecretStr) -> Address:
    """The parts of `postgresql://user:password@host:port/database`, as libpq names them.

    Raises SettingsError, which has nothing of the address: where one is malformed, anything may be of the password.
    """
    wrong = SettingsError(
        "WAREHOUSE_URL is no address such as postgresql://user:password@host:5432/database "
        "(in a password, signs such as @ : / % are written %40 %3A %2F %25)"
    )
    text = url.get_secret_value()
    if not text.startswith(("postgresql://", "postgres://")):
        raise wrong
    try:
        parts = conninfo_to_dict(text)
    except psycopg.Error:
        raise wrong from None
    port = str(parts.get("port", "5432"))
    if not re.fullmatch(r"\d+(,\d+)*", port) or "@" in f"{parts.get('host', '')}{parts.get('dbname', '')}":
        raise wrong
    return {**_PATIENCE, **parts}


def connect(address: Address, *, application: str) -> psycopg.Connection:
    """A connection, closed with its `with`. Raises WarehouseError when there is none to be had, WarehouseRefused when
    only another WAREHOUSE_URL helps."""
    try:
        return psycopg.connect(**{**address, "application_name": application})
    except psycopg.Error as error:
        said = words_of(error, address)
        if _REFUSED.search(said):
            raise WarehouseRefused(f"the warehouse does not accept WAREHOUSE_URL: {said}") from None
        raise WarehouseError(f"the warehouse cannot be reached: {said}") from None


def words_of(error: BaseException, address: Address) -> str:
    """What the database or its driver says, on one line, with the password struck out, should it be in it."""
    text, password = str(error), address.get("password")
    if password:
        text = text.replace(str(password), "***")
    return " ".join(text.split())


def _values_of(
    names: Iterable[str], parameters: Mapping[str, object] | None, days: Days | None, hour: int | None
) -> dict[str, object]:
    """The values of these parameters, in this order. Raises WarehouseError when there is none for one."""
    given = {**(parameters or {}), **(vars(days) if days else {})}
    if hour is not None:
        given["hour"] = hour
    try:
        return {name: given[name] for name in names}
    except KeyError as error:
        raise WarehouseError(f"the query has no value for its parameter {error}") from None


def _number_parameters(sql: str) -> tuple[bytes, list[str]]:
    """`$name` as `$1`, …, and the names in that order."""
    names = list(dict.fromkeys(_PARAMETER.findall(sql)))
    return _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", sql).encode(), names


def _arrow_of(cursor: psycopg.RawCursor[Any]) -> pa.Table:
    columns = cursor.description or []
    unknown = [column.name for column in columns if column.type_code not in _ARROW_TYPES]
    if unknown:
        raise WarehouseError(f"columns of a type that is not used here: {', '.join(unknown)}")
    values = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(columns)
    arrays = [pa.array(each, type=_ARROW_TYPES[column.type_code]) for each, column in zip(values, columns, strict=True)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def _to_frame(rows: pa.Table) -> pd.DataFrame:
    plain = pa.schema([(field.name, _plain_type(field.type)) for field in rows.schema])
    return rows.cast(plain).to_pandas(types_mapper=_PANDAS_TYPES.get, date_as_object=False)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return pa.float64()
    return kind


def _column_of_file(column: Column) -> str:
    value = f'"{column.name}"::{column.type}'
    if column.type == "double":
        value = f"nullif({value}, 'nan'::double)"
    return f'{value} AS "{column.name}"'


def _column_of_nulls(column: Column) -> str:
    return f'NULL::{column.type} AS "{column.name}"'


def _postgres_words(error: psycopg.Error, address: Address, most_seconds: float) -> str:
    if error.sqlstate == "57014":
        return _took_too_long(most_seconds)
    if error.sqlstate in _NOT_FOR_THE_USER:
        return f"the warehouse has no such table for its user: run python -m etl load, or GRANT {READER} to the user"
    return f"the warehouse does not answer: {words_of(error, address)}"


def _took_too_long(most_seconds: float) -> str:
    return f"the warehouse took longer than {most_seconds:g} s: ask for fewer days"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
