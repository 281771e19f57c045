"""How far an aircraft is to the side of the great circle: straight legs between navigation fixes, joined by bends."""

from dataclasses import dataclass

import numpy as np

from simulator.world.arrays import Floats, Integers
from simulator.world.randomness import Draws

_FIXES = 5
"""Fixes between the straight ends of a flight."""


@dataclass(frozen=True)
class Bends:
    """The deviations of n flights with k bends each, in metres along the great circle and to its left.

    at_m: middle of each bend (n, k); turn: change of the slope d(left)/d(along) in the bend (n, k), spread from
    `reach_m` (n,) before its middle to `reach_m` after it.
    """

    at_m: Floats
    turn: Floats
    reach_m: Floats

    def deviation(self, flight: Integers, along_m: Floats) -> tuple[Floats, Floats]:
        """Return metres to the left and their slope, (m,) each: the sum of what each bend adds."""
        past = along_m[:, None] - self.at_m[flight]
        turn, reach = self.turn[flight], self.reach_m[flight][:, None]
        inside = np.clip(past + reach, 0.0, 2 * reach)
        left = turn * (inside**2 / (4 * reach) + np.maximum(past - reach, 0.0))
        return np.sum(left, axis=1), np.sum(turn * inside / (2 * reach), axis=1)


def bend_flights(
    draws: Draws, *, start_m: Floats, end_m: Floats, wander: Floats, largest_m: float, reach_m: Floats
) -> Bends:
    """Draw bends for n flights (n,), straight before `start_m` and after `end_m` along the great circle.

    Fixes are spaced evenly, give or take 15 % of the spacing, and lie to either side by up to `wander` times the length
    between the ends, at most `largest_m`. `reach_m` is shortened where fixes are close together.
    """
    flights = np.arange(len(start_m))[:, None]
    fixes = np.arange(1, _FIXES + 1)[None, :]
    length = end_m - start_m
    spacing = length / (_FIXES + 1)
    at = start_m[:, None] + spacing[:, None] * (fixes + draws.between(-0.15, 0.15, "fix along", flights, fixes))
    at = np.column_stack((start_m, at, end_m))
    aside = np.minimum(wander * length, largest_m)[:, None] * draws.between(-1, 1, "fix aside", flights, fixes)
    aside = np.pad(aside, ((0, 0), (1, 1)))
    slope = np.pad(np.diff(aside, axis=1) / np.diff(at, axis=1), ((0, 0), (1, 1)))
    return Bends(at, np.diff(slope, axis=1), np.minimum(reach_m, spacing / 4))
