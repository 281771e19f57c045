"""Measures over steps that several detectors share: how long a step may be, how late a position, what persists."""

from dataclasses import dataclass

import numpy as np

from ml.tracks.motion import Rates, persistent
from ml.tracks.tracks import Extended

POSITION_LATE_S = 12.0
"""A position may be this much older than its time claims: 1 in 1,000 of OpenSky's positions is 10 s late or early."""

USUAL_STEP_S = 20.0
"""Up to this length an airliner's path between two fixes is as good as straight."""

TURN_S_PER_MS = 1 / (9.81 * np.tan(np.radians(30)))
"""Seconds an aircraft takes to turn by one radian at 30 deg of bank, per m/s of its speed: 13 s at 75 m/s, 40 s at
225 m/s."""


def widening(tracks: Extended, count: int) -> Rates:
    """Return the factor on limits of rates over the last `count` steps, shape (m,).

    It is 1 up to USUAL_STEP_S and grows with longer steps: more can happen between two fixes.
    """
    step_s: Rates = tracks.last("dt", count).mean(axis=1)
    return 1 + np.maximum(0, step_s - USUAL_STEP_S) / 30


def largest(values: list[Rates]) -> Rates:
    """Return the largest of several measures, shapes (m,); NaN only where all are NaN."""
    stacked = np.vstack(values)
    known = ~np.isnan(stacked).all(axis=0)
    return np.where(known, np.where(np.isnan(stacked), -np.inf, stacked).max(axis=0), np.nan)


@dataclass(frozen=True)
class PersistentRate:
    """A residual: the rate at which a column of steps goes wrong, over the span that exceeds its limit most.

    column: `along`, `across` or `climb`. limits: pairs of a span (steps) and the rate (m/s) allowed over it. A step
    long enough for half a turn is ignored: the aircraft may have flown any path in it.
    """

    column: str
    limits: tuple[tuple[int, float], ...]

    def __call__(self, tracks: Extended) -> Rates:
        """Return the rate as a multiple of its limit, shape (m,)."""
        return largest([np.abs(rates) / limits for rates, limits in self._spans(tracks)])

    def furthest(self, tracks: Extended, row: int) -> tuple[int, float, float]:
        """Return the span that exceeds its limit most at one new fix: its steps, rate and limit (m/s)."""
        spans = [(float(rates[row]), float(limits[row])) for rates, limits in self._spans(tracks)]
        place = int(np.nanargmax([abs(rate) / limit for rate, limit in spans]))
        return self.limits[place][0], *spans[place]

    def _spans(self, tracks: Extended) -> list[tuple[Rates, Rates]]:
        """Return the rates and their limits for each span, shapes (m,)."""
        steps = max(count for count, _ in self.limits)
        velocity, dt = tracks.last("velocity", steps + 1), tracks.last("dt", steps)
        half_turn_s = np.pi * TURN_S_PER_MS * (velocity[:, 1:] + velocity[:, :-1]) / 2
        rates = tracks.last(self.column, steps)
        if self.column != "climb":
            rates = np.sign(rates) * np.maximum(0, np.abs(rates) - _late_velocity(tracks, steps))
        rates = np.where(dt > np.maximum(USUAL_STEP_S, half_turn_s), np.nan, rates)
        return [(persistent(rates[:, -count:]), limit * widening(tracks, count)) for count, limit in self.limits]


def _late_velocity(tracks: Extended, steps: int) -> Rates:
    """Return the rate (m/s) that a velocity POSITION_LATE_S older than its position explains in a turn: (m, steps)."""
    velocity, track = tracks.last("velocity", steps + 1), np.radians(tracks.last("track", steps + 1))
    change = np.hypot(np.diff(velocity * np.sin(track)), np.diff(velocity * np.cos(track)))
    return change * POSITION_LATE_S / tracks.last("dt", steps)
