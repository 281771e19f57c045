"""The hours that a command is asked to rebuild."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

from common.errors import InputRefused
from contracts.lake.layout import Partition

HOUR_FORMAT = "%Y-%m-%dT%H"

YEARS = range(1970, 2100)
"""Years an interval may lie in. They leave room for the days before and after it, which are computed too."""


@dataclass(frozen=True)
class Interval:
    """The hours from `first` to `last` (UTC), both included."""

    first: datetime
    last: datetime

    @classmethod
    def parse(cls, first: str | None, last: str | None) -> Self | None:
        """Return the interval from two texts `YYYY-MM-DDTHH`: one hour if only one is given, None if neither is.

        An empty text counts as not given. Raises InputRefused when a text is not an hour or lies outside YEARS, or when
        the two are in the wrong order.
        """
        given = first or last
        if not given:
            return None
        interval = cls(_hour(first or given), _hour(last or given))
        if interval.first > interval.last:
            raise InputRefused(f"--first {first} is later than --last {last}")
        return interval

    def hours(self) -> Iterator[Partition]:
        """Yield the hours as partitions."""
        moment = self.first
        while moment <= self.last:
            yield Partition(moment.date(), moment.hour)
            moment += timedelta(hours=1)

    def __contains__(self, partition: Partition) -> bool:
        """Return whether the interval contains this hour, or touches this day."""
        if partition.hour is None:
            return self.first.date() <= partition.day <= self.last.date()
        return self.first <= start_of(partition) <= self.last


def start_of(partition: Partition) -> datetime:
    """Return the moment at which the partition begins."""
    return datetime.combine(partition.day, time(partition.hour or 0), UTC)


def _hour(text: str) -> datetime:
    try:
        hour = datetime.strptime(text, HOUR_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise InputRefused(f"{text} is not an hour such as 2026-11-22T09") from None
    if hour.year not in YEARS:
        raise InputRefused(f"{text} is not within the years {YEARS[0]} to {YEARS[-1]}")
    return hour
