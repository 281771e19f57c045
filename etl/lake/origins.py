"""The origin of a file of the lake: the inputs and the code version listed in its Parquet metadata."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from common.errors import LakeError
from contracts.lake.layout import Lake

Inputs = tuple[tuple[str, int, int], ...]
"""The files that a file was made from: name relative to the lake, size (bytes), time of change (ns)."""


@dataclass(frozen=True)
class Origin:
    """The inputs of a file and the version of the code that made it."""

    inputs: Inputs
    version: int


def inputs_of(lake: Lake, paths: Iterable[Path]) -> Inputs:
    """Return the files as inputs in their present state, sorted by name."""
    stats = ((path, path.stat()) for path in sorted(paths))
    return tuple((str(path.relative_to(lake.root)), stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def origin_of(path: Path) -> Origin | None:
    """Return the file's origin, None when the file does not exist.

    Raises LakeError when it is not a file of the lake.
    """
    if not path.exists():
        return None
    if origin := noted_origin(path):
        return origin
    raise LakeError(f"{path} does not list what it was made from; {what_helps(path)}")


def noted_origin(path: Path) -> Origin | None:
    """Return the origin in the file's metadata, None when they hold none.

    Raises LakeError when the file is not Parquet, or its origin is malformed.
    """
    try:
        metadata = pq.read_metadata(path).metadata or {}
        if b"inputs" not in metadata:
            return None
        inputs = tuple((name, size, changed) for name, size, changed in orjson.loads(metadata[b"inputs"]))
        return Origin(inputs, int(metadata[b"version"]))
    except (KeyError, ValueError, OSError, pa.ArrowException) as error:
        raise LakeError(f"{path} is not a file of the lake ({type(error).__name__}); {what_helps(path)}") from None


def find_damaged(paths: Iterable[Path]) -> LakeError | None:
    """Return an error that names the first of these files that cannot be read to its end, None if all can."""
    for path in paths:
        try:
            for _ in pq.ParquetFile(path).iter_batches():
                pass
        except (OSError, pa.ArrowException) as error:
            return LakeError(f"{path} is damaged ({type(error).__name__}); {what_helps(path)}")
    return None


def what_helps(path: Path) -> str:
    """Return what to do about a damaged file: a file of bronze cannot be made again."""
    days = [place for place, part in enumerate(path.parts) if part.startswith("date=")]
    if days and path.parts[days[-1] - 2] == "bronze":
        return "restore a copy, or move it out of the lake to continue without its rows"
    return "remove it and it will be made again"
