"""A lock that lets only one command at a time change a lake: another could remove files that it has listed."""

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
    """Hold the lake's lock, waiting for its present holder. The lock of a killed command is released by the system.

    Fair: a command that takes the lock in many short turns queues behind those that wait.
    """
    make_folder(lake.root)
    with (lake.root / ".lock").open("w") as lock:
        # A free lock goes to the first to ask, which could be its last holder. So the next in line holds `.turn` while
        # it waits for `.lock`, and a returning holder has to wait for `.turn`.
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
