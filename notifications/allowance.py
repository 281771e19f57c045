"""The hourly limit of a channel's messages."""

from collections import deque

HOUR_S = 3_600


class HourlyAllowance:
    """Limits the messages of the last 60 minutes, a sliding window."""

    def __init__(self, max_per_hour: int) -> None:
        self._max = max_per_hour
        self._sent: deque[float] = deque()

    def has_room(self, now: float) -> bool:
        """Return whether one more message may be sent; `now`: monotonic, s."""
        while self._sent and self._sent[0] <= now - HOUR_S:
            self._sent.popleft()
        return len(self._sent) < self._max

    def use(self, now: float) -> None:
        """Count a message sent at `now`."""
        self._sent.append(now)
