"""Motion of an aircraft by formulas, second by second, as its instruments would report it."""

from dataclasses import dataclass, replace

import numpy as np

from common.geodesy import EARTH_RADIUS_M
from ml.evaluation.faults.geometry import Floats, moved

SETTLES_S = 11
"""Turns, climbs and accelerations set in and end over this long (s)."""

FOOT_M, KNOT_MS = 0.3048, 1_852 / 3_600

JITTER_M = 8.0
"""Standard deviation of the error of a reported position, north and east."""


@dataclass(frozen=True)
class Leg:
    """Part of a flight: its length (s), turn rate (deg/s, right positive), climb (m/s) and acceleration (m/s²)."""

    seconds: int
    turn: float = 0.0
    climb: float = 0.0
    accelerate: float = 0.0


@dataclass(frozen=True)
class Motion:
    """A flight's true motion, one value per second in each array.

    longitude, latitude, track (deg), altitude (m), speed, climb (m/s).
    """

    longitude: Floats
    latitude: Floats
    altitude: Floats
    speed: Floats
    track: Floats
    climb: Floats

    def __len__(self) -> int:
        return len(self.speed)

    def between(self, first: int, last: int) -> "Motion":
        """Return the motion from second `first` to before second `last`."""
        return Motion(**{name: values[first:last] for name, values in vars(self).items()})

    def aside(self, metres: float, *, above_m: float = 0.0) -> "Motion":
        """Return the motion of an aircraft to the right of this one (negative: left) that keeps its distance."""
        longitude, latitude = moved(
            self.longitude, self.latitude, bearing=self.track + np.copysign(90, metres), distance_m=abs(metres)
        )
        return replace(self, longitude=longitude, latitude=latitude, altitude=self.altitude + above_m)

    def behind(self, lag_s: Floats) -> "Motion":
        """Return the motion of an aircraft on the same path, `lag_s` later at each second, shape (n,).

        It is as much faster as the lag shrinks. Before its lag is over it stands at the start: cut
        that off.
        """
        seconds = np.maximum(np.arange(len(self)) - lag_s, 0)
        at = {
            name: np.interp(seconds, np.arange(len(self)), np.unwrap(values, period=360) if name == "track" else values)
            for name, values in vars(self).items()
        }
        at["speed"] = at["speed"] * (1 - np.gradient(lag_s))
        return Motion(**at)


def fly(place: tuple[float, float], *legs: Leg, altitude: float, speed: float, track: float = 90.0) -> Motion:
    """Return the motion of a flight from a place (longitude, latitude) over its legs."""
    lengths = [leg.seconds for leg in legs]
    turn, climb, accelerate = (
        smooth(np.repeat([getattr(leg, name) for leg in legs], lengths), over_s=SETTLES_S)
        for name in ("turn", "climb", "accelerate")
    )
    tracks = track + _sum_before(turn)
    speeds = speed + _sum_before(accelerate)
    north, east = (_sum_before(speeds * part(np.radians(tracks))) for part in (np.cos, np.sin))
    latitude = place[1] + np.degrees(north / EARTH_RADIUS_M)
    step = np.diff(east, append=east[-1]) / (EARTH_RADIUS_M * np.cos(np.radians(latitude)))
    longitude = place[0] + np.degrees(_sum_before(step))
    return Motion(
        longitude=(longitude + 180) % 360 - 180,
        latitude=latitude,
        altitude=altitude + _sum_before(climb),
        speed=speeds,
        track=tracks % 360,
        climb=climb,
    )


def as_reported(motion: Motion, rng: np.random.Generator) -> Motion:
    """Return the motion with the errors and the steps of honest reports.

    Altitude comes in 25 ft, speed in knots, climb in 64 ft/min (DO-260B).
    """
    north, east = rng.normal(0, JITTER_M, (2, len(motion)))
    longitude, latitude = moved(
        motion.longitude, motion.latitude, bearing=np.degrees(np.arctan2(east, north)), distance_m=np.hypot(north, east)
    )
    return Motion(
        longitude=longitude.round(4),
        latitude=latitude.round(4),
        altitude=_in_steps(motion.altitude, 25 * FOOT_M),
        speed=_in_steps(motion.speed, KNOT_MS),
        track=motion.track.round(2) % 360,
        climb=_in_steps(motion.climb, 64 * FOOT_M / 60),
    )


def smooth(values: Floats, *, over_s: int) -> Floats:
    """Return the mean of each value and those around it, over an odd number of seconds."""
    padded = np.pad(values, over_s // 2, mode="edge")
    means: Floats = np.convolve(padded, np.full(over_s, 1 / over_s), mode="valid")
    return means


def _sum_before(values: Floats) -> Floats:
    """Return for each second the sum of the values of the seconds before."""
    return np.concatenate([[0.0], np.cumsum(values)[:-1]])


def _in_steps(values: Floats, step: float) -> Floats:
    rounded: Floats = (np.round(values / step) * step).round(2)
    return rounded
