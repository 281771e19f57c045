"""One flight as a record of AviationStack's `/v1/flights`."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from simulator.backends.world import World
from simulator.schedules.airline_flights import AirlineFlights, Sale
from simulator.schedules.dated_flights import Calendar, DatedFlights
from simulator.world.aircraft_kinds import CODES
from simulator.world.airports import all_airports

_DAY_S = 86_400
_CLOCK_CHANGE_S = 7_200
"""A local day may be this much longer than 24 hours."""
_ESTIMATED_BEFORE_S = 3_600
"""A delay is known this long before the planned time."""
_CANCELLED_SUFFIX = "Y"
_SUFFIXES: list[str] = ["", *"ABCDEFGHJKLMNPQRSTUVWX"]
_TYPES = {"W": "B77W A333 B789 A359", "N": "A320 B738 A321 A20N B38M", "R": "E190 CRJ9 E75L", "T": "AT76 DH8D"}
"""ICAO types by code of the aircraft kind."""

Record = dict[str, Any]


class RecordWriter:
    """Writes the records of a world's airline flights."""

    def __init__(self, world: World, airline_flights: AirlineFlights, calendar: Calendar) -> None:
        self._world, self._airline_flights, self._calendar = world, airline_flights, calendar

    def write(self, dated: DatedFlights, sale: Sale, time: int) -> Record:
        """Return the record at `time` (epoch s) of one flight (m is 1), as sold under one airline's number."""
        flight, cancelled = int(dated.flight[0]), bool(dated.cancelled[0])
        ends = (self._airline_flights.origin[flight], self._airline_flights.destination[flight])
        origin, destination = (all_airports()[iata] for iata in ends)
        left = {"planned": int(dated.planned_departure[0]), "happens": int(dated.departure[0])}
        came = {"planned": int(dated.planned_arrival[0]), "happens": int(dated.arrival[0])}
        plans, start = self._world.fleet.plans, int(dated.start[0])
        liftoff, touchdown = (int(start + each[flight]) for each in (plans.liftoff_s, plans.touchdown_s))
        airline = sale.airline
        return {
            "flight_date": f"{_local_day(left['planned'], origin['tz']):%Y-%m-%d}",
            "flight_status": str(dated.statuses(time)[0]),
            "departure": self._end(origin, dated, left, liftoff, time, cancelled=cancelled),
            "arrival": self._end(destination, dated, came, touchdown, time, cancelled=cancelled) | {"baggage": None},
            "airline": {"name": airline.name, "iata": airline.iata, "icao": airline.icao},
            "flight": self._names(dated, sale, cancelled=cancelled),
            "aircraft": self._aircraft(dated, time) if sale.own and not cancelled else None,
            "live": self._live(dated, time) if sale.own and not cancelled else None,
        }

    def _names(self, dated: DatedFlights, sale: Sale, *, cancelled: bool) -> Record:
        """Return number and designators; a code share also names the operating flight, in lower case."""
        flight = int(dated.flight[0])
        suffix = self._suffix(dated) + (_CANCELLED_SUFFIX if cancelled else "")
        own = self._airline_flights.sales[flight][0]
        callsign = self._airline_flights.callsign[flight] + (_CANCELLED_SUFFIX if cancelled else "")
        iata, number = own.airline.iata + own.number + suffix, own.number + suffix
        if sale.own:
            return {"number": number, "iata": iata, "icao": callsign, "codeshared": None}
        return {
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

    def _suffix(self, dated: DatedFlights) -> str:
        """Return "" for a callsign's first flight from an airport on the local day, and a letter for each later one."""
        flight = int(dated.flight[0])
        zone = all_airports()[self._airline_flights.origin[flight]]["tz"]
        planned = int(dated.planned_departure[0])
        day = _local_day(planned, zone)
        reach_s = _DAY_S + _CLOCK_CHANGE_S
        namesakes = np.array(self._airline_flights.namesakes(flight))
        others = self._calendar.between(namesakes, planned - reach_s, planned + reach_s)
        before = sorted(
            (int(at), int(each), int(turn))
            for at, each, turn, off in zip(
                others.planned_departure, others.flight, others.turn, others.cancelled, strict=True
            )
            if not off and _local_day(int(at), zone) == day
        )
        place = before.index((planned, flight, int(dated.turn[0])))
        return _SUFFIXES[place % len(_SUFFIXES)]

    def _end(
        self,
        airport: dict[str, Any],
        dated: DatedFlights,
        times: dict[str, int],
        runway: int,
        time: int,
        *,
        cancelled: bool,
    ) -> Record:
        zone, planned, happens = airport["tz"], times["planned"], times["happens"]
        late_min = (happens - planned) // 60
        known = not cancelled and time >= planned - _ESTIMATED_BEFORE_S and late_min > 0
        done, past_runway = (not cancelled and time >= moment for moment in (happens, runway))
        zone_draw = float(self._calendar.draw(f"zone {airport['iata']}", dated)[0])
        gate = int(self._calendar.draw(f"gate {airport['iata']}", dated)[0] * 60)
        return {
            "airport": airport["name"],
            "timezone": None if zone_draw < 0.01 else "" if zone_draw < 0.02 else zone,
            "iata": airport["iata"],
            "icao": airport["icao"] or None,
            "terminal": str(1 + gate % 3) if gate % 4 else None,
            "gate": f"{'ABCD'[gate % 4]}{1 + gate // 2}" if gate % 3 else None,
            "delay": late_min if known else None,
            "scheduled": _local_text(planned, zone),
            "estimated": _local_text(happens if known else planned, zone),
            "actual": _local_text(happens, zone) if done else None,
            "estimated_runway": _local_text(runway, zone) if past_runway else None,
            "actual_runway": _local_text(runway, zone) if past_runway else None,
        }

    def _aircraft(self, dated: DatedFlights, time: int) -> Record | None:
        """Return the aircraft: known for one flight in four before departure, for three in four after it."""
        flight = int(dated.flight[0])
        if self._calendar.draw("aircraft said", dated)[0] < (0.75 if time < dated.departure[0] else 0.25):
            return None
        types = _TYPES[CODES[int(self._world.fleet.routes.kind[flight // 2])]].split()
        type_code = types[int(self._world.draws.below(len(types), "type", flight // 2))]
        icao24 = self._world.identities.icao24[flight // 2].upper()
        return {"registration": None, "iata": type_code, "icao": type_code, "icao24": icao24}

    def _live(self, dated: DatedFlights, time: int) -> Record | None:
        """Return position and motion for one in twenty flights under way, else None."""
        elapsed = time - dated.start
        under_way = dated.departure[0] <= time < dated.arrival[0]
        if not under_way or self._calendar.draw("live said", dated)[0] >= 0.05:
            return None
        motion = self._world.fleet.motion(dated.flight, elapsed)
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


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _local_day(epoch: int, zone: str) -> date:
    return datetime.fromtimestamp(epoch, _zone(zone)).date()


def _local_text(epoch: int, zone: str) -> str:
    """Return the local time at the airport with the offset +00:00 that AviationStack appends to every time."""
    return f"{datetime.fromtimestamp(epoch, _zone(zone)):%Y-%m-%dT%H:%M:%S}+00:00"
