"""Piecewise-linear rates and their exact integrals: speed with distance, vertical rate with altitude."""

from dataclasses import dataclass

import numpy as np

from simulator.world.arrays import Floats, Integers


@dataclass(frozen=True)
class Profiles:
    """n functions of time, each linear between its k knots and constant outside them.

    times: seconds, ascending; rates: values at the knots; integrals: from the first knot to each; all (n, k).
    """

    times: Floats
    rates: Floats
    integrals: Floats

    @classmethod
    def through(cls, times: Floats, rates: Floats) -> "Profiles":
        """Build the profiles through these knots, both (n, k)."""
        areas = np.diff(times, axis=1) * (rates[:, 1:] + rates[:, :-1]) / 2
        return cls(times, rates, np.concatenate((np.zeros((len(times), 1)), np.cumsum(areas, axis=1)), axis=1))

    @classmethod
    def of_steps(cls, times: Floats, steps: Floats, ramp_s: Floats) -> "Profiles":
        """Build profiles that are 0 before the first of `times` and `steps[:, i]` after the i-th, both (n, k).

        Each step is a ramp of `ramp_s` (k,) centred on its time, so the integral over the whole equals that of sharp
        steps. Times must be further apart than the ramps reach.
        """
        half = ramp_s / 2
        before = np.concatenate((np.zeros((len(times), 1)), steps[:, :-1]), axis=1)
        knots = np.stack((times - half, times + half), axis=2).reshape(len(times), -1)
        return cls.through(knots, np.stack((before, steps), axis=2).reshape(len(times), -1))

    def at(self, which: Integers, time: Floats | Integers) -> tuple[Floats, Floats]:
        """Return the rate and its integral, both (m,), of profile `which[i]` at `time[i]` (s)."""
        count = self.times.shape[1]
        segment = np.clip(np.sum(self.times[which] <= time[:, None], axis=1) - 1, 0, count - 2)
        start, end = self.times[which, segment], self.times[which, segment + 1]
        first, last = self.rates[which, segment], self.rates[which, segment + 1]
        inside = np.clip(time - start, 0.0, end - start)
        slope = (last - first) / np.maximum(end - start, 1e-9)
        integral = self.integrals[which, segment] + inside * (first + slope * inside / 2)
        before, after = np.minimum(time - self.times[which, 0], 0.0), np.maximum(time - self.times[which, -1], 0.0)
        integral = integral + before * self.rates[which, 0] + after * self.rates[which, -1]
        return first + slope * inside, integral
