"""Polls as detection knows them: which took place, in which order, of which feed, and what came of them.

Time that passed without a poll says nothing about an aircraft. So whether one was missed is a question of polls: an
aircraft with a fix from a feed's 7th and its next from the 9th answer was missing from one.
"""

import zlib
from dataclasses import dataclass

from contracts.poll_marker import ANSWERED, EMPTY, Outcome

POLL_COLUMNS = ("poll_number", "feed_number")
"""What `ml.judgement.judge` needs of each record's poll, beside the record: the poll's number among the answers of its
feed, and the feed as a number."""


@dataclass(frozen=True)
class TakenPoll:
    """A poll, answered or not.

    time: of the answer, epoch s; without an answer, when it was asked for. feed: its name, None where it is not known.
    outcome, reason: as in its marker (`contracts.poll_marker`). states: in the answer, with those that brought nothing
    new, None where not known. interval_s: until the next poll as planned, None for a poll without a marker; the records
    of such a poll may come in several parts. source: of the records, None where not known.
    """

    time: int
    feed: str | None = None
    outcome: Outcome = ANSWERED
    reason: str | None = None
    states: int | None = None
    interval_s: float | None = None
    source: str | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the poll can show that an aircraft is missing."""
        return self.outcome in (ANSWERED, EMPTY)


class AnswerCount:
    """Numbers the answers of a feed, from 1; an answer with the time of the one before is the same one again."""

    def __init__(self) -> None:
        self._number = 0
        self._time: int | None = None

    def number_of(self, time: int) -> int:
        """Return the number of the next answer (time: epoch s)."""
        if time != self._time:
            self._number, self._time = self._number + 1, time
        return self._number


def feed_number(feed: str | None) -> int:
    """Return a feed as a number of 32 bits, 0 where it is not known."""
    return zlib.crc32(feed.encode()) if feed else 0
