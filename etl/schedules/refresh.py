"""Bring flights as AviationStack reports them to bronze/schedules and silver/schedules.

request what the quota allows -> bronze: each page as received -> silver: one row per operated flight
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from common.clock import Clock, SystemClock
from common.errors import FlightwatchError, LakeError
from common.files.durability import make_folder
from common.settings import Settings
from contracts.lake.layout import Lake
from etl.lake.interval import Interval
from etl.lake.lock import alone_on
from etl.schedules.landing import Landing, land
from etl.schedules.pages import pages_folder
from etl.schedules.silver import make_silver

_HOUR_S = 3_600
_SYSTEM_CLOCK = SystemClock()

log = structlog.get_logger()


@dataclass(frozen=True)
class SchedulesRun:
    """Counts of a run: requests sent, pages kept, and the fields of `SilverCounts`.

    without_flights: airports whose answer had no flights, which does not prove there are none. held_back: why no more
    requests were sent.
    """

    requests: int
    pages: int
    records: int
    rejected: int
    unreadable_fields: int
    days: int
    flights: int
    without_flights: str | None
    held_back: str | None


def run(settings: Settings, interval: Interval | None, *, clock: Clock = _SYSTEM_CLOCK) -> SchedulesRun:
    """Request the flights of an interval, or of the current hour, and make silver from the new pages.

    With an interval, silver is made from all pages of its days. A failing request does not lose the pages received
    before it: they go to silver before the error is raised.

    Raises SettingsError, CredentialsRefused, RequestRefused, SourceUnavailable, QuotaExceeded and MonthlyQuotaSpent as
    the client does, and LakeError when a file below the lake is damaged or cannot be written. A ledger that allows no
    request is not an error.
    """
    lake = Lake(settings.lake_dir)
    landing = Landing()
    trouble: FlightwatchError | None = None
    with _alone(lake):
        try:
            land(settings, lake, interval or _this_hour(clock), landing, clock)
        except FlightwatchError as error:
            trouble = error
        except OSError as error:
            trouble = LakeError(f"{error.filename or lake.root} cannot be written: {error.strerror}")
        with alone_on(lake):
            made = make_silver(lake, interval)
    if trouble:
        raise trouble
    if landing.held_back:
        log.info("no more requests for now", reason=landing.held_back)
    without_flights = ", ".join(landing.without_flights) or None
    return SchedulesRun(landing.requests, landing.pages, *made, without_flights, landing.held_back)


def _this_hour(clock: Clock) -> Interval:
    hour = datetime.fromtimestamp(clock.time() // _HOUR_S * _HOUR_S, UTC)
    return Interval(hour, hour)


@contextmanager
def _alone(lake: Lake) -> Iterator[None]:
    """Wait for another run on the same lake to end: two at once would request the same pages."""
    folder = pages_folder(lake)
    make_folder(folder)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
