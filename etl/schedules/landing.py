"""Request pages of AviationStack, as many as the quota allows, and keep them in bronze."""

import re
from contextlib import closing
from dataclasses import dataclass, field

import structlog

from common.clock import Clock
from common.errors import MonthlyQuotaSpent, RequestsHeldBack, SettingsError, SourceUnavailable
from common.guarded_http import is_loopback
from common.settings import Settings
from contracts.lake.layout import Lake, Partition
from etl.lake.interval import Interval
from etl.schedules.aviationstack import ALL, AVIATIONSTACK, AviationStackClient, Flights
from etl.schedules.pages import PageName, keep_page, pages_folder, pages_of, read_page, text_of
from etl.schedules.quota import QuotaLedger

ASKED_WITHIN_S = 6 * 3_600
"""An interval may be requested until this long after its end: the API reports the present, not the past."""

_HOUR_S = 3_600

log = structlog.get_logger()


@dataclass
class Landing:
    """Progress of a landing: requests sent, pages kept, airports without flights, and why it stopped asking."""

    requests: int = 0
    pages: int = 0
    without_flights: list[str] = field(default_factory=list)
    held_back: str | None = None


@dataclass
class _Course:
    """The successive pages of an airport: the offset of the next one (None after the last) and the previous page."""

    offset: int | None = 0
    before: Flights | None = None

    def take(self, page: Flights) -> None:
        """Move past this page. The course ends after two successive pages without a total: its end would be unknown.

        Raises SourceUnavailable when this is not the next page.
        """
        offset = self.offset or 0
        if page.offset not in (None, offset):
            raise SourceUnavailable(f"AviationStack returned the flights from {page.offset} on instead of {offset} on")
        if self.before and page.records == self.before.records:
            raise SourceUnavailable(f"AviationStack returned the same flights from {offset} on as before")
        endless = self.before is not None and self.before.total is page.total is None
        self.offset = None if page.ends(offset) or endless else offset + len(page.records)
        self.before = page


def airports_of(settings: Settings) -> list[str]:
    """Return the airports to ask for, each once, or ALL. Raises SettingsError when one is not an IATA code."""
    codes = [code.strip().upper() for code in (settings.aviationstack_airports or "").split(",") if code.strip()]
    wrong = [code for code in codes if not re.fullmatch("[A-Z]{3}", code)]
    if wrong:
        raise SettingsError(f"AVIATIONSTACK_AIRPORTS: not IATA codes of airports: {', '.join(wrong)}")
    return list(dict.fromkeys(codes)) or [ALL]


def ledger_of(settings: Settings, *, clock: Clock) -> QuotaLedger:
    """Return the ledger of the API in the settings; requests to the local stand-in have a ledger of their own."""
    name = "local" if is_loopback(settings.aviationstack_url) else AVIATIONSTACK
    key = settings.aviationstack_access_key
    return QuotaLedger(
        pages_folder(Lake(settings.lake_dir)) / "quota" / name,
        monthly=settings.aviationstack_monthly_requests,
        key=key.get_secret_value().strip() if key else "",
        clock=clock,
    )


def land(settings: Settings, lake: Lake, interval: Interval, landing: Landing, clock: Clock) -> None:
    """Request the interval's pages and keep them, counting in `landing`. Raises as `refresh.run` does."""
    if not interval.first.timestamp() <= clock.time() < interval.last.timestamp() + _HOUR_S + ASKED_WITHIN_S:
        landing.held_back = "the interval is not current: only pages already received for it are used"
        return
    airports, ledger = airports_of(settings), ledger_of(settings, clock=clock)

    def take(asked: str) -> None:
        ledger.take(asked)
        landing.requests += 1

    client = AviationStackClient.from_settings(
        settings, take=take, may_retry=lambda: ledger.usage().left > 0, clock=clock
    )
    with closing(client):
        # The airport that has waited longest comes first: a run may be allowed only a single request.
        last_asked = ledger.usage().last_asked
        turn = sorted(airports, key=lambda airport: last_asked.get(airport, 0))
        courses = {airport: _course_of(lake, interval, airport) for airport in turn}
        while waiting := {airport: course for airport, course in courses.items() if course.offset is not None}:
            for airport, course in waiting.items():
                offset = course.offset or 0
                try:
                    page = client.flights(airport=None if airport == ALL else airport, offset=offset)
                except RequestsHeldBack as reason:
                    landing.held_back = str(reason)
                    return
                except MonthlyQuotaSpent:
                    ledger.note_spent()
                    raise
                course.take(page.flights)
                if not page.flights.records and offset == 0:
                    landing.without_flights.append(airport)
                    log.warning(
                        "answer without flights, which does not prove there are none: the next run requests it again",
                        airport=airport,
                    )
                keep_page(lake, interval, airport, offset, page)
                landing.pages += 1


def _course_of(lake: Lake, interval: Interval, airport: str) -> _Course:
    """Return the course after the pages in bronze; a first page without flights is not counted but requested again."""
    course = _Course()
    names = {PageName.of(path): path for path in pages_of(lake, Partition(interval.first.date()))}
    mine = [name for name in names if name.interval == text_of(interval) and name.airport == airport]
    for name in sorted(mine, key=lambda name: name.offset):
        if name.offset == course.offset:
            page = read_page(names[name])
            if page.records or name.offset > 0:
                course.take(page)
    return course
