"""The identity of a lake: a UUID in a file in its root, created once, which moves with the lake."""

import os
from contextlib import suppress
from uuid import UUID, uuid4

from common.errors import LakeError
from common.files.durability import sync
from contracts.lake.layout import Lake
from etl.lake.work import working_folder

FILE = "lake.id"


def known_identity(lake: Lake) -> UUID | None:
    """Return the lake's UUID, None if it has none yet. Raises LakeError when the file cannot be read or has no UUID."""
    path = lake.root / FILE
    try:
        return UUID(path.read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LakeError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:
        raise LakeError(
            f"{path} does not hold the lake's id; restore a copy, or remove it to have this lake treated as a new one"
        ) from None


def identity_of(lake: Lake) -> UUID:
    """Return the lake's UUID; create it if need be. Processes that create it at the same time all get the same one.

    Raises LakeError as `known_identity` does, and when the file cannot be written.
    """
    known = known_identity(lake)
    while known is None:
        _make_identity(lake)
        known = known_identity(lake)
    return known


def _make_identity(lake: Lake) -> None:
    """Create the file, unless another process is faster."""
    try:
        with working_folder(lake, "identity") as folder:
            made = folder / FILE
            made.write_text(f"{uuid4()}\n", "ascii")
            sync([made])
            with suppress(FileExistsError):
                os.link(made, lake.root / FILE)  # a rename would overwrite another process's file
        sync([lake.root])
    except OSError as error:
        raise LakeError(f"{lake.root / FILE} cannot be written: {error.strerror}") from error
