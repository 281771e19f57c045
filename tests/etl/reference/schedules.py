"""Scheduled flights, computed record by record from AviationStack's pages as received.

Plain Python and `zoneinfo` after docs/lake.md and the modules' docstrings; this uses no code under test.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import airportsdata

DAY_S = 86_400
STATUSES = {"scheduled", "active", "landed", "cancelled", "incident", "diverted", "unknown"}
LONGEST_DELAY_MIN = 14 * 24 * 60
FLIGHT = "[A-Z0-9]{2,3}[0-9][A-Z0-9]{0,4}"
AIRLINE_NAMES = ("airline_iata", "airline_name")

Schedule = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """An answer: its source, the time of the request (epoch s), and its records."""

    source: str
    asked_at: int
    records: list[Any]


def schedules_of(pages: Iterable[Page]) -> list[Schedule]:
    """Return one row per operated flight: the newest record of its operating airline, else of a selling one."""
    told: dict[tuple[Any, ...], list[Schedule]] = defaultdict(list)
    for page in pages:
        for record in page.records:
            schedule = schedule_of(record, page)
            if schedule:
                key = tuple(schedule[name] for name in ("source", "date", "flight", "departure_iata"))
                told[key].append(schedule)
    return [_last_told(tellings) for tellings in told.values()]


def schedule_of(record: Any, page: Page) -> Schedule | None:
    """Return the operated flight of a record, None when the record does not identify it or is impossible."""
    if not isinstance(record, dict):
        return None
    flight = _part(record, "flight")
    shared = flight.get("codeshared")
    if shared is not None and not isinstance(shared, dict):
        return None
    who = _operated(flight, record) if shared is None else _sold(flight, shared)
    if not who or not who["flight"]:
        return None
    ends: Schedule = {}
    for end in ("departure", "arrival"):
        ends |= _end(_part(record, end), end, after=ends.get("departure_scheduled"))
    day = _day_of(record.get("flight_date")) or _day_of(_part(record, "departure").get("scheduled"))
    if ends["departure_iata"] is None or day is None or not _is_near(day, record, page):
        return None
    left, came = ends["departure_scheduled"], ends["arrival_scheduled"]
    if None not in (left, came) and not 0 < came - left <= DAY_S:
        return None
    status = record.get("flight_status")
    known = isinstance(status, str) and status in STATUSES
    about = {"source": page.source, "asked_at": page.asked_at, "date": day, "status": status if known else "unknown"}
    return who | ends | about


def _operated(flight: dict[str, Any], record: dict[str, Any]) -> Schedule:
    airline, aircraft = _part(record, "airline"), _part(record, "aircraft")
    address = _text(aircraft.get("icao24"), "[0-9A-F]{6}")
    return _named(
        callsign=_text(flight.get("icao"), FLIGHT),
        flight=_text(flight.get("iata"), FLIGHT),
        number=_text(flight.get("number"), "[A-Z0-9]{1,6}"),
        airline=_text(airline.get("icao"), "[A-Z]{3}"),
        airline_iata=_text(airline.get("iata"), "[A-Z0-9]{2}"),
        airline_name=_name(airline.get("name")),
        icao24=address.lower() if address and address != "000000" else None,
        is_sold=False,
    )


def _sold(flight: dict[str, Any], shared: dict[str, Any]) -> Schedule | None:
    if not (_text(flight.get("iata"), FLIGHT) or _text(flight.get("icao"), FLIGHT)):
        return None
    return _named(
        callsign=_text(shared.get("flight_icao"), FLIGHT),
        flight=_text(shared.get("flight_iata"), FLIGHT),
        number=_text(shared.get("flight_number"), "[A-Z0-9]{1,6}"),
        airline=_text(shared.get("airline_icao"), "[A-Z]{3}"),
        airline_iata=_text(shared.get("airline_iata"), "[A-Z0-9]{2}"),
        airline_name=None,
        icao24=None,
        is_sold=True,
    )


def _named(
    *, callsign: str | None, flight: str | None, number: str | None, airline: str | None, **more: Any
) -> Schedule:
    """Return the row with callsign and airline derived from each other."""
    if callsign is None and airline and number:
        callsign = airline + number
    if airline is None and callsign and re.match("[A-Z]{3}", callsign):
        airline = callsign[:3]
    return {"callsign": callsign, "flight": flight or callsign, "airline": airline} | more


def _last_told(tellings: list[Schedule]) -> Schedule:
    newest_first = sorted(tellings, key=lambda each: (each["is_sold"], -each["asked_at"]))
    stays = {
        name: next((each[name] for each in newest_first if each[name] is not None), None)
        for name in ("callsign", "airline", *AIRLINE_NAMES, "icao24")
    }
    return newest_first[0] | stays


def _end(end: dict[str, Any], name: str, *, after: int | None) -> Schedule:
    """Return airport and times (epoch s) of a departure or an arrival; an ambiguous arrival is after the departure."""
    iata, icao = _text(end.get("iata"), "[A-Z]{3}"), _text(end.get("icao"), "[A-Z0-9]{4}")
    known = _airports("IATA").get(iata or "") or _airports("ICAO").get(icao or "") or {}
    zone = _zone(end, known.get("tz") or None)
    planned = _moments(end.get("scheduled"), zone)
    scheduled = next((each for each in planned if after is None or each > after), planned[0] if planned else None)
    expected = None if scheduled is None else scheduled + 60 * _minutes(end.get("delay"))
    times = {"scheduled": scheduled}
    for kind in ("estimated", "actual"):
        moments = _moments(end.get(kind), zone)
        near = moments if expected is None else sorted(moments, key=lambda each: abs(each - expected))
        times[kind] = near[0] if near else None
    return {
        f"{name}_airport": icao or known.get("icao") or None,
        f"{name}_iata": iata or known.get("iata") or None,
        **{f"{name}_{kind}": moment for kind, moment in times.items()},
    }


def _zone(end: dict[str, Any], of_airport: str | None) -> ZoneInfo | None:
    """Return the record's zone, or the airport's if clocks there show another time."""
    said = _name(end.get("timezone"))
    zone = ZoneInfo(said) if said in _zones() else None
    known = ZoneInfo(of_airport) if of_airport else None
    if zone is None or known is None:
        return zone or known
    texts = [end.get(kind) for kind in ("scheduled", "estimated", "actual")]
    return zone if all(_moments(text, zone)[:1] == _moments(text, known)[:1] for text in texts) else known


def _moments(text: Any, zone: ZoneInfo | None) -> list[int]:
    """Return when clocks in the zone showed that time: usually once, twice in autumn's repeated hour.

    In spring's gap, it is when they would have shown it without the change. The offset in the text is wrong.
    """
    shown = _clock_time(text)
    if shown is None or zone is None:
        return []
    as_utc = shown.replace(tzinfo=UTC)
    around = [as_utc + timedelta(hours=hours) for hours in range(-26, 27)]
    offsets = {moment.astimezone(zone).utcoffset() or timedelta() for moment in around}
    moments = {as_utc - offset for offset in offsets}
    showed = sorted(each for each in moments if each.astimezone(zone).replace(tzinfo=None) == shown)
    before_a_change = as_utc - ((as_utc - timedelta(hours=26)).astimezone(zone).utcoffset() or timedelta())
    return [int(each.timestamp()) for each in showed or [before_a_change]]


def _clock_time(text: Any) -> datetime | None:
    if not isinstance(text, str) or not re.match(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d", text):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _day_of(text: Any) -> date | None:
    if not isinstance(text, str) or not re.match(r"20\d\d-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _is_near(day: date, record: dict[str, Any], page: Page) -> bool:
    """Return whether the date is at most a day from the departure and three from the request."""
    planned = _day_of(_part(record, "departure").get("scheduled"))
    asked = datetime.fromtimestamp(page.asked_at, UTC).date()
    return (planned is None or abs((day - planned).days) <= 1) and abs((day - asked).days) <= 3


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: Any, form: str) -> str | None:
    """Return the code in upper case, None when it is malformed."""
    text = str(value).strip().upper() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if re.fullmatch(form, text) else None


def _name(value: Any) -> str | None:
    text = " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if text and text.isprintable() else None


def _minutes(value: Any) -> int:
    """Return the delay, 0 when it is unknown."""
    try:
        minutes = 0.0 if isinstance(value, bool) or value is None else float(value)
    except (TypeError, ValueError):
        return 0
    return round(minutes) if abs(minutes) <= LONGEST_DELAY_MIN else 0


@cache
def _zones() -> set[str]:
    return available_timezones()


@cache
def _airports(by: str) -> dict[str, Any]:
    return dict(airportsdata.load(by))
