"""The order of polls: which polls are complete, in which order they follow, and which records belong to which.

A micro-batch ends at a different moment on each partition of the topic, often in the middle of a poll. Three rules make
the polls a property of the topic, however it is cut into micro-batches:

- A poll is complete when its marker (`contracts.poll_marker`) has been read on every partition.
- Polls follow one another as their markers do on partition 0, of whatever feed they are.
- On each partition, the records of a feed before one of its markers, and after those of earlier polls, belong to the
  marker's poll.

A marker can be missing from a partition whose older messages were removed by retention: a later marker of the same feed
completes the poll there. A poll that MOST_RECORDS or MOST_POLLS wait for is released as it is.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from contracts.poll_marker import ANSWERED, EMPTY, PollMarker

FIRST_PARTITION = 0

MOST_RECORDS = 1_000_000
MOST_POLLS = 5_000
"""At most so many records, by the count of their markers, and polls wait for a partition that does not go on."""

MOST_FEEDS = 1_000
"""Feeds whose polls are counted; the one without a poll for the longest time is forgotten first."""

_UNMARKED = ""
"""The feed of records without one."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ReadMarker:
    """A marker and its place on the topic."""

    partition: int
    offset: int
    marker: PollMarker


@dataclass(frozen=True)
class OrderedPoll:
    """A poll whose turn has come.

    number: counts the answers of the feed, starting at 1; an answer as old as the one before has the same number, as
    has a failed poll. ends: by partition, the offset before which the poll's records are. is_complete: False for a poll
    that was released without all of its markers.
    """

    marker: PollMarker
    number: int
    ends: dict[int, int]
    is_complete: bool


@dataclass
class _Feed:
    """What was read of a feed's markers.

    seen: by partition, the polls whose marker was read and whose turn has not come, with the marker's offset. ends: by
    partition, where the last ordered poll ended. last: id of that poll. number, poll_time: of the last answer.
    """

    seen: dict[int, dict[str, int]] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    last: str = ""
    number: int = 0
    poll_time: int = 0


class PollOrder:
    """The polls that have been read in part. No I/O and no clock."""

    def __init__(self) -> None:
        self._due: deque[PollMarker] = deque()
        self._feeds: dict[str, _Feed] = {}

    def advance(self, read: Iterable[ReadMarker]) -> list[OrderedPoll]:
        """Take the markers of a micro-batch, and return the polls whose turn has come, in order."""
        due = {marker.poll for marker in self._due}
        for each in sorted(read, key=lambda each: (each.partition, each.offset)):
            self._take(each, due)
        ordered = []
        records = sum(marker.records for marker in self._due)
        while self._due:
            marker = self._due[0]
            due.remove(marker.poll)
            is_complete = self._is_complete(marker, due)
            if not is_complete and records <= MOST_RECORDS and len(self._due) <= MOST_POLLS:
                break
            self._due.popleft()
            records -= marker.records
            ordered.append(self._ordered(marker, due, is_complete=is_complete))
        self._forget_feeds()
        return ordered

    def number_unmarked(self, poll_times: Ints) -> Ints:
        """Return the number of each record's poll, for records whose producer writes no markers.

        poll_times: of the records, ascending, epoch s, shape (n,). A poll begins with the first later time.
        """
        feed = self._feeds.setdefault(_UNMARKED, _Feed())
        later = np.unique(poll_times[poll_times > feed.poll_time])
        numbers: Ints = feed.number + np.searchsorted(later, poll_times, side="right")
        if len(later):
            feed.number, feed.poll_time = feed.number + len(later), int(later[-1])
        return numbers

    def to_json(self) -> dict[str, Any]:
        """Return the whole state in types that JSON can hold."""
        return {
            "due": [asdict(marker) for marker in self._due],
            "feeds": {
                name: asdict(feed) | {"seen": [*feed.seen.items()], "ends": [*feed.ends.items()]}
                for name, feed in self._feeds.items()
            },
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "PollOrder":
        """Return the order that `to_json` stored."""
        order = cls()
        order._due = deque(PollMarker(**marker) for marker in content["due"])
        order._feeds = {
            name: _Feed(**feed | {"seen": dict(feed["seen"]), "ends": dict(feed["ends"])})
            for name, feed in content["feeds"].items()
        }
        return order

    def _take(self, each: ReadMarker, due: set[str]) -> None:
        marker = each.marker
        feed = self._feeds.setdefault(marker.feed, _Feed())
        if marker.poll == feed.last:
            return  # the producer sent the poll again, because no broker confirmed it the first time
        feed.seen.setdefault(each.partition, {})[marker.poll] = each.offset
        if each.partition == FIRST_PARTITION and marker.poll not in due:
            self._due.append(marker)
            due.add(marker.poll)

    def _is_complete(self, marker: PollMarker, later: set[str]) -> bool:
        """Return whether each partition has shown the poll's marker, or one of its feed's later polls."""
        seen = self._feeds[marker.feed].seen
        markers = (seen.get(partition, {}) for partition in range(marker.partitions))
        return all(marker.poll in of_partition or not later.isdisjoint(of_partition) for of_partition in markers)

    def _ordered(self, marker: PollMarker, later: set[str], *, is_complete: bool) -> OrderedPoll:
        feed = self._feeds[marker.feed]
        feed.last = marker.poll
        for partition, seen in feed.seen.items():
            end = max(feed.ends.get(partition, 0), seen.pop(marker.poll, 0))
            feed.ends[partition] = end
            for poll in [poll for poll, offset in seen.items() if offset < end and poll not in later]:
                del seen[poll]  # its marker is missing on the first partition
        if marker.outcome in (ANSWERED, EMPTY) and marker.poll_time != feed.poll_time:
            feed.number, feed.poll_time = feed.number + 1, marker.poll_time
        return OrderedPoll(marker, feed.number, dict(feed.ends), is_complete)

    def _forget_feeds(self) -> None:
        if len(self._feeds) > MOST_FEEDS:
            due = {marker.feed for marker in self._due}
            idle = sorted(self._feeds.keys() - due, key=lambda name: (self._feeds[name].poll_time, name))
            for name in idle[: len(self._feeds) - MOST_FEEDS]:
                del self._feeds[name]


def places_in_order(
    polls: Sequence[OrderedPoll], names: Sequence[str | None], feeds: Ints, partitions: Ints, offsets: Ints
) -> Ints:
    """Return for each record the index of its poll among `polls`, and len(polls) where its poll is not among them.

    polls: as `PollOrder.advance` returns them. names: of the feeds. feeds: the index of each record's feed in `names`;
    partitions, offsets: where the record is, shapes (n,).
    """
    places = np.full(len(offsets), len(polls), np.int64)
    of_feed: dict[str, list[int]] = {}
    for index, poll in enumerate(polls):
        of_feed.setdefault(poll.marker.feed, []).append(index)
    for name, indices in of_feed.items():
        is_feeds = feeds == (names.index(name) if name in names else -1)
        for partition in np.unique(partitions[is_feeds]).tolist():
            rows = np.flatnonzero(is_feeds & (partitions == partition))
            ends = [polls[index].ends.get(partition, 0) for index in indices]
            found = np.searchsorted(ends, offsets[rows], side="right")
            places[rows] = np.append(indices, len(polls))[found]
    return places
