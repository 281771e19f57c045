"""Write files that survive a loss of power: they are on the disk before anything relies on them.

A rename alone is not enough: after a power loss the new name may have no content, or the old file may still be there.
"""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

_CANNOT_SYNC_FOLDER = (errno.EINVAL, errno.EBADF)
"""Errors of file systems that cannot sync a folder, such as some network and container ones; PostgreSQL ignores them,
too."""


def move_durably(moves: Iterable[tuple[Path, Path]]) -> None:
    """Move finished files to their targets. Contents reach the disk before the new names do, and both are on the disk
    when this returns."""
    listed = list(moves)
    sync(source for source, _ in listed)
    for source, target in listed:
        source.replace(target)
    sync({target.parent for _, target in listed})


def make_folder(folder: Path) -> None:
    """Make the folder and its missing parents; they are on the disk when this returns."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    sync(each.parent for each in missing)


def sync(paths: Iterable[Path]) -> None:
    """Return once the content of these files, and the entries of these folders, are on the disk.

    Folders are skipped where the file system cannot sync them. Raises OSError.
    """
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _CANNOT_SYNC_FOLDER or not path.is_dir():
                raise
        finally:
            os.close(descriptor)
