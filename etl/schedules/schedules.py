"""`python -m etl schedules`: flights as AviationStack says them, to bronze/schedules and silver/schedules.

    ask for what the quota allows -> bronze: each page as received -> silver: one row per operated flight

A page's name has the interval it was asked for, who answered, the airport, the offset and the time, so an interval that
is run again uses the pages it has. A day of silver lists the pages it was made from; a day of bronze counts as used
once its file in silver/schedules_rejected, which is written last, lists all its pages.
"""

import fcntl
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import structlog

from common.clock import Clock, SystemClock
from common.errors import (
    FlightwatchError,
    InvalidSchedule,
    LakeError,
    MonthlyQuotaSpent,
    RequestsHeldBack,
    SettingsError,
    SourceUnavailable,
)
from common.files.durability import make_folder
from common.files.json_files import keep_bytes
from common.guarded_http import is_loopback
from common.settings import Settings
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.tables import SCHEDULES, SCHEDULES_REJECTED
from etl.lake.interval import HOUR_FORMAT, Interval
from etl.lake.lock import alone_on
from etl.lake.partitions import Origin, inputs_of, origin_of, working_on, write_partition
from etl.schedules.aviationstack import (
    ALL,
    AVIATIONSTACK,
    AviationStackClient,
    Flights,
    FlightsPage,
    parse_page,
)
from etl.schedules.checks import find_problems
from etl.schedules.quota import QuotaLedger
from etl.schedules.records import RecordReader, Row, fold_flights

VERSION = 2
"""Raised when the same pages would give other rows."""

ASKED_WITHIN_S = 6 * 3_600
"""How long after its end an interval may still be asked for: the API answers about now, not about then."""

_HOUR_S = 3_600
_PAGES = "schedules"
_ARROW_TYPES = {"text": pa.string(), "bigint": pa.int64(), "integer": pa.int32(), "date": pa.date32()}
_SYSTEM_CLOCK = SystemClock()

log = structlog.get_logger()


@dataclass(frozen=True)
class SchedulesRun:
    """What a run did: requests sent and pages landed; of the days of bronze that were not used yet, their records and
    how many of them were set aside, with the fields of others that could not be read; days and flights of silver that
    were made. without_flights: airports for which none came, which proves nothing; held_back: why nothing more was
    asked, when that was the quota's reason."""

    requests: int
    pages: int
    records: int
    rejected: int
    unreadable_fields: int
    days: int
    flights: int
    without_flights: str | None
    held_back: str | None


@dataclass(frozen=True, order=True)
class PageName:
    """What the name of a page's file says."""

    asked_at: int
    interval: str
    source: str
    airport: str
    offset: int

    @property
    def file_name(self) -> str:
        return f"{self.interval}_{self.source}_{self.airport}_{self.offset:06d}_{self.asked_at}.json.gz"

    @classmethod
    def of(cls, path: Path) -> Self:
        """Raises LakeError when it is no page."""
        try:
            first, last, source, airport, offset, asked_at = path.name.removesuffix(".json.gz").split("_")
            return cls(int(asked_at), f"{first}_{last}", source, airport, int(offset))
        except ValueError:
            raise LakeError(f"{path} is not a page that `schedules` has written") from None


@dataclass
class _Landing:
    """What has been landed so far."""

    requests: int = 0
    pages: int = 0
    without_flights: list[str] = field(default_factory=list)
    held_back: str | None = None


@dataclass
class _Course:
    """The pages of an airport one after the other: where the next begins, None when none comes, and the one before."""

    offset: int | None = 0
    before: Flights | None = None

    def take(self, page: Flights) -> None:
        """Go on behind this page; without a total behind two of them there is no telling where they end, so they do.

        Raises SourceUnavailable when it is not the page that comes next.
        """
        offset = self.offset or 0
        if page.offset not in (None, offset):
            raise SourceUnavailable(
                f"AviationStack gives the flights from {page.offset} on, not those from {offset} on"
            )
        if self.before and page.records == self.before.records:
            raise SourceUnavailable(f"AviationStack gives the same flights from {offset} on as before")
        endless = self.before is not None and self.before.total is page.total is None
        self.offset = None if page.ends(offset) or endless else offset + len(page.records)
        self.before = page


@dataclass(frozen=True)
class _ReadPage:
    """A page of bronze as rows of SCHEDULES and of SCHEDULES_REJECTED."""

    rows: list[Row]
    rejected: list[Row]
    unreadable: Counter[str] = field(default_factory=Counter)


def run(settings: Settings, interval: Interval | None, *, clock: Clock = _SYSTEM_CLOCK) -> SchedulesRun:
    """Ask for the flights of an interval, or of this hour, as far as the quota goes, and make silver of what is new,
    and of all that the interval's days have.

    What was received before an error is in silver all the same. Raises SettingsError, CredentialsRefused,
    RequestRefused, SourceUnavailable, QuotaExceeded and MonthlyQuotaSpent as the client does, LakeError when a file
    below the lake is damaged or cannot be written; that the ledger allows no request is no error.
    """
    lake = Lake(settings.lake_dir)
    landing = _Landing()
    trouble: FlightwatchError | None = None
    with _alone(lake):
        try:
            _land(settings, lake, interval or _this_hour(clock), landing, clock)
        except FlightwatchError as error:
            trouble = error
        except OSError as error:
            trouble = LakeError(f"{error.filename or lake.root} cannot be written: {error.strerror}")
        with alone_on(lake):
            made = _make_silver(lake, interval)
    if trouble:
        raise trouble
    if landing.held_back:
        log.info("no more requests now", reason=landing.held_back)
    without_flights = ", ".join(landing.without_flights) or None
    return SchedulesRun(landing.requests, landing.pages, *made, without_flights, landing.held_back)


def airports_of(settings: Settings) -> list[str]:
    """The airports to ask for, each once, or ALL. Raises SettingsError when one is no IATA code."""
    codes = [code.strip().upper() for code in (settings.aviationstack_airports or "").split(",") if code.strip()]
    wrong = [code for code in codes if not re.fullmatch("[A-Z]{3}", code)]
    if wrong:
        raise SettingsError(f"AVIATIONSTACK_AIRPORTS: {', '.join(wrong)} is no IATA code of an airport")
    return list(dict.fromkeys(codes)) or [ALL]


def ledger_of(settings: Settings, *, clock: Clock) -> QuotaLedger:
    """The ledger of whom the settings say to ask: the stand-in's requests are not those of the plan."""
    whose = "local" if is_loopback(settings.aviationstack_url) else AVIATIONSTACK
    folder = Lake(settings.lake_dir).folder("bronze", _PAGES) / "quota" / whose
    key = settings.aviationstack_access_key
    return QuotaLedger(
        folder,
        monthly=settings.aviationstack_monthly_requests,
        key=key.get_secret_value().strip() if key else "",
        clock=clock,
    )


def _land(settings: Settings, lake: Lake, interval: Interval, landing: _Landing, clock: Clock) -> None:
    if not interval.first.timestamp() <= clock.time() < interval.last.timestamp() + _HOUR_S + ASKED_WITHIN_S:
        landing.held_back = "the interval is not of now: only what has been received for it is used"
        return
    airports, ledger = airports_of(settings), ledger_of(settings, clock=clock)

    def take(asked: str) -> None:
        ledger.take(asked)
        landing.requests += 1

    client = AviationStackClient.from_settings(
        settings, take=take, may_retry=lambda: ledger.usage().left > 0, clock=clock
    )
    with closing(client):
        # The airport that has waited longest is the first: a run may be allowed one request only.
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
                        "an answer without flights: no proof that there are none, so the next run of the interval asks "
                        "again",
                        airport=airport,
                    )
                _keep(lake, interval, airport, offset, page)
                landing.pages += 1


def _keep(lake: Lake, interval: Interval, airport: str, offset: int, page: FlightsPage) -> None:
    name = PageName(page.asked_at, _text_of(interval), page.source, airport, offset)
    folder = lake.folder("bronze", _PAGES) / Partition(interval.first.date()).folder
    keep_bytes(folder / name.file_name, gzip.compress(page.body, mtime=0))


def _course_of(lake: Lake, interval: Interval, airport: str) -> _Course:
    """How far the pages of the interval and airport that are there go; a first one without flights is none."""
    course = _Course()
    names = {PageName.of(path): path for path in _pages_of(lake, Partition(interval.first.date()))}
    mine = [name for name in names if name.interval == _text_of(interval) and name.airport == airport]
    for name in sorted(mine, key=lambda name: name.offset):
        if name.offset == course.offset:
            page = _page_in(names[name])
            if page.records or name.offset > 0:
                course.take(page)
    return course


def _make_silver(lake: Lake, interval: Interval | None) -> tuple[int, int, int, int, int]:
    """Records, rejected, unreadable fields, days and flights: of the days of bronze that are new or asked for."""
    days = {day: _pages_of(lake, day) for day in _bronze_days(lake)}
    stale = {
        day: pages for day, pages in days.items() if (interval and day in interval) or not _is_used(lake, day, pages)
    }
    read = cache(_read_page)
    pages = [page for day in stale for page in stale[day]]
    by_day: dict[date, set[Path]] = {}
    for page in pages:
        for row in read(page).rows:
            by_day.setdefault(row["date"], set()).add(page)
    flights = 0
    with working_on(lake) as connection:
        for affected in by_day.keys() | _made_otherwise(lake, stale):
            flights += _make_day(lake, connection, Partition(affected), by_day.get(affected, set()), read)
        rejected = 0
        for day, its_pages in stale.items():
            rows = [row for page in its_pages for row in read(page).rejected]
            origin = Origin(inputs_of(lake, its_pages), VERSION)
            rejected += _write(lake, connection, SCHEDULES_REJECTED, day, rows, origin)
    unreadable = sum((read(page).unreadable for page in pages), Counter[str]())
    if unreadable:
        log.warning("fields that are not what they should be are left out", **dict(unreadable))
    records = sum(len(read(page).rows) + len(read(page).rejected) for page in pages)
    return records, rejected, unreadable.total(), len(by_day), flights


def _make_day(lake: Lake, connection: duckdb.DuckDBPyConnection, day: Partition, pages: set[Path], read: Any) -> int:
    """Write a day of SCHEDULES from these pages and those that it was made from before."""
    file = lake.file(SCHEDULES, day)
    before = origin_of(file)
    listed = {lake.root / name for name, *_ in before.inputs} if before else set()
    there = {page for page in listed | pages if page.exists()}
    # Of pages that retention has removed, what was made of them stays.
    gone = tuple(entry for entry in (before.inputs if before else ()) if lake.root / entry[0] not in there)
    rows = pq.read_table(file).to_pylist() if gone else []
    for page in there:
        rows += [row for row in read(page).rows if row["date"] == day.day]
    rows = fold_flights(rows)
    origin = Origin(tuple(sorted((*gone, *inputs_of(lake, there)))), VERSION)
    return _write(lake, connection, SCHEDULES, day, rows, origin)


def _made_otherwise(lake: Lake, stale: dict[Partition, list[Path]]) -> set[date]:
    """The days of SCHEDULES made by another version from pages of these days: their rows may belong elsewhere now."""
    origins = {day: origin_of(lake.file(SCHEDULES_REJECTED, day)) for day in stale}
    names = {name for origin in origins.values() if origin and origin.version != VERSION for name, *_ in origin.inputs}
    if not names:
        return set()
    made = {day: origin_of(lake.file(SCHEDULES, day)) for day in lake.partitions(SCHEDULES)}
    return {day.day for day, origin in made.items() if origin and names & {name for name, *_ in origin.inputs}}


def _is_used(lake: Lake, day: Partition, pages: list[Path]) -> bool:
    return origin_of(lake.file(SCHEDULES_REJECTED, day)) == Origin(inputs_of(lake, pages), VERSION)


def _read_page(path: Path) -> _ReadPage:
    name = PageName.of(path)
    records = _page_in(path).records
    reader = RecordReader(name.source, name.asked_at)
    rows: dict[int, Row] = {}
    problems: dict[int, str] = {}
    for position, record in enumerate(records):
        try:
            rows[position] = reader.read(record)
        except InvalidSchedule as problem:
            problems[position] = problem.reason
    problems |= find_problems(rows)
    rejected = [
        {
            "source": name.source,
            "problem": problems[position],
            "raw": _json_of(records[position]),
            "page": path.name,
            "position": position,
            "asked_at": name.asked_at,
        }
        for position in sorted(problems)
    ]
    good = [row for position, row in rows.items() if position not in problems]
    return _ReadPage(good, rejected, reader.unreadable)


def _json_of(record: Any) -> str:
    try:
        return json.dumps(record)
    except RecursionError:
        return json.dumps("nested too deeply to be written")


def _page_in(path: Path) -> Flights:
    try:
        return parse_page(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, zlib.error, SourceUnavailable) as error:
        raise LakeError(f"{path} is damaged ({type(error).__name__}); remove it") from None


def _write(
    lake: Lake, connection: duckdb.DuckDBPyConnection, table: Table, day: Partition, rows: list[Row], origin: Origin
) -> int:
    schema = pa.schema([(column.name, _ARROW_TYPES[column.type]) for column in table.columns])
    # A connection that has counted the rows of the file before takes no other table until it is asked for more.
    with connection.cursor() as cursor:
        cursor.register("folded", pa.Table.from_pylist(rows, schema=schema))
        return write_partition(cursor, "FROM folded", lake.file(table, day), table, origin)


def _bronze_days(lake: Lake) -> list[Partition]:
    folder = lake.folder("bronze", _PAGES)
    return sorted(Partition.from_folder(path.name) for path in folder.glob("date=*"))


def _pages_of(lake: Lake, day: Partition) -> list[Path]:
    return sorted((lake.folder("bronze", _PAGES) / day.folder).glob("[!.]*.json.gz"))


def _text_of(interval: Interval) -> str:
    return f"{interval.first:{HOUR_FORMAT}}_{interval.last:{HOUR_FORMAT}}"


def _this_hour(clock: Clock) -> Interval:
    hour = datetime.fromtimestamp(clock.time() // _HOUR_S * _HOUR_S, UTC)
    return Interval(hour, hour)


@contextmanager
def _alone(lake: Lake) -> Iterator[None]:
    """Wait for another run on the same lake to end: two at once would ask for the same pages."""
    folder = lake.folder("bronze", _PAGES)
    make_folder(folder)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
