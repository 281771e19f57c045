"""What files of the lake say they were made from, in their Parquet metadata."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from common.errors import LakeError
from contracts.lake.layout import Lake

Inputs = tuple[tuple[str, int, int], ...]
"""Files something was made from: name relative to the lake, size (bytes), time of change (ns)."""


@dataclass(frozen=True)
class Origin:
    """What a file was made from, and by which version of the code."""

    inputs: Inputs
    version: int


def inputs_of(lake: Lake, paths: Iterable[Path]) -> Inputs:
    """The files as they are now, by name."""
    stats = ((path, path.stat()) for path in sorted(paths))
    return tuple((str(path.relative_to(lake.root)), stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def origin_of(path: Path) -> Origin | None:
    """What the file says it was made from; None when there is no such file.

    Raises LakeError when it is no file of the lake.
    """
    if not path.exists():
        return None
    if origin := noted_origin(path):
        return origin
    raise LakeError(f"{path} does not say what it was made from; {what_helps(path)}")


def noted_origin(path: Path) -> Origin | None:
    """What the file says it was made from; None when it does not say.

    Raises LakeError when it is no Parquet file, or what it says is not understood.
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
    """The first of these files that cannot be read to its end, as an error that names it."""
    for path in paths:
        try:
            for _ in pq.ParquetFile(path).iter_batches():
                pass
        except (OSError, pa.ArrowException) as error:
            return LakeError(f"{path} is damaged ({type(error).__name__}); {what_helps(path)}")
    return None


def what_helps(path: Path) -> str:
    """What to do about a damaged file: what is in bronze is made from nothing that is kept."""
    days = [place for place, part in enumerate(path.parts) if part.startswith("date=")]
    if days and path.parts[days[-1] - 2] == "bronze":
        return "put a copy in its place, or move it out of the lake to go on without what it has"
    return "remove it to have it made anew"
