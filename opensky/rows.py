"""Parses rows of `/states/all` into records: checks types, strips text, and counts invalid rows by reason."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from common.errors import InvalidStateVector
from contracts.callsign import known_callsign
from contracts.fields import Type
from contracts.state_vector import ICAO24_PATTERN, STATE_FIELDS, StateVector

LEGACY_ROW_LENGTH = 13
"""Rows of 2017 end after `sensors`; later ones have 17 or 18 fields, and newer ones may have more."""

Row = Sequence[Any]
Column = Sequence[Any]
Columns = dict[str, Column]
"""By field name, the values of that field, one per record."""


def _string(value: Any) -> str:
    if isinstance(value, str) and (value.isascii() or value.encode()):  # encode raises for lone surrogates
        return value
    raise TypeError


def _is_long(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _long(value: Any) -> int:
    if _is_long(value):
        return value  # type: ignore[no-any-return]
    if type(value) is float and value.is_integer() and _is_long(int(value)):
        return int(value)
    raise TypeError


def _double(value: Any) -> float:
    if (type(value) is float or type(value) is int) and math.isfinite(value):
        return float(value)
    raise TypeError


def _boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise TypeError


def _longs(value: Any) -> list[int]:
    if isinstance(value, list) and all(_is_long(item) for item in value):
        return value
    raise TypeError


_READERS: dict[Type, Callable[[Any], Any]] = {
    "string": _string,
    "long": _long,
    "double": _double,
    "boolean": _boolean,
    "array<long>": _longs,
}
_ROW_PLAN = tuple((field.name, _READERS[field.type]) for field in STATE_FIELDS)
_EMPTY: StateVector = dict.fromkeys(field.name for field in STATE_FIELDS)
_TEXTS = tuple(
    field.name for field in STATE_FIELDS if field.type == "string" and field.name not in ("icao24", "callsign")
)
_is_icao24 = re.compile(ICAO24_PATTERN).match
_are_hex_digits = re.compile("[0-9a-f]*").fullmatch

_UNCHANGED: dict[Type, tuple[type, Callable[[Column], bool]]] = {
    "string": (str, lambda column: "".join(filter(None, column)).isascii()),
    "long": (int, lambda column: _is_long(min(known := [0, *filter(None, column)])) and _is_long(max(known))),
    "double": (float, lambda column: math.isfinite(sum(filter(None, column)))),
    "boolean": (bool, lambda _: True),
    "array<long>": (type(None), lambda _: True),
}
"""By field type: the Python type of a column's non-null values, and a check that the reader changes none of them."""


def parse_rows(rows: Sequence[Any]) -> tuple[Columns, Counter[str]]:
    """Parse each row as `parse_row` does; return the records' columns and the number of invalid rows by reason.

    If no row is invalid, the usual case, parsing by columns takes a third of the time.
    """
    try:
        return _parse_columns(rows), Counter()
    except InvalidStateVector:
        pass  # parsing row by row finds the invalid ones
    states: list[StateVector] = []
    invalid: Counter[str] = Counter()
    for row in rows:
        try:
            states.append(parse_row(row))
        except InvalidStateVector as error:
            invalid[error.reason] += 1
    return {name: [state[name] for state in states] for name in _EMPTY}, invalid


def parse_row(row: Row) -> StateVector:
    """Parse one row of `/states/all` into a record with OpenSky's field names.

    Accepts rows of 13 fields (2017), 17, 18 and more (those after the 18th are ignored); absent fields are null. Text
    is stripped, blank text becomes null, and so does a callsign of fill characters (`contracts.callsign`). Integers are
    accepted for floats. Only types are checked here, not values: an impossible position is still a record, which the
    cleaning step rejects with its offset.

    Raises InvalidStateVector: "not an array", "short row", "wrong type: <field>", "invalid icao24".
    """
    if not isinstance(row, list | tuple):
        raise InvalidStateVector("not an array")
    if len(row) < LEGACY_ROW_LENGTH:
        raise InvalidStateVector("short row")
    state = _EMPTY.copy()
    name = ""
    try:
        for (name, read), value in zip(_ROW_PLAN, row, strict=False):
            if value is not None:
                state[name] = read(value)
    except (TypeError, OverflowError, UnicodeEncodeError):
        raise InvalidStateVector(f"wrong type: {name}") from None
    for name in _TEXTS:
        text = state[name]
        state[name] = (text.strip() or None) if text else None
    state["callsign"] = known_callsign(state["callsign"])
    icao24 = (state["icao24"] or "").strip().lower()
    if not _is_icao24(icao24):
        raise InvalidStateVector("invalid icao24")
    state["icao24"] = icao24
    return state


def _parse_columns(rows: Sequence[Any]) -> Columns:
    """Parse all rows at once. Raises InvalidStateVector when one is invalid, or when they differ in length."""
    if not {*map(type, rows)} <= {list, tuple}:
        raise InvalidStateVector("not an array")
    lengths = {*map(len, rows)}
    if len(lengths) > 1 or min(lengths, default=LEGACY_ROW_LENGTH) < LEGACY_ROW_LENGTH:
        raise InvalidStateVector("short row")
    columns: Columns = {name: (None,) * len(rows) for name in _EMPTY}
    for field, column in zip(STATE_FIELDS, zip(*rows, strict=True), strict=False):
        columns[field.name] = _read_column(field.name, field.type, column)
    for name in _TEXTS:
        columns[name] = [(text.strip() or None) if text else None for text in columns[name]]
    columns["callsign"] = [*map(known_callsign, columns["callsign"])]
    columns["icao24"] = _addresses(columns["icao24"])
    return columns


def _addresses(texts: Column) -> Column:
    if {*map(len, filter(None, texts))} == {6} and None not in texts and _are_hex_digits("".join(texts)):
        return texts
    addresses = [(text or "").strip().lower() for text in texts]
    if not all(map(_is_icao24, addresses)):
        raise InvalidStateVector("invalid icao24")
    return addresses


def _read_column(name: str, kind: Type, column: Column) -> Column:
    plain, needs_no_change = _UNCHANGED[kind]
    if {*map(type, column)} <= {plain, type(None)} and needs_no_change(column):
        return column
    try:
        return [None if value is None else _READERS[kind](value) for value in column]
    except (TypeError, OverflowError, UnicodeEncodeError):
        raise InvalidStateVector(f"wrong type: {name}") from None
