"""One command at a time on a lake, in turn: what one lists, another could be replacing or removing."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import structlog

from common.files.durability import make_folder
from contracts.lake.layout import Lake

log = structlog.get_logger()


@contextmanager
def alone_on(lake: Lake) -> Iterator[None]:
    """Wait until no other command works on the lake, and keep them out. A command that was killed keeps nobody out.

    Whoever leaves and comes back, as what works in many short turns does, comes after one who waits meanwhile.
    """
    make_folder(lake.root)
    with (lake.root / ".lock").open("w") as lock:
        # The system gives a lock to whoever asks first once it is free. So the next to have it holds the turn while it
        # waits, and who has just left has to wait for that.
        with (lake.root / ".turn").open("w") as turn:
            if not (_taken_at_once(turn) and _taken_at_once(lock)):
                log.info("waiting for another command to finish", lake=str(lake.root))
                fcntl.flock(turn, fcntl.LOCK_EX)
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _taken_at_once(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
