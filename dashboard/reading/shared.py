"""What is worked out once and for whoever asks for it."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Shared:
    """Keeps what was worked out by name; who asks for it meanwhile waits instead of doing it again."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[Hashable, Any] = {}

    def get(self, name: Hashable, work_out: Callable[[], T]) -> T:
        """What is kept by that name, else what `work_out` returns, from then on kept."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = work_out()
            kept: T = self._kept[name]
            return kept
