"""The pace of each feed: after a start or a pause, every aircraft seems to appear at once."""

from dataclasses import dataclass, replace

PAUSE_S = 60
PAUSE_INTERVALS = 2.5
"""A gap between polls is a pause when it is longer than this many seconds and this many of the interval before it."""


LONGEST_GAP_S = 300
"""After a longer gap between two polls no aircraft counts as missing: it may have landed during the gap."""


@dataclass(frozen=True)
class FeedPace:
    """The polls of a feed up to now (epoch s).

    last: the newest poll. interval_s: from the one before, 0 without one. steady_since: the first poll after the start
    or the last pause.
    """

    last: int
    interval_s: int
    steady_since: int

    @classmethod
    def begun(cls, time: int) -> "FeedPace":
        """Return the pace of a feed whose first poll this is."""
        return cls(time, 0, time)

    def after(self, time: int) -> "FeedPace":
        """Return the pace with one more poll."""
        gap = time - self.last
        going_on = replace(self, last=time, interval_s=gap)
        is_pause = self.interval_s > 0 and gap > max(PAUSE_S, PAUSE_INTERVALS * self.interval_s)
        return replace(going_on, steady_since=time) if is_pause else going_on
