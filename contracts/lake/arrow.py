"""Arrow schemas of the lake's tables."""

import pyarrow as pa

from contracts.lake.layout import ColumnType, Table

_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def schema_of(table: Table) -> pa.Schema:
    """Return the table's columns as an Arrow schema."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in table.columns])
