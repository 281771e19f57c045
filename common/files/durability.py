"""What has to outlive a loss of power: on the disk before anything is done that relies on it.

A rename alone is no such thing: after the loss there may be the name without the content, or the old one still.
"""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

_OF_NO_FOLDER = (errno.EINVAL, errno.EBADF)
"""What file systems answer that cannot wait for a folder, as some of networks and of containers; PostgreSQL's list."""


def move_durably(moves: Iterable[tuple[Path, Path]]) -> None:
    """Give files that are written their places: what they hold is on the disk before their names are, and both are
    when this returns."""
    listed = list(moves)
    sync(source for source, _ in listed)
    for source, target in listed:
        source.replace(target)
    sync({target.parent for _, target in listed})


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, on the disk when this returns."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    sync(each.parent for each in missing)


def sync(paths: Iterable[Path]) -> None:
    """Return when files hold on the disk what they hold now, and folders list there what they list now: the latter
    where the file system can wait for that."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _OF_NO_FOLDER or not path.is_dir():
                raise
        finally:
            os.close(descriptor)
