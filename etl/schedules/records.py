"""Read records of AviationStack's /flights as rows of SCHEDULES.

**Times** are local to the airport (see `etl.schedules.times`). The record's own zone is used, unless it is unknown or
its clocks differ from those of the airport's zone in `airportsdata`, which is then used instead. An ambiguous time has
two moments: a scheduled departure is the first, a scheduled arrival the first after departure, and an estimated or
actual time the one nearest to the schedule plus the delay.

**Code-shares.** The API lists a flight once per airline that sells it. A record of a selling airline becomes a row of
the operating flight, which `flight.codeshared` names. So the flight is kept even if its own record is missing;
`etl.schedules.folding` merges the rows of a flight.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal

import airportsdata

from common.errors import InvalidSchedule
from contracts.lake.silver import SCHEDULES
from etl.schedules.times import clocks_agree, known_zones, moments_of, nearest, parse_date, parse_time

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
_REGISTRATION = re.compile(r"[A-Z0-9-]{2,10}")

_KINDS = ("scheduled", "estimated", "actual")
"""The three times of a departure or an arrival."""

_LONGEST_DELAY_MIN = 14 * 24 * 60
_DATE_WITHIN = timedelta(days=1)
"""Longest time between a flight's date and its scheduled departure."""
_ASKED_WITHIN = timedelta(days=3)
"""Longest time between a flight's date and the request: the API reports the present. Without this limit, one wrong date
would make a file of silver for a distant day."""


@dataclass
class RecordReader:
    """Reads records. unreadable: counts the fields that were malformed and are therefore null."""

    source: str
    asked_at: int
    unreadable: Counter[str] = field(default_factory=Counter)

    def read(self, record: Any) -> Row:
        """Return the row of a record; a code-share gives a row of the operating flight that names the selling flight.

        A field of the wrong type or form is null and counted. Raises InvalidSchedule when the remaining fields do not
        identify the flight.
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
        """Return the operating flight, without the airline's name, which code-shares give in lower case."""
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
        if zone not in known_zones() or (known_zone and not clocks_agree(zone, known_zone, _times_of(end))):
            self._miss(f"{name}.timezone", zone)
            zone = known_zone
        return {
            f"{name}_airport": icao or known.get("icao") or None,
            f"{name}_iata": iata or known.get("iata") or None,
            f"{name}_timezone": zone,
            f"{name}_delay_min": self._whole(end, f"{name}.delay"),
        }

    def _day(self, record: Mapping[str, Any], departure: Mapping[str, Any]) -> date:
        day, planned = parse_date(record.get("flight_date")), parse_date(departure.get("scheduled"))
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
                times[f"{name}_{kind}"] = nearest(options[kind], expected)
        return times

    def _moments(self, end: Mapping[str, Any], path: str, zone: str | None) -> list[int]:
        """Return the possible moments (epoch s, ascending) of a time, none when it is missing or malformed."""
        text = end.get(path.rpartition(".")[2])
        local = parse_time(text)
        if local and zone is None:
            return []
        moments = moments_of(local, zone) if local and zone else []
        if not moments:
            self._miss(path, text)
        return moments

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
        """Return the trimmed text at the end of `path`, None when blank; codes in upper (or lower) case."""
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
        """Count a field that is present but malformed; null and blank fields are common and not counted."""
        if value is not None and value != "" and not (isinstance(value, str) and not value.strip()):
            self.unreadable[path] += 1


def _designated(row: Row) -> Row:
    """Return the row with missing designators derived from the others.

    The IATA designator names the flight: where two flights have the same number on one day, it has a suffix even if the
    callsign has none.
    """
    if row["callsign"] is None and row["airline"] and row["flight_number"]:
        row["callsign"] = row["airline"] + row["flight_number"]
    if row["airline"] is None and row["callsign"] and _AIRLINE_ICAO.fullmatch(row["callsign"][:3]):
        row["airline"] = row["callsign"][:3]
    row["flight"] = row["flight"] or row["callsign"]
    if row["flight"] is None:
        raise InvalidSchedule("no flight designator")
    return row


def _times_of(end: Mapping[str, Any]) -> list[datetime]:
    return [local for kind in _KINDS if (local := parse_time(end.get(kind)))]


@cache
def _airports_by(code: Literal["IATA", "ICAO"]) -> dict[str, Any]:
    return dict(airportsdata.load(code))
