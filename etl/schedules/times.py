"""Local times of AviationStack's records as moments.

The API's times end in "+00:00" but are the airport's local times: the offset is dropped and the airport's zone applied.
A time that no clock showed, because clocks went forward, is read as if they had not yet (02:30 becomes 03:30). A time
that clocks showed twice, because they went back, gives two moments.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(_DATE.pattern + r"[T ][0-9]{2}:[0-9]{2}")


def parse_date(text: Any) -> date | None:
    """Return the date that the text begins with, None when it begins with none."""
    if not isinstance(text, str) or not _DATE.match(text):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def parse_time(text: Any) -> datetime | None:
    """Return the local time in the text, with its offset if it has one, None when it is malformed."""
    if not isinstance(text, str) or not _TIME.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def moments_of(local: datetime, zone: str) -> list[int]:
    """Return the moments (epoch s, ascending) at which clocks in the zone showed the local time: one or two.

    An offset other than 0 is believed, in case the API begins to send true offsets: then only moments with that offset
    in the zone count, possibly none.
    """
    moments = sorted({_epoch(local, zone, fold) for fold in (0, 1)})
    shown = [each for each in moments if _shows(each, local, zone)] or [_epoch(local, zone, 0)]
    if offset := local.utcoffset():
        shown = [each for each in shown if datetime.fromtimestamp(each, ZoneInfo(zone)).utcoffset() == offset]
    return shown


def nearest(moments: list[int], expected: int | None) -> int | None:
    """Return the moment nearest to the expected one; the first when none is expected, None when there are none."""
    if not moments:
        return None
    return moments[0] if expected is None else min(moments, key=lambda moment: abs(moment - expected))


def clocks_agree(zone: str, other: str, times: Iterable[datetime]) -> bool:
    """Return whether the local times are the same moments in both zones."""
    return all(_epoch(local, zone, 0) == _epoch(local, other, 0) for local in times)


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all IANA time zones."""
    return frozenset(available_timezones())


def _epoch(local: datetime, zone: str, fold: int) -> int:
    return int(local.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def _shows(epoch: int, local: datetime, zone: str) -> bool:
    """Return whether clocks in the zone showed the local time at that moment."""
    shown = datetime.fromtimestamp(epoch, UTC).astimezone(ZoneInfo(zone))
    return shown.replace(tzinfo=None) == local.replace(tzinfo=None, microsecond=0)
