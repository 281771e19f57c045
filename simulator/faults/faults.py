"""Faults and emergencies that are injected into the traffic, as the truth to measure detection by.

Time is divided, for each aircraft, into slots of at most one fault. Whether, when and which is drawn by aircraft and
slot, so the faults of any time can be told without serving it.

What the kinds do, between `starts` and `ends`:

rapid_descent    the aircraft really sinks at 20 to 28 m/s, stays low and climbs back; altitude and rate agree
low_altitude     the reported pressure altitude is below 500 m in cruise; nothing else is
overspeed        the reported ground speed is above 400 m/s; positions go on at the true speed
altitude_offset  the reported pressure altitude is off by 300 to 1,500 m, either way
position_jump    reported positions are off by 5 to 30 km in one direction
frozen_position  position, altitude, speed, rate and track stay at what they were; time_position goes on
squawk_7500, squawk_7600, squawk_7700    the transponder code: unlawful interference, radio failure, emergency
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulator.world.fleet import Fleet
from simulator.world.randomness import Booleans, Draws, Floats, Integers


class Kind(IntEnum):
    """The kinds of fault; NONE where there is none."""

    NONE = -1
    RAPID_DESCENT = 0
    LOW_ALTITUDE = 1
    OVERSPEED = 2
    ALTITUDE_OFFSET = 3
    POSITION_JUMP = 4
    FROZEN_POSITION = 5
    SQUAWK_7700 = 6
    SQUAWK_7600 = 7
    SQUAWK_7500 = 8


_KINDS = len(Kind) - 1
_IN_CRUISE_ONLY = 2
"""The first two kinds would be ordinary, or impossible, near an airport."""

SLOT_S = 600
_SHORTEST_S, _LONGEST_S = 60, 300
_DESCENT_SHORTEST_S = 240
"""A descent and the climb back take longer than a fault of the equipment has to."""
_SETTLED_S = 60.0
"""Faults keep this far from lift-off, touchdown, and the ends of the cruise when they need one."""
_HIGH_ENOUGH_M = 6_000.0
"""Least cruising altitude for a rapid descent of up to 2,300 m, and for a low altitude to be absurd."""


@dataclass(frozen=True)
class InjectedFault:
    """One fault of the truth; epoch s, `starts` included and `ends` not."""

    icao24: str
    kind: str
    starts: int
    ends: int


@dataclass(frozen=True)
class Faults:
    """The fault, if any, that m aircraft have at m times: `kind` is Kind.NONE and the times are void where none.

    starts, ends: epoch s; draw: uniform, for the sizes of the fault.
    """

    kind: Integers
    starts: Integers
    ends: Integers
    draw: Floats

    def are(self, *kinds: Kind) -> Booleans:
        """Where the fault is one of those kinds."""
        return np.isin(self.kind, kinds)


class FaultSchedule:
    """The faults of a fleet, `per_hour` for each aircraft-hour airborne (at most one per slot).

    `exempt` aircraft (n,) have none. A little less than `per_hour` come about: a fault that would not end before
    touchdown is left out.
    """

    def __init__(self, fleet: Fleet, draws: Draws, *, per_hour: float, exempt: Booleans) -> None:
        self._fleet, self._draws, self._exempt = fleet, draws, exempt
        self._chance = per_hour * SLOT_S / 3600
        self._offset_s = draws.below(SLOT_S, "fault offset", np.arange(fleet.size))

    def active(self, aircraft: Integers, time: Integers) -> Faults:
        """The faults of m aircraft at m epoch times."""
        faults = self._in_slot(aircraft, (time + self._offset_s[aircraft]) // SLOT_S)
        active = (faults.starts <= time) & (time < faults.ends)
        return Faults(np.where(active, faults.kind, Kind.NONE), faults.starts, faults.ends, faults.draw)

    def between(self, everyone: Integers, start: int, end: int) -> list[tuple[int, Kind, int, int]]:
        """Every fault of `everyone` active at some time in [start, end): aircraft, kind, start and end, by start."""
        found = []
        for slot in range(start // SLOT_S, (end - 1) // SLOT_S + 2):
            aircraft = everyone[self._drawn(everyone, slot)]
            faults = self._in_slot(aircraft, np.full(len(aircraft), slot))
            wanted = (faults.kind != Kind.NONE) & (faults.starts < end) & (faults.ends > start)
            columns = (aircraft[wanted], faults.kind[wanted], faults.starts[wanted], faults.ends[wanted])
            found += [(index, Kind(kind), *times) for index, kind, *times in np.stack(columns, axis=1).tolist()]
        return sorted(found, key=lambda fault: (fault[2], fault[0]))

    def _drawn(self, aircraft: Integers, slot: Integers | int) -> Booleans:
        drawn = self._draws.uniform("fault", aircraft, slot) < self._chance
        return np.asarray(drawn & ~self._exempt[aircraft])

    def _in_slot(self, aircraft: Integers, slot: Integers) -> Faults:
        """The fault of each aircraft's slot; what the flight does not allow is none, or of a kind that it allows."""
        kind = np.full(len(aircraft), int(Kind.NONE))
        starts, ends = np.zeros(len(aircraft), dtype=np.int64), np.zeros(len(aircraft), dtype=np.int64)
        size = np.zeros(len(aircraft))
        some = np.flatnonzero(self._drawn(aircraft, slot))
        if len(some):
            kind[some], starts[some], ends[some], size[some] = self._draw_faults(aircraft[some], slot[some])
        return Faults(kind, starts, ends, size)

    def _draw_faults(self, aircraft: Integers, slot: Integers) -> tuple[Integers, Integers, Integers, Floats]:
        kind = self._draws.below(_KINDS, "fault kind", aircraft, slot)
        briefest = np.where(kind == Kind.RAPID_DESCENT, _DESCENT_SHORTEST_S, _SHORTEST_S)
        lasts = (briefest + (_LONGEST_S - briefest) * self._draws.uniform("fault length", aircraft, slot)).astype(int)
        waits = ((SLOT_S - lasts) * self._draws.uniform("fault start", aircraft, slot)).astype(int)
        starts = slot * SLOT_S - self._offset_s[aircraft] + waits
        flight, begins = self._fleet.flights_at(aircraft, starts)
        ceases = begins + lasts
        plans = self._fleet.plans
        airborne = (begins >= plans.liftoff_s[flight] + _SETTLED_S) & (ceases < plans.touchdown_s[flight] - _SETTLED_S)
        cruising = (
            (begins >= plans.cruise_start_s[flight] + _SETTLED_S)
            & (ceases < plans.cruise_end_s[flight] - _SETTLED_S)
            & (plans.cruise_m[flight] > _HIGH_ENOUGH_M)
        )
        anywhere = self._draws.below(_KINDS - _IN_CRUISE_ONLY, "fault kind anywhere", aircraft, slot) + _IN_CRUISE_ONLY
        kind = np.where((kind < _IN_CRUISE_ONLY) & ~cruising, anywhere, kind)
        return (
            np.where(airborne, kind, Kind.NONE),
            starts,
            starts + lasts,
            self._draws.uniform("fault size", aircraft, slot),
        )
