"""The warehouse as its readers see it: SELECTs over gold and the dimensions.

PostgreSQL and the lake's files have the same tables, columns and types (`contracts.lake.gold`). Queries keep to SQL
that both PostgreSQL and DuckDB understand: parameters are `$name`, sums of whole numbers are cast to `bigint`
(otherwise they are floating point), quantiles are `percentile_cont(…) WITHIN GROUP (ORDER BY …)`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from common.errors import WarehouseError

MOST_SECONDS = 20.0
"""A query that takes longer is cancelled."""

_PANDAS_TYPES: dict[pa.DataType, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


@dataclass(frozen=True)
class Days:
    """The days (UTC) from `first` to `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Query:
    """A SELECT with the values of its parameters; see `Warehouse.query`."""

    sql: str
    parameters: Mapping[str, object]
    days: Days | None
    hour: int | None

    def values_of(self, names: Iterable[str]) -> dict[str, object]:
        """Return the values of these parameters, in this order. Raises WarehouseError when one has no value."""
        given = {**self.parameters, **(vars(self.days) if self.days else {})}
        if self.hour is not None:
            given["hour"] = self.hour
        try:
            return {name: given[name] for name in names}
        except KeyError as error:
            raise WarehouseError(f"the query has no value for its parameter {error}") from None


class Warehouse(ABC):
    """Reads gold and the dimensions; threads may share it."""

    def query(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        days: Days | None = None,
        hour: int | None = None,
    ) -> pd.DataFrame:
        """Return the rows of one SELECT; `$name` in it stands for that parameter.

        days: values of `$first` and `$last`; the query must restrict itself to `date BETWEEN $first AND $last`. hour:
        value of `$hour`; the query must restrict itself to `hour = $hour`. Files of other days and hours are not read.

        Text columns hold str or None, whole numbers are Int64, other numbers float64 with NaN for null, dates
        datetime64. Raises WarehouseError.
        """
        return _frame_of(self._rows(Query(sql, parameters or {}, days, hour)))

    @abstractmethod
    def _rows(self, query: Query) -> pa.Table:
        """Return the query's rows. Raises WarehouseError."""

    @abstractmethod
    def days(self) -> Days | None:
        """Return the first and the last day with data, None if there are none. Raises WarehouseError."""

    def sources(self) -> list[str]:
        """Return the sources of traffic, sorted. Raises WarehouseError."""
        found = self.query("SELECT source FROM country_traffic UNION SELECT source FROM daily_alerts ORDER BY source")
        return list(found["source"])

    def schedule_sources(self) -> list[str]:
        """Return the sources of schedules, sorted. Raises WarehouseError."""
        found = self.query("SELECT source FROM airline_delays UNION SELECT source FROM airport_delays ORDER BY source")
        return list(found["source"])


def time_limit_error(most_seconds: float) -> WarehouseError:
    """Return the error for a query that was cancelled after `most_seconds`."""
    return WarehouseError(f"the warehouse took longer than {most_seconds:g} s: ask for fewer days")


def _frame_of(rows: pa.Table) -> pd.DataFrame:
    plain = pa.schema([(field.name, _plain_type(field.type)) for field in rows.schema])
    return rows.cast(plain).to_pandas(types_mapper=_PANDAS_TYPES.get, date_as_object=False)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return pa.float64()
    return kind
