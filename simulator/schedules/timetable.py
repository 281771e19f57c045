"""The schedules of the simulated flights in AviationStack's form, computed from the seed and the time alone.

Every airline flight that the local OpenSky server serves has a record with the same callsign and address and the times
at which that very flight leaves and lands; its planned times are drawn around them. Airlines sell some flights through
partners, and list further flights as cancelled, which nobody flies.

A simulated aircraft flies its route many times a day under one callsign. A second flight of a callsign from the same
airport on the same local day therefore gets a suffix on its number and IATA designator, as at real airlines.
"""

from dataclasses import dataclass

import numpy as np

from simulator.backends.world import World
from simulator.schedules.airline_flights import AirlineFlights, Sale
from simulator.schedules.dated_flights import Calendar, DatedFlights
from simulator.schedules.records import Record, RecordWriter
from simulator.world.arrays import Booleans

AROUND_S = 86_400
"""Flights are listed if their planned departure is this close to the time of the request, before or after it."""


@dataclass(frozen=True)
class Filters:
    """The filters of a request; None matches anything. Airports are IATA codes."""

    dep_iata: str | None = None
    arr_iata: str | None = None
    airline_iata: str | None = None
    airline_icao: str | None = None
    flight_icao: str | None = None
    flight_iata: str | None = None
    flight_number: str | None = None
    flight_status: str | None = None


class SimulatedSchedules:
    """The schedules of a world's flights."""

    def __init__(self, world: World) -> None:
        self._airline_flights = AirlineFlights(world)
        self._calendar = Calendar(world)
        self._writer = RecordWriter(world, self._airline_flights, self._calendar)

    def page(self, now: float, filters: Filters, *, offset: int, limit: int) -> tuple[list[Record], int]:
        """Return the records from `offset` of the flights around `now` (epoch s), and the number of all records.

        Flights are ordered by the distance of their planned departure from `now`.
        """
        time = int(now)
        dated = self._calendar.between(self._airline_flights.indices, time - AROUND_S, time + AROUND_S)
        dated = dated.select(self._matches(dated, filters, time))
        dated = dated.select(np.lexsort((dated.flight, np.abs(dated.planned_departure - time))))
        sales = {
            flight: [sale for sale in self._airline_flights.sales[flight] if self._is_wanted(sale, flight, filters)]
            for flight in np.unique(dated.flight).tolist()
        }
        ends = np.cumsum([len(sales[flight]) for flight in dated.flight.tolist()])
        total = int(ends[-1]) if len(ends) else 0
        first, last = np.searchsorted(ends, [offset, offset + limit - 1], side="right")
        records: list[Record] = []
        skipped = offset - (int(ends[first - 1]) if first else 0)
        for index in range(int(first), min(int(last) + 1, len(ends))):
            one = dated.select(np.array([index]))
            records += [self._writer.write(one, sale, time) for sale in sales[int(one.flight[0])]]
        return records[skipped : skipped + limit], total

    def _matches(self, dated: DatedFlights, filters: Filters, time: int) -> Booleans:
        """Return True where airports and status match; they are the same for all sales of a flight."""
        wanted = np.ones(len(dated.flight), dtype=np.bool_)
        if filters.dep_iata:
            wanted &= self._airline_flights.origin[dated.flight] == filters.dep_iata
        if filters.arr_iata:
            wanted &= self._airline_flights.destination[dated.flight] == filters.arr_iata
        if filters.flight_status:
            wanted &= dated.statuses(time) == filters.flight_status
        return wanted

    def _is_wanted(self, sale: Sale, flight: int, filters: Filters) -> bool:
        callsign = self._airline_flights.callsign[flight] if sale.own else sale.airline.icao + sale.number
        names = {
            "airline_iata": sale.airline.iata,
            "airline_icao": sale.airline.icao,
            "flight_icao": callsign,
            "flight_iata": sale.airline.iata + sale.number,
            "flight_number": sale.number,
        }
        return all(getattr(filters, name) in (None, value) for name, value in names.items())
