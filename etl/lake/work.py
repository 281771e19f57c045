"""Where commands keep what is not finished, and how what killed ones left there is told from it."""

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
    """A folder of this process on the lake's disk, gone afterwards; those that killed processes left go first."""
    work = lake.root / ".work"
    make_folder(work)  # and the lake, where there is none
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
    """Whether there is such a process on this machine."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
