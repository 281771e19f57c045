"""Ports of this machine."""

import itertools
import os
import random
import socket
from collections.abc import Iterator

_FIRST, _PER_WORKER = 20_000, 2_000
"""Below the ports that the system hands out by itself; each worker of a parallel run has a range of its own."""


def _candidates() -> Iterator[int]:
    """Yield the ports of this worker over and over, from a random one on: other runs may use the same range."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first, start = _FIRST + worker * _PER_WORKER, random.randrange(_PER_WORKER)
    yield from itertools.cycle(first + (start + step) % _PER_WORKER for step in range(_PER_WORKER))


_CANDIDATES = _candidates()


def free_ports(count: int) -> list[int]:
    """Return `count` different ports that nothing listens on. A port comes up again only after all others have."""
    return list(itertools.islice(filter(_is_free, _CANDIDATES), count))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
