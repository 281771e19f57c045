"""Wait for a condition instead of a fixed time."""

import time
from collections.abc import Callable

import pytest


def wait_until(condition: Callable[[], object], *, seconds: float, what: str, every_s: float = 0.1) -> None:
    """Return as soon as the condition holds; fail the test with `what` when it does not within `seconds`.

    every_s: pause between two checks, longer for one that costs time.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(every_s)
