"""Faults and emergencies injected into the traffic: the ground truth against which detection is measured.

Each aircraft's time is divided into slots with at most one fault each. A random draw keyed by aircraft and slot decides
whether there is a fault, its kind and its times, so the faults at any time can be computed without computing earlier
ones.

Effects of each kind between `starts` and `ends`:

rapid_descent    the aircraft really sinks at 20 to 28 m/s, stays low and climbs back; altitude and rate agree
low_altitude     the reported pressure altitude is below 500 m in cruise; nothing else changes
overspeed        the reported ground speed is above 400 m/s; positions keep moving at the true speed
altitude_offset  the reported pressure altitude is wrong by a constant 300 to 1,500 m, up or down
position_jump    reported positions are displaced by 5 to 30 km in one direction
frozen_position  position, altitude, speed, rate and track keep their values; time_position keeps advancing
squawk_7500, squawk_7600, squawk_7700    the squawk reports unlawful interference, radio failure, an emergency
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulator.motion.fleet import Fleet
from simulator.world.arrays import Booleans, Floats, Integers
from simulator.world.randomness import Draws


class FaultKind(IntEnum):
    """The kinds of fault; NONE for no fault."""

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


_IN_CRUISE_ONLY = 2
"""The number of kinds at the start of FaultKind that would be ordinary, or impossible, near an airport."""

_WEIGHTS = np.array([4.0, 19.0, 19.0, 18.0, 19.0, 19.0, 1.2, 0.6, 0.2])
"""How often each kind is drawn, in per cent, in the order of FaultKind. Wrong reports are the rule; emergencies are
rare beside them, and unlawful interference is the rarest."""

SLOT_S = 600
_SHORTEST_S, _LONGEST_S = 60, 300
_DESCENT_SHORTEST_S = 240
"""A rapid descent lasts at least this long: the climb back takes time."""
_SETTLED_S = 60.0
"""Shortest time between a fault and lift-off or touchdown, or the ends of the cruise for kinds that need one."""
_HIGH_ENOUGH_M = 6_000.0
"""Lowest cruising altitude that leaves room for a descent of 2,100 m and makes a low altitude absurd."""


@dataclass(frozen=True)
class InjectedFault:
    """One injected fault, in [starts, ends), epoch s."""

    icao24: str
    kind: str
    starts: int
    ends: int


@dataclass(frozen=True)
class Faults:
    """The faults of m aircraft at m times; where `kind` is FaultKind.NONE the other columns are meaningless.

    starts, ends: epoch s; draw: uniform on [0, 1), for the size of the fault.
    """

    kind: Integers
    starts: Integers
    ends: Integers
    draw: Floats

    def are(self, *kinds: FaultKind) -> Booleans:
        """Return True where the fault is one of these kinds."""
        return np.isin(self.kind, kinds)


class FaultSchedule:
    """The faults of a fleet: `per_hour` per aircraft and airborne hour, at most one per slot.

    `exempt` (n,) marks aircraft without faults. The true rate is slightly below `per_hour`, because a fault that would
    not end before touchdown is dropped.
    """

    def __init__(self, fleet: Fleet, draws: Draws, *, per_hour: float, exempt: Booleans) -> None:
        self._fleet, self._draws, self._exempt = fleet, draws, exempt
        self._chance = per_hour * SLOT_S / 3600
        self._offset_s = draws.below(SLOT_S, "fault offset", np.arange(fleet.size))

    def active(self, aircraft: Integers, time: Integers) -> Faults:
        """Return the faults of m aircraft at m epoch times."""
        faults = self._in_slot(aircraft, (time + self._offset_s[aircraft]) // SLOT_S)
        active = (faults.starts <= time) & (time < faults.ends)
        return Faults(np.where(active, faults.kind, FaultKind.NONE), faults.starts, faults.ends, faults.draw)

    def _drawn(self, aircraft: Integers, slot: Integers) -> Booleans:
        drawn = self._draws.uniform("fault", aircraft, slot) < self._chance
        return np.asarray(drawn & ~self._exempt[aircraft])

    def _in_slot(self, aircraft: Integers, slot: Integers) -> Faults:
        """Return the fault in each aircraft's slot, if its flight allows one then."""
        kind = np.full(len(aircraft), int(FaultKind.NONE))
        starts, ends = np.zeros(len(aircraft), dtype=np.int64), np.zeros(len(aircraft), dtype=np.int64)
        size = np.zeros(len(aircraft))
        some = np.flatnonzero(self._drawn(aircraft, slot))
        if len(some):
            kind[some], starts[some], ends[some], size[some] = self._draw_faults(aircraft[some], slot[some])
        return Faults(kind, starts, ends, size)

    def _draw_faults(self, aircraft: Integers, slot: Integers) -> tuple[Integers, Integers, Integers, Floats]:
        """Return kind, start, end and size for m aircraft; outside cruise, a kind that needs it is replaced."""
        kind = _kind_of(self._draws.uniform("fault kind", aircraft, slot), since=0)
        briefest = np.where(kind == FaultKind.RAPID_DESCENT, _DESCENT_SHORTEST_S, _SHORTEST_S)
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
        anywhere = _kind_of(self._draws.uniform("fault kind anywhere", aircraft, slot), since=_IN_CRUISE_ONLY)
        kind = np.where((kind < _IN_CRUISE_ONLY) & ~cruising, anywhere, kind)
        return (
            np.where(airborne, kind, FaultKind.NONE),
            starts,
            starts + lasts,
            self._draws.uniform("fault size", aircraft, slot),
        )


def _kind_of(draw: Floats, *, since: int) -> Integers:
    """Return the kinds, of those from number `since` on, that draws on [0, 1) choose by their weights."""
    shares = np.cumsum(_WEIGHTS[since:]) / _WEIGHTS[since:].sum()
    return since + np.searchsorted(shares[:-1], draw, side="right")
