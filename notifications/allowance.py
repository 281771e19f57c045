"""How many messages an hour a person wants at most."""

from collections import deque

HOUR_S = 3_600


class HourlyAllowance:
    """Counts messages of the last 60 minutes, whenever these begin."""

    def __init__(self, max_per_hour: int) -> None:
        self._max = max_per_hour
        self._sent: deque[float] = deque()

    def has_room(self, now: float) -> bool:
        """Whether one more may be sent; `now` in seconds since anything, never going back."""
        while self._sent and self._sent[0] <= now - HOUR_S:
            self._sent.popleft()
        return len(self._sent) < self._max

    def use(self, now: float) -> None:
        """Count a message sent now."""
        self._sent.append(now)
