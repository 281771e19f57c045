"""Which lake it is: a number in a file in its root, made once, that goes where the lake is copied or moved to."""

import os
from contextlib import suppress
from uuid import UUID, uuid4

from common.files.durability import sync
from common.errors import LakeError
from contracts.lake.layout import Lake
from etl.lake.work import working_folder

FILE = "lake.id"


def known_identity(lake: Lake) -> UUID | None:
    """The lake's number, None when it has none yet. Raises LakeError when its file does not hold one."""
    path = lake.root / FILE
    try:
        return UUID(path.read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LakeError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:
        raise LakeError(
            f"{path} does not hold the lake's number; put a copy in its place, or remove it to have this lake taken "
            "for a new one"
        ) from None


def identity_of(lake: Lake) -> UUID:
    """The lake's number, made when it has none; of processes that make it at once, all get the same.

    Raises LakeError as `known_identity` does, and when it cannot be written.
    """
    known = known_identity(lake)
    while known is None:
        _make_identity(lake)
        known = known_identity(lake)
    return known


def _make_identity(lake: Lake) -> None:
    """Make the file, unless another process is quicker."""
    try:
        with working_folder(lake, "identity") as folder:
            made = folder / FILE
            made.write_text(f"{uuid4()}\n", "ascii")
            sync([made])
            with suppress(FileExistsError):
                os.link(made, lake.root / FILE)  # a rename would take the place of another's
        sync([lake.root])
    except OSError as error:
        raise LakeError(f"{lake.root / FILE} cannot be written: {error.strerror}") from error
