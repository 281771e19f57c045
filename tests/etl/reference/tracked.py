"""Flights joined to their schedules: of all pairs, those that are the best one for both."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.etl.reference.flights import Flight
from tests.etl.reference.schedules import Schedule

WITHIN_S = 3 * 3_600


@dataclass(frozen=True)
class Pair:
    """A flight and a schedule that may be its own."""

    flight: Flight
    schedule: Schedule
    by_aircraft: bool
    by_callsign: bool
    apart_s: int

    @property
    def matched_by(self) -> str:
        return "icao24" if self.by_aircraft else "callsign"

    @property
    def rank(self) -> tuple[int, int]:
        """Return a rank, lower is better: by both, by callsign, by aircraft; then the nearer in time."""
        return (0 if self.by_aircraft else 1) if self.by_callsign else 2, self.apart_s


def tracked_schedules(flights: Iterable[Flight], schedules: Iterable[Schedule]) -> list[dict[str, Any]]:
    of_flight: dict[Any, list[Pair]] = defaultdict(list)
    of_schedule: dict[Any, list[Pair]] = defaultdict(list)
    flying = [each for each in schedules if each["departure_scheduled"] is not None and each["status"] != "cancelled"]
    for flight in flights:
        for schedule in flying:
            pair = _pair(flight, schedule)
            if pair:
                of_flight[_key_of_flight(pair)].append(pair)
                of_schedule[flight.source, _key_of_schedule(pair)].append(pair)
    best_of_schedule = {
        id(min(pairs, key=lambda pair: (pair.rank, _key_of_flight(pair)))) for pairs in of_schedule.values()
    }
    best = [min(pairs, key=lambda pair: (pair.rank, _key_of_schedule(pair))) for pairs in of_flight.values()]
    return [_row(pair) for pair in best if id(pair) in best_of_schedule]


def _pair(flight: Flight, schedule: Schedule) -> Pair | None:
    if (flight.source == "simulated") != (schedule["source"] == "simulated"):
        return None
    scheduled = schedule["departure_scheduled"]
    departure = _first_known(schedule["departure_actual"], schedule["departure_estimated"], scheduled)
    apart_s = abs(flight.first_seen - departure)
    flown_as, scheduled_as = _designator(flight.callsign), _designator(schedule["callsign"])
    by_callsign = flown_as is not None and flown_as == scheduled_as
    by_aircraft = flight.icao24 == schedule["icao24"]
    if apart_s > WITHIN_S or not (by_callsign or by_aircraft):
        return None
    if not by_callsign:
        late = None if schedule["arrival_scheduled"] is None else schedule["arrival_scheduled"] + departure - scheduled
        arrival = _first_known(schedule["arrival_actual"], late)
        if (arrival is not None and arrival < flight.first_seen) or _are_of_one_airline(flown_as, scheduled_as):
            return None
    return Pair(flight, schedule, by_aircraft, by_callsign, apart_s)


def _row(pair: Pair) -> dict[str, Any]:
    flight, schedule = pair.flight, pair.schedule
    left, came = schedule["departure_scheduled"], schedule["arrival_scheduled"]
    return {
        "date": flight.day,
        "source": flight.source,
        "icao24": flight.icao24,
        "first_seen": flight.first_seen,
        "last_seen": flight.last_seen,
        "callsign": flight.callsign,
        "flight": schedule["flight"],
        "schedule_source": schedule["source"],
        "airline": schedule["airline"],
        "matched_by": pair.matched_by,
        "departure_airport": schedule["departure_airport"],
        "arrival_airport": schedule["arrival_airport"],
        "departure_scheduled": left,
        "arrival_scheduled": came,
        "departure_late_min": (flight.first_seen - left) / 60 if flight.took_off else None,
        "arrival_late_min": (flight.last_seen - came) / 60 if flight.landed and came is not None else None,
    }


@cache
def _designator(callsign: str | None) -> str | None:
    """Return the callsign without zeros before its number."""
    if callsign is None:
        return None
    found = re.match("([A-Z]{3})0+([0-9].*)", callsign)
    return found[1] + found[2] if found else callsign


def _are_of_one_airline(one: str | None, other: str | None) -> bool:
    """Return whether both are flight numbers of one airline."""
    numbered = all(each is not None and re.fullmatch("[A-Z]{3}[0-9]+", each) for each in (one, other))
    return numbered and (one or "")[:3] == (other or "")[:3]


def _first_known(*times: int | None) -> Any:
    return next((time for time in times if time is not None), None)


def _key_of_flight(pair: Pair) -> tuple[Any, ...]:
    return pair.flight.source, pair.flight.icao24, pair.flight.first_seen


def _key_of_schedule(pair: Pair) -> tuple[Any, ...]:
    schedule = pair.schedule
    return schedule["source"], schedule["date"], schedule["flight"], schedule["departure_iata"]
