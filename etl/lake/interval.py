"""The hours a command is asked to make anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

from common.errors import SettingsError
from contracts.lake.layout import Partition

HOUR_FORMAT = "%Y-%m-%dT%H"

YEARS = range(1970, 2100)
"""Of hours that can be asked for: what is before and after them is a time too."""


@dataclass(frozen=True)
class Interval:
    """From one hour to another (UTC), both included."""

    first: datetime
    last: datetime

    @classmethod
    def parse(cls, first: str | None, last: str | None) -> Self | None:
        """The interval of two texts `YYYY-MM-DDTHH`; None when neither is given or both are empty,
        one hour when only one is.

        Raises SettingsError when they are no hours, of no year there is data of, or in the wrong order.
        """
        given = first or last
        if not given:
            return None
        interval = cls(_hour(first or given), _hour(last or given))
        if interval.first > interval.last:
            raise SettingsError(f"--first {first} is later than --last {last}")
        return interval

    def hours(self) -> Iterator[Partition]:
        """Its hours, as partitions."""
        moment = self.first
        while moment <= self.last:
            yield Partition(moment.date(), moment.hour)
            moment += timedelta(hours=1)

    def days(self) -> Iterator[Partition]:
        """The days it touches, as partitions."""
        day = self.first.date()
        while day <= self.last.date():
            yield Partition(day)
            day += timedelta(days=1)

    def __contains__(self, partition: Partition) -> bool:
        """Whether it has this hour, or touches this day."""
        if partition.hour is None:
            return self.first.date() <= partition.day <= self.last.date()
        return self.first <= start_of(partition) <= self.last


def start_of(partition: Partition) -> datetime:
    """When it begins."""
    return datetime(*_ymd(partition.day), partition.hour or 0, tzinfo=UTC)


def _ymd(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _hour(text: str) -> datetime:
    try:
        hour = datetime.strptime(text, HOUR_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise SettingsError(f"{text} is no hour such as 2026-11-22T09") from None
    if hour.year not in YEARS:
        raise SettingsError(f"{text} is not within the years {YEARS[0]} to {YEARS[-1]}")
    return hour
