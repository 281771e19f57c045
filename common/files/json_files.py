"""JSON files that other processes read while they are written."""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from common.files.durability import make_folder, move_durably


def write_json(path: Path, value: Any) -> None:
    """Replace the file in one step, so that a reader sees the old content or the new, never half of either.

    `value` is anything that orjson can serialize, numpy arrays included; NaN becomes null.
    """
    replace_bytes(path, orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY))


def replace_bytes(path: Path, content: bytes) -> None:
    """Replace the file's content in one step; the temporary file beside it is removed when writing fails.

    After a loss of power the file may hold its old content, or none: use this for files that are rewritten regularly.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as (file,):
        file.write(content)


def keep_bytes(path: Path, content: bytes) -> None:
    """Replace the file's content durably: it is on the disk when this returns. For files that are not rewritten."""
    make_folder(path.parent)
    temporary = _temporary(path)
    try:
        temporary.write_bytes(content)
        move_durably([(temporary, path)])
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing(*paths: Path) -> Iterator[list[BinaryIO]]:
    """Open temporary files that replace `paths` together once all are written; on any error the old files stay.

    Raises IsADirectoryError at once when a path is a directory.
    """
    for path in paths:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    temporaries = [_temporary(path) for path in paths]
    try:
        with ExitStack() as files:
            yield [files.enter_context(temporary.open("wb")) for temporary in temporaries]
        for temporary, path in zip(temporaries, paths, strict=True):
            temporary.replace(path)
    except BaseException:
        for temporary in temporaries:
            temporary.unlink(missing_ok=True)
        raise


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def read_json(path: Path) -> Any | None:
    """Return the file's value, None when it is absent or empty.

    Raises ValueError (orjson.JSONDecodeError) when the content is not JSON.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return orjson.loads(content) if content.strip() else None
