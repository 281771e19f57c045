"""Working folders for unfinished files, and their removal after a command was killed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from common.files.durability import make_folder
from contracts.lake.layout import Lake


@contextmanager
def working_folder(lake: Lake, name: str) -> Iterator[Path]:
    """Make a folder for this process on the lake's disk, and remove it afterwards.

    Folders that dead processes have left are removed first.
    """
    work = lake.root / ".work"
    make_folder(work)  # and the lake itself, if need be
    for left in work.glob("*-*-*"):
        if not is_running(int(left.name.split("-")[-2])):
            shutil.rmtree(left, ignore_errors=True)  # another command may be removing it too
    folder = work / f"{name}-{os.getpid()}-{uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def is_running(process_id: int) -> bool:
    """Return whether a process with this id runs on this machine."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
