"""The flights of a period with their times: when each was planned to leave and land, and when it does."""

from dataclasses import dataclass

import numpy as np

from simulator.backends.world import World
from simulator.world.arrays import Booleans, Floats, Integers, Texts

_MINUTE_S, _PLANNED_STEP_S = 60, 300
_OFF_BLOCK_S = 120
"""Time from the start of a simulated flight to its departure: it waits at the gate for one to four minutes."""
_LONGEST_DELAY_S = 300 * 60
_CANCELLED_SHARE = 0.015


@dataclass(frozen=True)
class DatedFlights:
    """m flights and their times (epoch s), all (m,).

    flight: index in the fleet; turn: count of the aircraft's cycles since epoch 0; start: of the simulated flight.
    """

    flight: Integers
    turn: Integers
    start: Integers
    planned_departure: Integers
    planned_arrival: Integers
    departure: Integers
    arrival: Integers
    cancelled: Booleans

    def select(self, which: Integers | Booleans) -> "DatedFlights":
        """Return the flights at these indices, or where a mask is True."""
        return DatedFlights(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    def statuses(self, time: int) -> Texts:
        """Return each flight's status at `time` (epoch s), in AviationStack's words."""
        status = np.select(
            [self.cancelled, time < self.departure, time < self.arrival], ["cancelled", "scheduled", "active"], "landed"
        )
        return np.asarray(status, dtype=object)


class Calendar:
    """The dates on which a world's flights take place, computed from the seed and the time alone."""

    def __init__(self, world: World) -> None:
        self._fleet, self._draws = world.fleet, world.draws

    def between(self, flight: Integers, first: int, last: int) -> DatedFlights:
        """Return the dates of these flights that are planned to leave in [first, last) (epoch s), cancelled or not."""
        fleet = self._fleet
        aircraft = flight // 2
        cycle = fleet.until_next_s[2 * aircraft] + fleet.until_next_s[2 * aircraft + 1]
        begin = np.where(flight % 2 == 1, fleet.until_next_s[2 * aircraft], 0) - fleet.phase_s[aircraft]
        low = (first - _PLANNED_STEP_S - begin) // cycle
        count = (last + _LONGEST_DELAY_S + _PLANNED_STEP_S - begin) // cycle - low + 1
        which = np.repeat(np.arange(len(flight)), count)
        turn = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + low[which]
        flights = self._planned(flight[which], turn, begin[which] + turn * cycle[which])
        cancelled = flights.select(self.draw("cancelled", flights) < _CANCELLED_SHARE)
        both = DatedFlights(
            *(
                np.concatenate((getattr(flights, name), getattr(cancelled, name)))
                for name in flights.__dataclass_fields__
            )
        )
        both.cancelled[len(flights.flight) :] = True
        inside = (both.planned_departure >= first) & (both.planned_departure < last)
        return both.select(inside)

    def draw(self, purpose: str, flights: DatedFlights) -> Floats:
        """Draw uniformly from [0, 1) for each flight and date (m,)."""
        return self._draws.uniform(purpose, flights.flight, flights.turn)

    def _planned(self, flight: Integers, turn: Integers, start: Integers) -> DatedFlights:
        """Draw planned times: seven in ten flights leave within 15 minutes, some an hour late, few several hours."""
        duration_s = self._fleet.plans.end_s[flight]
        share = self._draws.uniform("delay", flight, turn)
        within = self._draws.uniform("delay within", flight, turn)
        late_min = np.interp(share, [0, 0.7, 0.9, 0.985, 1], [-4, 10, 35, 120, 290]) + within * 5
        spare_s = self._draws.between(0, 900, "spare time", flight)
        departure = _floor(start + _OFF_BLOCK_S, _MINUTE_S)
        planned_departure = _floor(departure - 60 * late_min, _PLANNED_STEP_S)
        return DatedFlights(
            flight=flight,
            turn=turn,
            start=start,
            planned_departure=planned_departure,
            planned_arrival=planned_departure + _floor(duration_s + spare_s, _PLANNED_STEP_S),
            departure=departure,
            arrival=_floor(start + duration_s, _MINUTE_S),
            cancelled=np.zeros(len(flight), dtype=np.bool_),
        )


def _floor(seconds: Floats | Integers, step: int) -> Integers:
    return np.asarray(np.floor(seconds / step) * step, dtype=np.int64)
