"""Flights cut from the whole sequence of an aircraft's fixes, whatever their hours and days.

Plain Python after docs/lake.md and the modules' docstrings; this uses no code under test.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any

from tests.etl.reference.airports import airport_at_end, great_circle_m, is_above_airport
from tests.etl.reference.states import State

LONGEST_GAP_S = 3_600
DAY_S = 86_400
FASTEST_ON_GROUND_MS = 103
CLIMBS_MS = 1.0
FASTEST_MS = 1_000
LEAST_S = 60


@dataclass
class Flight:
    """An aircraft's positions in the air, in order; took_off, landed: the take-off, the landing was seen."""

    source: str
    icao24: str
    origin_country: str | None
    took_off: bool
    landed: bool = False
    positions: list[State] = field(default_factory=list)

    @cached_property
    def first_seen(self) -> int:
        return int(self.positions[0]["time_position"])

    @cached_property
    def last_seen(self) -> int:
        return int(self.positions[-1]["time_position"])

    @cached_property
    def day(self) -> date:
        return datetime.fromtimestamp(self.first_seen, UTC).date()

    @cached_property
    def callsign(self) -> str | None:
        """The most frequent callsign; ties alphabetical."""
        counts = Counter(each["callsign"] for each in self.positions if each["callsign"] is not None)
        return min(counts, key=lambda callsign: (-counts[callsign], callsign)) if counts else None

    @property
    def airline(self) -> str | None:
        found = re.match("([A-Z]{3})[0-9]", self.callsign or "")
        return found[1] if found else None

    @cached_property
    def distance_m(self) -> float:
        places = [(each["longitude"], each["latitude"]) for each in self.positions]
        return sum(great_circle_m(*here, *there) for here, there in pairwise(places))

    @property
    def can_be(self) -> bool:
        return self.distance_m <= FASTEST_MS * max(self.last_seen - self.first_seen, LEAST_S)

    @cached_property
    def airports(self) -> tuple[str | None, str | None]:
        """The departure and arrival airports, as far as a take-off or climb, a landing or descent was seen."""
        several = len(self.positions) > 1
        departure = arrival = None
        if self.took_off or (several and self._climbs_at_first()):
            departure = _airport(self.positions[0], seen=self.took_off)
        if self.landed or (several and self._descends_at_last()):
            arrival = _airport(self.positions[-1], seen=self.landed)
        if departure == arrival and self.took_off != self.landed:
            return (departure, None) if self.took_off else (None, arrival)
        return departure, arrival

    def _climbs_at_first(self) -> bool:
        rates = [self.positions[0]["vertical_rate"], _rate(*self.positions[:2])]
        return any(rate is not None and rate > CLIMBS_MS for rate in rates)

    def _descends_at_last(self) -> bool:
        rates = [self.positions[-1]["vertical_rate"], _rate(*self.positions[-2:])]
        return any(rate is not None and rate < -CLIMBS_MS for rate in rates)


def flights_of(states: Iterable[State]) -> list[Flight]:
    """Return the flights of all aircraft, without those that no aircraft can have flown."""
    by_aircraft: dict[tuple[str, str], list[State]] = defaultdict(list)
    for state in states:
        if is_vehicle(state):
            continue
        by_aircraft[state["source"], state["icao24"]].append(state)
    flights = [flight for track in by_aircraft.values() for whole in _cut(track) for flight in _at_midnights(whole)]
    return [flight for flight in flights if flight.can_be]


def is_vehicle(state: State) -> bool:
    """Return whether the state is of a vehicle or an obstacle: categories 16 to 20."""
    return (state["category"] or 0) in range(16, 21)


def country_of(track: Iterable[State]) -> str | None:
    """Return the country of an aircraft's address block."""
    return min((state["origin_country"] for state in track if state["origin_country"]), default=None)


def _cut(track: list[State]) -> Iterator[Flight]:
    """Return one aircraft's flights, cut at landings and gaps."""
    positions = [state for state in track if not _is_impossible(state)]
    positions.sort(key=lambda state: (state["time_position"], state["last_contact"]))
    heard_first = [next(again) for _, again in groupby(positions, key=lambda state: state["time_position"])]
    country = country_of(track)
    flight: Flight | None = None
    before: State | None = None
    for state in heard_first:
        is_near = before is not None and state["time_position"] - before["time_position"] <= LONGEST_GAP_S
        if flight and not (is_near and not state["on_ground"]):
            flight.landed = is_near
            yield flight
            flight = None
        if not state["on_ground"]:
            if flight is None:
                took_off = before is not None and is_near and before["on_ground"]
                flight = Flight(state["source"], state["icao24"], country, took_off)
            flight.positions.append(state)
        before = state
    if flight:
        yield flight


def _at_midnights(flight: Flight) -> Iterator[Flight]:
    """Cut a flight that lasts beyond the day after it began at that midnight and at each later one."""
    begun = flight.first_seen // DAY_S

    def day_of(state: State) -> int:
        day: int = state["time_position"] // DAY_S
        return begun if day <= begun + 1 else day

    parts = [list(positions) for _, positions in groupby(flight.positions, key=day_of)]
    for number, positions in enumerate(parts, start=1):
        yield Flight(
            flight.source,
            flight.icao24,
            flight.origin_country,
            took_off=flight.took_off and number == 1,
            landed=flight.landed and number == len(parts),
            positions=positions,
        )


def _is_impossible(state: State) -> bool:
    """Return whether it reports "on the ground" but is too fast or too high for that."""
    if not state["on_ground"]:
        return False
    velocity, altitude = state["velocity"], state["baro_altitude"]
    if velocity is not None and velocity > FASTEST_ON_GROUND_MS:
        return True
    return altitude is not None and is_above_airport(state["longitude"], state["latitude"], altitude)


def _rate(before: State, after: State) -> float | None:
    """Return the climb rate from one position to the next, m/s."""
    if before["baro_altitude"] is None or after["baro_altitude"] is None:
        return None
    climbed: Any = after["baro_altitude"] - before["baro_altitude"]
    return float(climbed / (after["time_position"] - before["time_position"]))


def _airport(position: State, *, seen: bool) -> str | None:
    return airport_at_end(position["longitude"], position["latitude"], position["baro_altitude"], seen=seen)
