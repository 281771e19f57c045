"""The flights that have a schedule: those of airlines, with their airports, callsigns and code shares.

Aircraft without a callsign, private ones and those that fly on demand have no schedule.
"""

from dataclasses import dataclass

import numpy as np

from simulator.backends.world import World
from simulator.world.aircraft_kinds import CODES
from simulator.world.airline_codes import AIRLINE_CODES, AirlineCode
from simulator.world.arrays import Integers
from simulator.world.operators import OPERATORS
from simulator.world.randomness import Draws

_ON_DEMAND = "BLH"
"""Codes of the aircraft kinds that fly on demand."""
_CARGO = frozenset({"FDX", "UPS", "BOX", "CLX"})
_SHARED_SHARE = 0.35
_MOST_PARTNERS = 3


@dataclass(frozen=True)
class Sale:
    """An airline and flight number under which a flight is sold; `own` is True for the operating airline's."""

    airline: AirlineCode
    number: str
    own: bool


class AirlineFlights:
    """The airline flights of a world.

    indices: their indices in the fleet; origin, destination (IATA codes) and callsign: of every flight of the fleet,
    (2 n,); sales: by index, the operating airline's first.
    """

    def __init__(self, world: World) -> None:
        routes = world.fleet.routes
        iata = np.array(world.airports.iata, dtype=object)
        self.origin = iata[np.stack((routes.home, routes.away), axis=1).reshape(-1)]
        self.destination = iata[np.stack((routes.away, routes.home), axis=1).reshape(-1)]
        self.callsign = np.array([callsign.strip() for callsign in world.identities.callsign], dtype=object)
        airlines = [AIRLINE_CODES.get(OPERATORS[index].prefix) for index in routes.operator.tolist()]
        on_demand = np.isin(routes.kind, [CODES.index(code) for code in _ON_DEMAND])
        self.sales: dict[int, list[Sale]] = {}
        self._namesakes: dict[tuple[str, str], list[int]] = {}
        for aircraft in world.aircraft.tolist():
            airline = airlines[aircraft]
            if airline is None or on_demand[aircraft] or not self.callsign[2 * aircraft]:
                continue
            for flight in (2 * aircraft, 2 * aircraft + 1):
                own = Sale(airline, self.callsign[flight][3:], own=True)
                self.sales[flight] = [own, *_code_shares(flight, airline, world.draws)]
                self._namesakes.setdefault((self.callsign[flight], self.origin[flight]), []).append(flight)
        self.indices: Integers = np.array(list(self.sales), dtype=np.int64)

    def namesakes(self, flight: int) -> list[int]:
        """Return the flights with the callsign and origin of `flight`, itself among them."""
        return self._namesakes[self.callsign[flight], self.origin[flight]]


def _code_shares(flight: int, own: AirlineCode, draws: Draws) -> list[Sale]:
    """Return the sales by up to three other airlines; a third of the flights have any."""
    if draws.uniform("sold by others", flight) >= _SHARED_SHARE:
        return []
    others = [airline for airline in AIRLINE_CODES.values() if airline != own and airline.icao not in _CARGO]
    sales: dict[AirlineCode, Sale] = {}
    for place in range(1 + int(draws.below(_MOST_PARTNERS, "sellers", flight))):
        airline = others[int(draws.below(len(others), "seller", flight, place))]
        number = str(4_000 + int(draws.below(5_000, "sold as", flight, place)))
        sales.setdefault(airline, Sale(airline, number, own=False))
    return list(sales.values())
