"""Residuals that persist: the rate by which the motion goes wrong in three quarters of the last steps, one way."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.detectors.steps import POSITION_LATE_S, SHORT_STEP_S, high, unknown_paths, unsure_steps
from ml.tracks.motion import Rates, persistent
from ml.tracks.tracks import Extended

LEVEL_MS = 1.5
"""Vertical rate (m/s) up to which flight is level: 300 ft/min, as level flight shows in light turbulence."""

_RATE_OFF, _RATE_OFF_MS = 0.15, 0.5
"""By how much the vertical rate of a climb may be off, as a share of it and in any case (m/s): it is filtered, and some
systems derive it from inertia."""


@dataclass(frozen=True)
class Span:
    """What an honest aircraft may show over a number of steps in a row.

    metres: how far three quarters of the steps may lead the same way, whatever their length: positions are off by so
    many metres, not by so many metres a second. metres_per_s: what longer steps add to it, for each second above
    SHORT_STEP_S / 2.
    """

    steps: int
    metres: float
    metres_per_s: float = 0.0


@dataclass(frozen=True)
class PersistentRate:
    """A residual: the rate at which a column of steps goes wrong, over the span that exceeds its limit most.

    column: `along`, `across` or `climb`. floor_ms: the rate (m/s) that the resolution of the reported values explains
    over any span; the limit of a span adds what its Span allows per step, and the scatter of its steps. Steps that say
    little (`unsure_steps`), those in which the aircraft may have flown any path and interpolated ones have no rate.

    In a climb or descent, the more the longer the steps, an aircraft levels off and goes on between two fixes; and the
    vertical rate is off by some percent. Spans of `climb` allow for both unless all fixes report level flight high up.
    """

    column: str
    floor_ms: float
    spans: tuple[Span, ...]

    def __call__(self, tracks: Extended) -> Rates:
        """Return the rate as a multiple of its limit, 0 where it is less than half of it: shape (m,)."""
        most = max(span.steps for span in self.spans)
        rates = tracks.last(self.column, most)
        seconds = tracks.last("dt", most)[:, ::-1].cumsum(axis=1)
        ratios = np.where(np.isnan(rates[:, -1]), np.nan, 0.0)
        for span in self.spans:
            half = self._least_limits(span, seconds[:, span.steps - 1] / span.steps)[:, None] / 2
            last = rates[:, -span.steps :]
            enough = span.steps - span.steps // 4
            likely = ((last > half).sum(axis=1) >= enough) | ((last < -half).sum(axis=1) >= enough)
            rows = np.flatnonzero(likely)
            if len(rows):
                found, limits = self._measured(tracks.of_rows(rows), span)
                ratios[rows] = np.fmax(ratios[rows], np.abs(found) / limits)
        return ratios

    def furthest(self, tracks: Extended, row: int) -> tuple[int, float, float]:
        """Return the span that exceeds its limit most at one new fix: its steps, rate and limit (m/s)."""
        fix = tracks.of_rows([row])
        spans = [tuple(float(each[0]) for each in self._measured(fix, span)) for span in self.spans]
        place = int(np.nanargmax([abs(rate) / limit for rate, limit in spans]))
        rate, limit = spans[place]
        return self.spans[place].steps, rate, limit

    def _least_limits(self, span: Span, step_s: Rates) -> Rates:
        """Return the limits (m/s) for steps of this mean length, before scatter and climbs raise them."""
        return self.floor_ms + (span.metres + span.metres_per_s * _longer_s(step_s)) / step_s

    def _measured(self, tracks: Extended, span: Span) -> tuple[Rates, Rates]:
        """Return the rates over a span and their limits, shapes (m,)."""
        count = span.steps
        rates = tracks.last(self.column, count)
        step_s = tracks.last("dt", count).cumsum(axis=1)[:, -1] / count
        limits = self._least_limits(span, step_s)
        if self.column == "climb":
            steepness = np.abs(tracks.last("vertical_rate", count + 1))
            mean = steepness.cumsum(axis=1)[:, -1] / (count + 1)
            in_climb = limits * (1 + _longer_s(step_s) / 25) + _RATE_OFF * mean + _RATE_OFF_MS
            level = (steepness <= LEVEL_MS).all(axis=1) & high(tracks, 1)
            limits = np.where(level, limits, in_climb)
        else:
            rates = np.sign(rates) * np.maximum(0, np.abs(rates) - _late_velocity(tracks, count))
            rates = np.where(unknown_paths(tracks, count) | _interpolated(tracks, count), np.nan, rates)
        rates = np.where(unsure_steps(tracks, count), np.nan, rates)
        scatter = np.median(np.abs(rates - np.median(rates, axis=1)[:, None]), axis=1)
        return persistent(rates), limits + scatter


def _longer_s(step_s: Rates) -> Rates:
    return np.maximum(0, step_s - SHORT_STEP_S / 2)


def _interpolated(tracks: Extended, count: int) -> npt.NDArray[np.bool_]:
    """Return which of the last `count` steps were drawn with a ruler: shape (m, count).

    Recordings that were resampled fill gaps this way. Their steps are equally long to the metre while the track turns
    by the same angle each time, although a chord has one direction. OpenSky itself does not interpolate.
    """
    moved, dt, track = tracks.last("moved", count + 1), tracks.last("dt", count + 1), tracks.last("track", count + 2)
    turned = (np.diff(track) + 180) % 360 - 180
    alike = (np.abs(np.diff(moved)) < 1.5) & (np.diff(dt) == 0)
    ruled: npt.NDArray[np.bool_] = alike & (np.abs(np.diff(turned)) < 0.03) & (np.abs(turned[:, 1:]) > 0.05)
    ruled[:, :-1] |= ruled[:, 1:]
    return ruled


def _late_velocity(tracks: Extended, steps: int) -> Rates:
    """Return the rate (m/s) that a velocity POSITION_LATE_S older than its position explains in a turn: (m, steps)."""
    velocity, track = tracks.last("velocity", steps + 1), np.radians(tracks.last("track", steps + 1))
    change = np.hypot(np.diff(velocity * np.sin(track)), np.diff(velocity * np.cos(track)))
    return change * POSITION_LATE_S / tracks.last("dt", steps)
