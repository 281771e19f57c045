"""The schedules of the simulated flights, as AviationStack would give them: computed from the seed and the time alone.

Every flight of an airline that the local OpenSky server flies has a record, under the same callsign and address, with
the times at which that very flight leaves and lands; what it was planned for is drawn around them. An airline sells
some of its flights through others, and cancels some further ones, which nobody flies. Aircraft without a callsign,
private ones and those that fly on demand have no schedule.

A simulated aircraft flies its route many times a day under one callsign. A second flight of a callsign from the same
airport on the same local day therefore has a suffix to its number and IATA designator, as airlines do it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from simulator.backends.simulated import World
from simulator.world.aircraft_kinds import CODES
from simulator.world.airline_codes import AIRLINE_CODES, AirlineCode
from simulator.world.airlines import OPERATORS
from simulator.world.airports import all_airports
from simulator.world.randomness import Booleans, Integers

AROUND_S = 86_400
"""Flights are listed from so long before to so long after the time they are asked for, by their planned departure."""

_MINUTE, _PLANNED_TO, _DAY = 60, 300, 86_400
_OFF_BLOCK_S = 120
"""After the start of a simulated flight, which waits at the gate for one to four minutes."""
_ESTIMATED_BEFORE_S = 3_600
_LONGEST_DELAY_S = 300 * 60
_CANCELLED_SHARE = 0.015
_CANCELLED_SUFFIX = "Y"

_TYPES = {"W": "B77W A333 B789 A359", "N": "A320 B738 A321 A20N B38M", "R": "E190 CRJ9 E75L", "T": "AT76 DH8D"}
_ON_DEMAND = "BLH"
_CARGO = frozenset({"FDX", "UPS", "BOX", "CLX"})
_SUFFIXES: list[str] = ["", *"ABCDEFGHJKLMNPQRSTUVWX"]

Texts = npt.NDArray[np.object_]
Record = dict[str, Any]


@dataclass(frozen=True)
class Filters:
    """What is asked for; None is anything. Airports by IATA code, the flight by callsign or number."""

    dep_iata: str | None = None
    arr_iata: str | None = None
    airline_iata: str | None = None
    airline_icao: str | None = None
    flight_icao: str | None = None
    flight_iata: str | None = None
    flight_number: str | None = None
    flight_status: str | None = None


@dataclass(frozen=True)
class _Flights:
    """m flights: which of the fleet's, its how-manieth time, and times (epoch s), all (m,)."""

    flight: Integers
    turn: Integers
    start: Integers
    planned_departure: Integers
    planned_arrival: Integers
    departure: Integers
    arrival: Integers
    cancelled: Booleans

    def some(self, which: Integers | Booleans) -> "_Flights":
        return _Flights(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class _Sale:
    """Under which airline and number a flight is sold: its own, or another's."""

    airline: AirlineCode
    number: str
    own: bool


class SimulatedSchedules:
    """The schedules of a world's flights."""

    def __init__(self, world: World) -> None:
        self._world = world
        fleet, airports = world.fleet, world.airports
        routes = fleet.routes
        self._origin = np.stack((routes.home, routes.away), axis=1).reshape(-1)
        self._destination = np.stack((routes.away, routes.home), axis=1).reshape(-1)
        self._iata = np.array(airports.iata, dtype=object)
        self._callsign = np.array([callsign.strip() for callsign in world.identities.callsign], dtype=object)
        prefixes = [OPERATORS[index].prefix for index in routes.operator.tolist()]
        on_demand = np.isin(routes.kind, [CODES.index(code) for code in _ON_DEMAND])
        scheduled = [
            bool(self._callsign[2 * each]) and prefixes[each] in AIRLINE_CODES and not on_demand[each]
            for each in world.aircraft.tolist()
        ]
        self._flights = np.repeat(2 * world.aircraft[scheduled], 2)
        self._flights[1::2] += 1
        self._airline = [AIRLINE_CODES.get(prefix) for prefix in prefixes]
        self._sales = {flight: self._sales_of(flight) for flight in self._flights.tolist()}
        self._same_name: dict[tuple[str, int], list[int]] = {}
        for flight in self._flights.tolist():
            self._same_name.setdefault((self._callsign[flight], int(self._origin[flight])), []).append(flight)

    def page(self, now: float, filters: Filters, *, offset: int, limit: int) -> tuple[list[Record], int]:
        """The records from `offset` of the flights around `now` (epoch s), the nearest to leave first, and how many
        there are in all."""
        time = int(now)
        flights = self._between(self._flights, time - AROUND_S, time + AROUND_S)
        flights = flights.some(self._matching(flights, filters, time))
        flights = flights.some(np.lexsort((flights.flight, np.abs(flights.planned_departure - time))))
        sales = {
            flight: [sale for sale in self._sales[flight] if self._is_asked_for(sale, flight, filters)]
            for flight in np.unique(flights.flight).tolist()
        }
        ends = np.cumsum([len(sales[flight]) for flight in flights.flight.tolist()])
        total = int(ends[-1]) if len(ends) else 0
        first, last = np.searchsorted(ends, [offset, offset + limit - 1], side="right")
        records: list[Record] = []
        skipped = offset - (int(ends[first - 1]) if first else 0)
        for index in range(int(first), min(int(last) + 1, len(ends))):
            one = flights.some(np.array([index]))
            records += [self._record(one, sale, time) for sale in sales[int(one.flight[0])]]
        return records[skipped : skipped + limit], total

    def _between(self, flight: Integers, first: int, last: int) -> _Flights:
        """The flights of these of the fleet that were planned to leave in [first, last), cancelled ones too."""
        fleet = self._world.fleet
        aircraft = flight // 2
        cycle = fleet.until_next_s[2 * aircraft] + fleet.until_next_s[2 * aircraft + 1]
        begin = np.where(flight % 2 == 1, fleet.until_next_s[2 * aircraft], 0) - fleet.phase_s[aircraft]
        low = (first - _PLANNED_TO - begin) // cycle
        count = (last + _LONGEST_DELAY_S + _PLANNED_TO - begin) // cycle - low + 1
        which = np.repeat(np.arange(len(flight)), count)
        turn = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + low[which]
        flights = self._planned(flight[which], turn, begin[which] + turn * cycle[which])
        cancelled = flights.some(self._draw("cancelled", flights) < _CANCELLED_SHARE)
        both = _Flights(
            *(
                np.concatenate((getattr(flights, name), getattr(cancelled, name)))
                for name in flights.__dataclass_fields__
            )
        )
        both.cancelled[len(flights.flight) :] = True
        inside = (both.planned_departure >= first) & (both.planned_departure < last)
        return both.some(inside)

    def _planned(self, flight: Integers, turn: Integers, start: Integers) -> _Flights:
        """Planned times: seven in ten leave within ten minutes of theirs, some late by an hour, few by several."""
        plans = self._world.fleet.plans
        share = self._world.draws.uniform("delay", flight, turn)
        within = self._world.draws.uniform("delay within", flight, turn)
        late_min = np.interp(share, [0, 0.7, 0.9, 0.985, 1], [-4, 10, 35, 120, 290]) + within * 5
        spare_s = self._world.draws.between(0, 900, "spare time", flight)
        departure = _floor(start + _OFF_BLOCK_S, _MINUTE)
        planned_departure = _floor(departure - 60 * late_min, _PLANNED_TO)
        return _Flights(
            flight=flight,
            turn=turn,
            start=start,
            planned_departure=planned_departure,
            planned_arrival=planned_departure + _floor(plans.end_s[flight] + spare_s, _PLANNED_TO),
            departure=departure,
            arrival=_floor(start + plans.end_s[flight], _MINUTE),
            cancelled=np.zeros(len(flight), dtype=np.bool_),
        )

    def _matching(self, flights: _Flights, filters: Filters, time: int) -> Booleans:
        wanted = np.ones(len(flights.flight), dtype=np.bool_)
        if filters.dep_iata:
            wanted &= self._iata[self._origin[flights.flight]] == filters.dep_iata
        if filters.arr_iata:
            wanted &= self._iata[self._destination[flights.flight]] == filters.arr_iata
        if filters.flight_status:
            wanted &= _statuses(flights, time) == filters.flight_status
        return wanted

    def _is_asked_for(self, sale: _Sale, flight: int, filters: Filters) -> bool:
        icao = self._callsign[flight] if sale.own else sale.airline.icao + sale.number
        said = {
            "airline_iata": sale.airline.iata,
            "airline_icao": sale.airline.icao,
            "flight_icao": icao,
            "flight_iata": sale.airline.iata + sale.number,
            "flight_number": sale.number,
        }
        return all(getattr(filters, name) in (None, value) for name, value in said.items())

    def _sales_of(self, flight: int) -> list[_Sale]:
        """A third of the flights is sold by others too, by up to three of them."""
        own = self._airline[flight // 2]
        if own is None:
            raise ValueError(f"flight {flight} is not one of an airline")
        sales = [_Sale(own, self._callsign[flight][3:], True)]
        if self._world.draws.uniform("sold by others", flight) < 0.35:
            others = [airline for airline in AIRLINE_CODES.values() if airline != own and airline.icao not in _CARGO]
            count = 1 + int(self._world.draws.below(3, "sellers", flight))
            for place in range(count):
                airline = others[int(self._world.draws.below(len(others), "seller", flight, place))]
                number = str(4_000 + int(self._world.draws.below(5_000, "sold as", flight, place)))
                if all(airline != sale.airline for sale in sales):
                    sales.append(_Sale(airline, number, False))
        return sales

    def _record(self, flights: _Flights, sale: _Sale, time: int) -> Record:
        """The record of one flight under one airline's number."""
        flight, cancelled = int(flights.flight[0]), bool(flights.cancelled[0])
        origin, destination = (all_airports()[self._iata[end[flight]]] for end in (self._origin, self._destination))
        suffix = self._suffix(flights) + (_CANCELLED_SUFFIX if cancelled else "")
        own = self._sales[flight][0]
        callsign = self._callsign[flight] + (_CANCELLED_SUFFIX if cancelled else "")
        iata, number = own.airline.iata + own.number + suffix, own.number + suffix
        if sale.own:
            names = {"number": number, "iata": iata, "icao": callsign, "codeshared": None}
        else:
            names = {
                "number": sale.number + suffix,
                "iata": sale.airline.iata + sale.number + suffix,
                "icao": sale.airline.icao + sale.number + suffix,
                "codeshared": {
                    "airline_name": own.airline.name.lower(),
                    "airline_iata": own.airline.iata.lower(),
                    "airline_icao": own.airline.icao.lower(),
                    "flight_number": number.lower(),
                    "flight_iata": iata.lower(),
                    "flight_icao": callsign.lower(),
                },
            }
        left = {"planned": int(flights.planned_departure[0]), "happens": int(flights.departure[0])}
        came = {"planned": int(flights.planned_arrival[0]), "happens": int(flights.arrival[0])}
        plans, start = self._world.fleet.plans, int(flights.start[0])
        liftoff, touchdown = (int(start + each[flight]) for each in (plans.liftoff_s, plans.touchdown_s))
        airline = sale.airline
        return {
            "flight_date": f"{_local_day(left['planned'], origin['tz']):%Y-%m-%d}",
            "flight_status": str(_statuses(flights, time)[0]),
            "departure": self._end(origin, flights, left, liftoff, time, cancelled=cancelled),
            "arrival": self._end(destination, flights, came, touchdown, time, cancelled=cancelled) | {"baggage": None},
            "airline": {"name": airline.name, "iata": airline.iata, "icao": airline.icao},
            "flight": names,
            "aircraft": self._aircraft(flights, time) if sale.own and not cancelled else None,
            "live": self._live(flights, time) if sale.own and not cancelled else None,
        }

    def _suffix(self, flights: _Flights) -> str:
        """Nothing for the first flight of its name from its airport on the local day, then a letter for each."""
        flight = int(flights.flight[0])
        zone = all_airports()[self._iata[self._origin[flight]]]["tz"]
        planned = int(flights.planned_departure[0])
        day = _local_day(planned, zone)
        same = self._same_name[self._callsign[flight], int(self._origin[flight])]
        others = self._between(np.array(same), planned - _DAY - 7_200, planned + _DAY + 7_200)
        before = sorted(
            (int(at), int(each), int(turn))
            for at, each, turn, off in zip(
                others.planned_departure, others.flight, others.turn, others.cancelled, strict=True
            )
            if not off and _local_day(int(at), zone) == day
        )
        place = before.index((planned, flight, int(flights.turn[0])))
        return _SUFFIXES[place % len(_SUFFIXES)]

    def _end(
        self,
        airport: dict[str, Any],
        flights: _Flights,
        times: dict[str, int],
        runway: int,
        time: int,
        *,
        cancelled: bool,
    ) -> Record:
        zone, planned, happens = airport["tz"], times["planned"], times["happens"]
        late_min = (happens - planned) // 60
        known = not cancelled and time >= planned - _ESTIMATED_BEFORE_S and late_min > 0
        done, landed = (not cancelled and time >= moment for moment in (happens, runway))
        said_zone = float(self._draw(f"zone {airport['iata']}", flights)[0])
        gate = int(self._draw(f"gate {airport['iata']}", flights)[0] * 60)
        return {
            "airport": airport["name"],
            "timezone": None if said_zone < 0.01 else "" if said_zone < 0.02 else zone,
            "iata": airport["iata"],
            "icao": airport["icao"] or None,
            "terminal": str(1 + gate % 3) if gate % 4 else None,
            "gate": f"{'ABCD'[gate % 4]}{1 + gate // 2}" if gate % 3 else None,
            "delay": late_min if known else None,
            "scheduled": _local_text(planned, zone),
            "estimated": _local_text(happens if known else planned, zone),
            "actual": _local_text(happens, zone) if done else None,
            "estimated_runway": _local_text(runway, zone) if landed else None,
            "actual_runway": _local_text(runway, zone) if landed else None,
        }

    def _aircraft(self, flights: _Flights, time: int) -> Record | None:
        """Which aircraft flies; as a rule not known before the day, and not of every flight after that."""
        flight = int(flights.flight[0])
        if self._draw("aircraft said", flights)[0] < (0.75 if time < flights.departure[0] else 0.25):
            return None
        kinds = _TYPES[CODES[int(self._world.fleet.routes.kind[flight // 2])]].split()
        kind = kinds[int(self._world.draws.below(len(kinds), "type", flight // 2))]
        icao24 = self._world.identities.icao24[flight // 2].upper()
        return {"registration": None, "iata": kind, "icao": kind, "icao24": icao24}

    def _live(self, flights: _Flights, time: int) -> Record | None:
        """Where it is: of one in twenty of those under way."""
        elapsed = time - flights.start
        under_way = flights.departure[0] <= time < flights.arrival[0]
        if not under_way or self._draw("live said", flights)[0] >= 0.05:
            return None
        motion = self._world.fleet.motion(flights.flight, elapsed)
        return {
            "updated": datetime.fromtimestamp(time, UTC).isoformat(),
            "latitude": round(float(motion.latitude[0]), 2),
            "longitude": round(float(motion.longitude[0]), 2),
            "altitude": round(float(motion.altitude[0]), 2),
            "direction": round(float(motion.true_track[0]), 1),
            "speed_horizontal": round(float(np.hypot(motion.east[0], motion.north[0])) * 3.6, 3),
            "speed_vertical": round(float(motion.vertical_rate[0]) * 3.6, 2),
            "is_ground": bool(motion.on_ground[0]),
        }

    def _draw(self, purpose: str, flights: _Flights) -> npt.NDArray[np.float64]:
        return self._world.draws.uniform(purpose, flights.flight, flights.turn)


def _statuses(flights: _Flights, time: int) -> Texts:
    said = np.select(
        [flights.cancelled, time < flights.departure, time < flights.arrival],
        ["cancelled", "scheduled", "active"],
        "landed",
    )
    return np.asarray(said, dtype=object)


def _floor(seconds: npt.NDArray[Any], step: int) -> Integers:
    return np.asarray(np.floor(seconds / step) * step, dtype=np.int64)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _local_day(epoch: int, zone: str) -> date:
    return datetime.fromtimestamp(epoch, _zone(zone)).date()


def _local_text(epoch: int, zone: str) -> str:
    """The time that clocks at the airport show, with the offset that AviationStack writes to every time."""
    return f"{datetime.fromtimestamp(epoch, _zone(zone)):%Y-%m-%dT%H:%M:%S}+00:00"
