"""Speeds, vertical rates and heights of whole flights, gate to gate, as piecewise-linear profiles.

A flight waits at the gate, taxis, holds, takes off, climbs in three parts, cruises (with a step climb on long routes),
descends in two parts, flies a level stretch and the final approach, lands, taxis, and waits.
"""

from dataclasses import dataclass

import numpy as np

from simulator.motion.profiles import Profiles
from simulator.world.aircraft_kinds import figures
from simulator.world.arrays import Booleans, Floats, Integers
from simulator.world.randomness import Draws

_RAMP_S = 20.0
_FLARE_S = 8.0
_SHORTEST_CRUISE_S = 240.0
_SETTLE_S = 60.0
"""Time after the top of climb during which speed still changes."""
_STEP_CLIMB_S = 300.0
_LEAST_HEIGHT_M = 600.0
"""Lowest cruising height above the higher of the two airports."""
_LEVEL_M = 304.8
"""1,000 ft: cruising levels are whole multiples."""


@dataclass(frozen=True)
class FlightPlans:
    """n flights; times are (n,), in seconds since the flight's start at the gate.

    distance: speed (m/s) and distance along the great circle (m); height: vertical rate (m/s) and height (m) above the
    elevation of the first airport; cruise_m: final cruising altitude.
    """

    distance: Profiles
    height: Profiles
    start_elevation_m: Floats
    cruise_m: Floats
    liftoff_s: Floats
    cruise_start_s: Floats
    cruise_end_s: Floats
    touchdown_s: Floats
    end_s: Floats


@dataclass(frozen=True)
class _Legs:
    """The input of a plan: n flights, all (n,); elevations and lengths in m, tailwind in m/s at 11 km."""

    kind: Integers
    length_m: Floats
    start_m: Floats
    end_m: Floats
    tailwind: Floats
    eastbound: Booleans


def plan_flights(
    draws: Draws, *, kind: Integers, length_m: Floats, elevation_m: tuple[Floats, Floats], tailwind: Floats,
    eastbound: Booleans,
) -> FlightPlans:  # fmt: skip
    """Plan n flights (n,) of `length_m` between two elevations, as high as the length allows with some cruise left.

    tailwind: m/s at 11 km, proportionally less below. Eastbound flights cruise at odd thousands of feet, westbound ones
    at even thousands (ICAO Annex 2, Appendix 3).
    """
    legs = _Legs(kind, length_m, *elevation_m, tailwind, eastbound)
    lowest = np.maximum(legs.start_m, legs.end_m) + _LEAST_HEIGHT_M
    low, high = figures("ceiling", kind).T
    wanted = np.maximum(draws.between(low, high, "ceiling", np.arange(len(kind))), lowest)
    for _ in range(12):
        cruise_m = _level(wanted, legs, lowest)
        cruise_s = _Timing(draws, legs, cruise_m).cruise_s
        wanted = np.where(cruise_s < _SHORTEST_CRUISE_S, lowest + (wanted - lowest) * 0.8, wanted)
    return _Timing(draws, legs, _level(wanted, legs, lowest)).plans()


def _level(wanted: Floats, legs: _Legs, lowest: Floats) -> Floats:
    """Return the cruising level at or below `wanted`, at least `lowest`."""
    odd = np.where(legs.eastbound, _LEVEL_M, 0.0)
    return np.maximum(np.floor((wanted - odd) / (2 * _LEVEL_M)) * 2 * _LEVEL_M + odd, lowest)


class _Timing:
    """The duration of each part of n flights at given cruising altitudes; all arrays (n,)."""

    def __init__(self, draws: Draws, legs: _Legs, cruise_m: Floats) -> None:
        self._draws, self._legs, self._cruise_m = draws, legs, cruise_m
        self._flights = np.arange(len(legs.kind))
        kind = legs.kind
        self._climb_rates = figures("climb", kind) * self._between(0.88, 1.12, "climb vigour")[:, None]
        self._descent_rates = figures("descent", kind) * self._between(0.88, 1.12, "descent vigour")[:, None]
        self._descent_rates[:, 2] = figures("descent", kind)[:, 2]  # the glide path is the same for every flight

        self._step_m = np.where((legs.length_m > 3_500e3) & (cruise_m > 10_000), 2 * _LEVEL_M, 0.0)
        up, down = cruise_m - self._step_m - legs.start_m, cruise_m - legs.end_m
        first = np.minimum(3_000.0, 0.4 * up)
        final = np.minimum(700.0, 0.35 * down)
        middle = np.minimum(2_400.0, 0.5 * (down - final))
        self._climbs = np.column_stack((first, 0.6 * (up - first), 0.4 * (up - first))) / self._climb_rates
        self._descents = np.column_stack((down - final - middle, middle, final)) / self._descent_rates
        self._level_s = self._between(30, 120, "level stretch")

        self._speeds()
        self.cruise_s = self._cruise_time()

    def _between(self, low: float | Floats, high: float | Floats, purpose: str) -> Floats:
        return self._draws.between(low, high, purpose, self._flights)

    def _speeds(self) -> None:
        """Set the ground speed at each milestone: the kind's airspeed plus the wind at that height."""
        kind = self._legs.kind
        cruise, terminal, approach = (figures(name, kind) for name in ("cruise", "terminal", "approach"))
        self._wind = self._legs.tailwind * np.minimum(self._cruise_m / 11_000.0, 1.0)
        # At the same indicated airspeed, true airspeed grows with height, so low flights are slower.
        height_share = np.minimum(self._cruise_m / figures("ceiling", kind)[:, 0], 1.0)
        airspeed = terminal + (cruise - terminal) * height_share
        self._cruise_speed = airspeed * self._between(0.97, 1.03, "cruise speed") + self._wind
        self._terminal_speed = terminal + 0.2 * self._wind
        self._middle_speed = (self._cruise_speed + self._terminal_speed) / 2
        self._approach_speed = approach * self._between(0.95, 1.05, "approach speed")
        self._waver = 1 + self._draws.between(-0.025, 0.025, "waver", self._flights[:, None], np.arange(3))

    def _parts(self, cruise_s: Floats) -> dict[str, tuple[Floats, Floats]]:
        """Return the parts over which speed is linear, in order: each one's duration (s) and final speed (m/s)."""
        kind = self._legs.kind
        taxi, roll, liftoff = (figures(name, kind) for name in ("taxi", "roll_s", "liftoff"))
        taxi = taxi * self._between(0.8, 1.2, "taxi speed")
        briefest, longest = figures("taxi_s", kind).T
        taxi_out, taxi_in = (self._between(briefest, longest, purpose) for purpose in ("taxi out", "taxi in"))
        still, ten = np.zeros(len(kind)), np.full(len(kind), 10.0)
        cruising, terminal = self._cruise_speed, self._terminal_speed
        quarter = (cruise_s - _SETTLE_S) / 4
        return {
            "gate": (self._between(60, 240, "gate wait"), still),
            "start to taxi": (ten, taxi),
            "taxi out": (taxi_out, taxi),
            "stop": (ten, still),
            "hold": (self._between(20, 150, "hold"), still),
            "take-off roll": (roll, liftoff),
            "low climb": (_RAMP_S / 2 + self._climbs[:, 0], terminal),
            "middle climb": (self._climbs[:, 1], self._middle_speed),
            "high climb": (self._climbs[:, 2], 0.96 * cruising),
            "settle": (still + _SETTLE_S, cruising),
            "cruise 1": (quarter, cruising * self._waver[:, 0]),
            "cruise 2": (quarter, cruising * self._waver[:, 1]),
            "cruise 3": (quarter, cruising * self._waver[:, 2]),
            "cruise 4": (quarter, cruising),
            "high descent": (self._descents[:, 0], self._middle_speed),
            "middle descent": (self._descents[:, 1], 0.95 * terminal),
            "level": (self._level_s, (0.95 * terminal + self._approach_speed) / 2),
            "slow down": (self._descents[:, 2] / 2, self._approach_speed),
            "final": (self._descents[:, 2] / 2 + _FLARE_S / 2, 0.95 * self._approach_speed),
            "landing roll": (roll + 2, taxi),
            "taxi in": (taxi_in, taxi),
            "park": (ten, still),
            "shut down": (self._between(30, 90, "shutdown"), still),
        }

    def _cruise_time(self) -> Floats:
        """Return the cruise time (s) that makes all parts add up to the flight's length; may be negative."""
        elsewhere, before = np.zeros((2, len(self._flights)))
        for duration, speed in self._parts(np.full(len(self._flights), _SETTLE_S)).values():
            elsewhere = elsewhere + duration * (before + speed) / 2
            before = speed
        mean_speed = self._cruise_speed * (1 + np.sum(self._waver, axis=1)) / 4
        return np.asarray(_SETTLE_S + (self._legs.length_m - elsewhere) / mean_speed, dtype=np.float64)

    def plans(self) -> FlightPlans:
        """Return the profiles; vertical rates step at the same milestones as speeds."""
        parts = self._parts(self.cruise_s)
        durations, speeds = zip(*parts.values(), strict=True)
        times = np.cumsum(np.column_stack(durations), axis=1)
        after = dict(zip(parts, times.T, strict=True))
        liftoff, touchdown = after["take-off roll"], after["final"]
        step_s = np.minimum(_STEP_CLIMB_S, self.cruise_s / 4)
        step_start = after["high climb"] + 0.45 * self.cruise_s
        none = np.zeros(len(liftoff))
        steps = (
            (liftoff + _RAMP_S / 2, self._climb_rates[:, 0]),
            (after["low climb"], self._climb_rates[:, 1]),
            (after["middle climb"], self._climb_rates[:, 2]),
            (after["high climb"], none),
            (step_start, self._step_m / step_s),
            (step_start + step_s, none),
            (after["cruise 4"], -self._descent_rates[:, 0]),
            (after["high descent"], -self._descent_rates[:, 1]),
            (after["middle descent"], none),
            (after["level"], -self._descent_rates[:, 2]),
            (touchdown - _FLARE_S / 2, none),
        )
        moments, rates = zip(*steps, strict=True)
        ramps = np.full(len(steps), _RAMP_S)
        ramps[-1] = _FLARE_S
        return FlightPlans(
            distance=Profiles.through(_from_rest(times), _from_rest(np.column_stack(speeds))),
            height=Profiles.of_steps(np.column_stack(moments), np.column_stack(rates), ramps),
            start_elevation_m=self._legs.start_m,
            cruise_m=self._cruise_m,
            liftoff_s=liftoff,
            cruise_start_s=after["high climb"],
            cruise_end_s=after["cruise 4"],
            touchdown_s=touchdown,
            end_s=times[:, -1],
        )


def _from_rest(columns: Floats) -> Floats:
    """Prepend a column of zeros to (n, k): every flight begins at time 0 and speed 0."""
    return np.pad(columns, ((0, 0), (1, 0)))
