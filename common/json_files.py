"""JSON files that other processes read while they are written."""

import os
from pathlib import Path
from typing import Any

import orjson


def write_json(path: Path, value: Any) -> None:
    """Replace the file in one step, so that a reader sees the old picture or the new one, never half of either.

    `value` is anything orjson knows, numpy arrays included; NaN becomes null.
    """
    replace_bytes(path, orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY))


def replace_bytes(path: Path, content: bytes) -> None:
    """Replace the file's content in one step; the temporary beside it is removed when writing fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> Any | None:
    """The file's value, or None when it is absent or empty.

    Raises ValueError (orjson.JSONDecodeError) when it holds something else than JSON.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return orjson.loads(content) if content.strip() else None
