"""One command at a time on a lake: what one lists, another could be replacing or removing."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from common.durability import make_folder
from common.lake import Lake

log = structlog.get_logger()


@contextmanager
def alone_on(lake: Lake) -> Iterator[None]:
    """Wait until no other command works on the lake, and keep them out. A command that was killed keeps nobody out."""
    make_folder(lake.root)
    with (lake.root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("waiting for another command to finish", lake=str(lake.root))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
