"""A field of a contract, and the contract's schema as Spark and DuckDB spell it.

Every record that crosses a boundary of the system (Kafka, `output/`, the lake) is declared once, as a tuple of `Field`.
Schemas, checks and the tables in `docs/` derive from these tuples.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

Type = Literal[
    "string",
    "long",
    "double",
    "boolean",
    "timestamp",
    "array<string>",
    "array<long>",
    "array<array<double>>",
    "struct<along:double,across:double,climb:double>",
    "object",
]
"""Spark's names; `object` is a JSON object whose members are documented in the field's meaning."""

_DUCKDB: dict[Type, str] = {
    "string": "VARCHAR",
    "long": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "array<string>": "VARCHAR[]",
    "array<long>": "BIGINT[]",
    "array<array<double>>": "DOUBLE[][]",
    "struct<along:double,across:double,climb:double>": "STRUCT(along DOUBLE, across DOUBLE, climb DOUBLE)",
    "object": "JSON",
}


def _is_long(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


_HAS_TYPE: dict[Type, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "long": _is_long,
    "double": lambda value: type(value) in (int, float) and math.isfinite(value),
    "boolean": lambda value: isinstance(value, bool),
    "array<long>": lambda value: isinstance(value, list) and all(map(_is_long, value)),
}


@dataclass(frozen=True)
class Field:
    """A field: its name, type, SI unit and meaning, and the values that make a record unusable.

    required: null is refused. minimum, maximum: inclusive bounds in `unit`. values: the only ones allowed.
    """

    name: str
    type: Type
    unit: str
    meaning: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()


def has_type(value: Any, kind: Type) -> bool:
    """Return whether a JSON value, other than null, has this type, which must be one that messages use.

    A number may be whole where a double is asked for, but not a double where a whole one is; it is finite and fits.
    """
    return _HAS_TYPE[kind](value)


def names_of(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the names of the fields, in order."""
    return tuple(field.name for field in fields)


def spark_ddl(fields: Iterable[Field]) -> str:
    """Return the fields as Spark's DDL: `icao24 string, time_position long, …`."""
    return ", ".join(f"{field.name} {field.type}" for field in fields)


def duckdb_types(fields: Iterable[Field]) -> dict[str, str]:
    """Return DuckDB's type of each field, by name."""
    return {field.name: _DUCKDB[field.type] for field in fields}
