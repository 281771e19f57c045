"""A cache of values that are computed once for all viewers."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Shared:
    """Keeps computed values by name; concurrent callers wait for the first instead of repeating its work."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[Hashable, Any] = {}

    def get(self, name: Hashable, compute: Callable[[], T]) -> T:
        """Return the value of that name; the first call computes it."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = compute()
            kept: T = self._kept[name]
            return kept
