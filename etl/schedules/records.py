"""A record of AviationStack's /flights as a row of SCHEDULES, and the rows of many answers as one row per flight.

**Times.** The API's times end in "+00:00" and are the airport's local time all the same: the offset is dropped and the
airport's zone attached: the one of the record, but where clocks of the airport as `airportsdata` knows it show another
time then, that one's. In spring's gap a time that no clock showed is taken as if the clock had not been changed yet
(02:30 becomes 03:30). A time that clocks showed twice in autumn is the first of the two for a scheduled departure; for
an arrival the first that is after departure; for what was estimated or happened the one nearest to schedule and delay.

**Code-shares.** A flight comes once per airline that sells it. The records of the others become rows of the operating
flight too, known from `flight.codeshared`, so that it is there even when its own record is not; where that is, they add
under which flights it is sold and nothing else.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import airportsdata

from common.errors import InvalidSchedule
from contracts.lake.tables import SCHEDULES

Row = dict[str, Any]
"""A row of SCHEDULES, by column."""

STATUSES = frozenset({"scheduled", "active", "landed", "cancelled", "incident", "diverted", "unknown"})

_AIRPORT_IATA = re.compile(r"[A-Z]{3}")
_AIRPORT_ICAO = re.compile(r"[A-Z0-9]{4}")
_AIRLINE_IATA = re.compile(r"[A-Z0-9]{2}")
_AIRLINE_ICAO = re.compile(r"[A-Z]{3}")
_FLIGHT = re.compile(r"[A-Z0-9]{2,3}[0-9][A-Z0-9]{0,4}")
_NUMBER = re.compile(r"[A-Z0-9]{1,6}")
_ADDRESS = re.compile(r"[0-9a-f]{6}")
_TYPE = re.compile(r"[A-Z0-9]{2,4}")
_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(_DATE.pattern + r"[T ][0-9]{2}:[0-9]{2}")
_REGISTRATION = re.compile(r"[A-Z0-9-]{2,10}")

_KINDS = ("scheduled", "estimated", "actual")
"""Of the times of a departure or an arrival."""

_LONGEST_DELAY_MIN = 14 * 24 * 60
_DATE_WITHIN = timedelta(days=1)
"""How far the date of a flight may be from its departure by the schedule."""
_ASKED_WITHIN = timedelta(days=3)
"""How far it may be from when it was asked for: the API answers about now. A file of silver lives by its date."""

_STAYS = (
    "callsign",
    "airline",
    "airline_iata",
    "airline_name",
    "flight_number",
    "icao24",
    "registration",
    "aircraft_type",
)
"""Who flies: records of code-shares do not have all of it, and what an older answer said of it stays then."""

_OPERATORS_OWN = ("airline_name", "icao24", "registration", "aircraft_type")
"""Of these, what records of code-shares leave out."""


@dataclass
class RecordReader:
    """Reads records; counts in `unreadable` the fields that were not what they should be and are null for it."""

    source: str
    asked_at: int
    unreadable: Counter[str] = field(default_factory=Counter)

    def read(self, record: Any) -> Row:
        """The row of a record; of one of a code-share the operating flight's, with the selling flight in it.

        A field of another type or form than the contract's is null and counted. Raises InvalidSchedule when what is
        left does not say which flight it is.
        """
        if not isinstance(record, dict):
            raise InvalidSchedule("not an object")
        flight = self._part(record, "flight")
        operated_by = flight.get("codeshared")
        if operated_by is None:
            row = self._operated(flight, self._part(record, "airline"), self._part(record, "aircraft"))
        elif isinstance(operated_by, dict):
            row = self._sold(flight, operated_by)
        else:
            raise InvalidSchedule("flight.codeshared is not an object")
        departure, arrival = self._part(record, "departure"), self._part(record, "arrival")
        ends = self._airport(departure, "departure") | self._airport(arrival, "arrival")
        if ends["departure_iata"] is None:
            raise InvalidSchedule("no departure airport")
        day = self._day(record, departure)
        times = self._times(departure, arrival, ends)
        status = record.get("flight_status")
        if not isinstance(status, str) or status not in STATUSES:
            self._miss("flight_status", status)
            status = "unknown"
        return {
            **{column.name: None for column in SCHEDULES.columns},
            **row,
            **ends,
            **times,
            "source": self.source,
            "date": day,
            "status": status,
            "asked_at": self.asked_at,
        }

    def _operated(self, flight: Mapping[str, Any], airline: Mapping[str, Any], aircraft: Mapping[str, Any]) -> Row:
        icao24 = self._text(aircraft, "aircraft.icao24", _ADDRESS, lower=True)
        return _designated(
            {
                "callsign": self._text(flight, "flight.icao", _FLIGHT),
                "flight": self._text(flight, "flight.iata", _FLIGHT),
                "flight_number": self._text(flight, "flight.number", _NUMBER),
                "airline": self._text(airline, "airline.icao", _AIRLINE_ICAO),
                "airline_iata": self._text(airline, "airline.iata", _AIRLINE_IATA),
                "airline_name": self._text(airline, "airline.name"),
                "icao24": None if icao24 == "000000" else icao24,
                "registration": self._text(aircraft, "aircraft.registration", _REGISTRATION),
                "aircraft_type": self._text(aircraft, "aircraft.icao", _TYPE),
            }
        )

    def _sold(self, flight: Mapping[str, Any], operated_by: Mapping[str, Any]) -> Row:
        """The operating airline's name is left out: here it is in lower case."""
        seller = self._text(flight, "flight.iata", _FLIGHT) or self._text(flight, "flight.icao", _FLIGHT)
        if seller is None:
            raise InvalidSchedule("no flight designator")
        return _designated(
            {
                "callsign": self._text(operated_by, "flight.codeshared.flight_icao", _FLIGHT),
                "flight": self._text(operated_by, "flight.codeshared.flight_iata", _FLIGHT),
                "flight_number": self._text(operated_by, "flight.codeshared.flight_number", _NUMBER),
                "airline": self._text(operated_by, "flight.codeshared.airline_icao", _AIRLINE_ICAO),
                "airline_iata": self._text(operated_by, "flight.codeshared.airline_iata", _AIRLINE_IATA),
                "code_shares": seller,
            }
        )

    def _airport(self, end: Mapping[str, Any], name: str) -> Row:
        iata = self._text(end, f"{name}.iata", _AIRPORT_IATA)
        icao = self._text(end, f"{name}.icao", _AIRPORT_ICAO)
        by_iata, by_icao = _airports_by("IATA").get(iata or ""), _airports_by("ICAO").get(icao or "")
        known = by_iata or by_icao or {}
        zone = self._text(end, f"{name}.timezone")
        known_zone = known.get("tz") or None
        if zone not in _zones() or (known_zone and not _agree(zone, known_zone, end)):
            self._miss(f"{name}.timezone", zone)
            zone = known_zone
        return {
            f"{name}_airport": icao or known.get("icao") or None,
            f"{name}_iata": iata or known.get("iata") or None,
            f"{name}_timezone": zone,
            f"{name}_delay_min": self._whole(end, f"{name}.delay"),
        }

    def _day(self, record: Mapping[str, Any], departure: Mapping[str, Any]) -> date:
        day, planned = _day(record.get("flight_date")), _day(departure.get("scheduled"))
        if day is None:
            self._miss("flight_date", record.get("flight_date"))
            day = planned
        if day is None:
            raise InvalidSchedule("no date")
        if planned and abs(day - planned) > _DATE_WITHIN:
            raise InvalidSchedule("date is not that of its departure")
        if abs(day - datetime.fromtimestamp(self.asked_at, UTC).date()) > _ASKED_WITHIN:
            raise InvalidSchedule("date is not near when it was asked for")
        return day

    def _times(self, departure: Mapping[str, Any], arrival: Mapping[str, Any], ends: Row) -> Row:
        times: Row = {}
        for name, end in (("departure", departure), ("arrival", arrival)):
            zone = ends[f"{name}_timezone"]
            options = {kind: self._moments(end, f"{name}.{kind}", zone) for kind in _KINDS}
            left = times.get("departure_scheduled")
            scheduled = options["scheduled"]
            later = [moment for moment in scheduled if left is None or moment > left] or scheduled
            times[f"{name}_scheduled"] = planned = later[0] if later else None
            expected = None if planned is None else planned + 60 * (ends[f"{name}_delay_min"] or 0)
            for kind in ("estimated", "actual"):
                times[f"{name}_{kind}"] = _nearest(options[kind], expected)
        return times

    def _moments(self, end: Mapping[str, Any], path: str, zone: str | None) -> list[int]:
        """The moments (epoch s) at which clocks in the zone showed the time: none, one, or two in order."""
        text = end.get(path.rpartition(".")[2])
        if text is None or text == "":
            return []
        moment = _moment(text)
        if moment is None:
            self._miss(path, text)
        if moment is None or zone is None:
            return []
        moments = sorted({_epoch(moment, zone, fold) for fold in (0, 1)})
        shown = [each for each in moments if _shows(each, moment, zone)] or [_epoch(moment, zone, 0)]
        offset = moment.utcoffset()
        if offset:
            # Should the API begin to give true offsets: one that is not the zone's is none that can be relied on.
            shown = [each for each in shown if datetime.fromtimestamp(each, ZoneInfo(zone)).utcoffset() == offset]
            if not shown:
                self._miss(path, text)
        return shown

    def _part(self, whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        part = whole.get(name)
        if isinstance(part, dict):
            return part
        self._miss(name, part)
        return {}

    def _text(
        self,
        part: Mapping[str, Any],
        path: str,
        pattern: re.Pattern[str] | None = None,
        *,
        lower: bool = False,
    ) -> str | None:
        """The text at the end of `path`, trimmed, None when blank; codes in upper case unless told otherwise."""
        value = part.get(path.rpartition(".")[2])
        text = str(value).strip() if isinstance(value, str) or type(value) is int else ""
        if pattern:
            text = text.lower() if lower else text.upper()
        if pattern is None:
            text = " ".join(text.split())
        if text and (pattern.fullmatch(text) if pattern else text.isprintable()):
            return text
        self._miss(path, value)
        return None

    def _whole(self, part: Mapping[str, Any], path: str) -> int | None:
        value = part.get(path.rpartition(".")[2])
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                number = float(value)
            except (ValueError, OverflowError):
                number = float("nan")
            if abs(number) <= _LONGEST_DELAY_MIN:
                return round(number)
        self._miss(path, value)
        return None

    def _miss(self, path: str, value: Any) -> None:
        """Count a field that is there and cannot be used; null and blank are usual."""
        if value is not None and value != "" and not (isinstance(value, str) and not value.strip()):
            self.unreadable[path] += 1


def fold_flights(rows: Iterable[Row]) -> list[Row]:
    """One row per flight (the key of SCHEDULES), of many in any order: the newest of the operating airline.

    Selling flights are collected from all of them, and nothing else is taken from their records where there is one of
    the operating airline; who flies stays as said before where the newest does not say it.
    """
    flights: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        flights.setdefault(tuple(row[name] for name in SCHEDULES.key), []).append(row)
    return [_folded(its_rows) for its_rows in flights.values()]


def _folded(rows: list[Row]) -> Row:
    """The row of one flight."""
    # What else differs decides between records of the same second, so that their order does not.
    ranked = sorted(rows, key=lambda row: (not _is_sold(row), row["asked_at"], repr(sorted(row.items()))), reverse=True)
    stays = {name: next((row[name] for row in ranked if row[name] is not None), None) for name in _STAYS}
    sellers = {seller for row in rows for seller in (row["code_shares"] or "").split()}
    return ranked[0] | stays | {"code_shares": " ".join(sorted(sellers)) or None}


def _is_sold(row: Row) -> bool:
    """Whether only records of code-shares have told of it: they have a selling flight and never say by whom."""
    return row["code_shares"] is not None and all(row[name] is None for name in _OPERATORS_OWN)


def _designated(row: Row) -> Row:
    """The row with what follows of its designators from each other.

    The IATA designator names the flight: of two flights of one number and day it has a suffix where the callsign may
    have none.
    """
    if row["callsign"] is None and row["airline"] and row["flight_number"]:
        row["callsign"] = row["airline"] + row["flight_number"]
    if row["airline"] is None and row["callsign"] and _AIRLINE_ICAO.fullmatch(row["callsign"][:3]):
        row["airline"] = row["callsign"][:3]
    row["flight"] = row["flight"] or row["callsign"]
    if row["flight"] is None:
        raise InvalidSchedule("no flight designator")
    return row


def _day(text: Any) -> date | None:
    if not isinstance(text, str) or not _DATE.match(text):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _moment(text: Any) -> datetime | None:
    if not isinstance(text, str) or not _TIME.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _nearest(moments: list[int], expected: int | None) -> int | None:
    if not moments:
        return None
    return moments[0] if expected is None else min(moments, key=lambda moment: abs(moment - expected))


def _epoch(moment: datetime, zone: str, fold: int) -> int:
    return int(moment.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def _agree(zone: str, known: str, end: Mapping[str, Any]) -> bool:
    """Whether clocks of both zones show the same at the times of this end of a flight."""
    moments = [moment for kind in _KINDS if (moment := _moment(end.get(kind)))]
    return all(_epoch(moment, zone, 0) == _epoch(moment, known, 0) for moment in moments)


def _shows(epoch: int, moment: datetime, zone: str) -> bool:
    """Whether clocks in the zone showed that time at that moment."""
    shown = datetime.fromtimestamp(epoch, UTC).astimezone(ZoneInfo(zone))
    return shown.replace(tzinfo=None) == moment.replace(tzinfo=None, microsecond=0)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _airports_by(code: Literal["IATA", "ICAO"]) -> dict[str, Any]:
    return dict(airportsdata.load(code))
