"""Flown paths for tests of ghosts and formations: flights that turn, climb and change speed, alone or in company."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tests.ml.sky.test_sky import CRUISING, METRES_PER_DEGREE, START

Course = Callable[[np.ndarray], np.ndarray]
"""A quantity of the flight at each second."""


def steady(value: float) -> Course:
    """Return a quantity that never changes."""
    return lambda seconds: np.full(len(seconds), value)


def wavering(value: float, by: float, *, seed: int) -> Course:
    """Return a quantity that wavers around a value, as gusts and an autopilot make it, by `by` (standard deviation)."""

    def at(seconds: np.ndarray) -> np.ndarray:
        anchors = np.random.default_rng(seed).normal(value, by, 2_000)
        return np.interp(seconds, np.arange(2_000) * 13 - 4_000, anchors)

    return at


def ramp(begin: float, end: float, *, at_s: int, lasting_s: int) -> Course:
    """Return a quantity that goes from one value to another."""
    return lambda seconds: np.interp(seconds, [at_s, at_s + lasting_s], [begin, end])


@dataclass(frozen=True)
class Path:
    """The path of an aircraft, by the second from 0 on.

    speed: m/s; track: deg; climb: m/s. altitude: m, at second 0. longitude, latitude: deg, at second 0.
    """

    speed: Course
    track: Course
    climb: Course
    altitude: float = 10_000.0
    longitude: float = 5.0
    latitude: float = 46.0
    lasting_s: int = 4_000

    def fixes(
        self,
        icao24: str,
        *,
        every_s: int,
        begin_s: int = 0,
        end_s: int = 1_200,
        late_s: int = 0,
        right_m: float = 0.0,
        ahead_m: float = 0.0,
        up_m: float = 0.0,
        faster_ms: float = 0.0,
        noise: int | None = None,
        **what: object,
    ) -> pd.DataFrame:
        """Return the fixes of an aircraft on this path, one per poll between two seconds.

        late_s: how long after this path it is flown; right_m, ahead_m, up_m: how far from it; faster_ms: by how much it
        runs ahead, from `begin_s` on. noise: seed of independent errors of 10 m and of one step in speed and climb.
        """
        seconds = np.arange(-600, self.lasting_s)
        speed, track, climb = (course(seconds) for course in (self.speed, self.track, self.climb))
        heading = np.exp(1j * np.radians(track))
        flown = np.concatenate([[0], np.cumsum(speed * heading)[:-1]])
        risen = np.concatenate([[0], np.cumsum(climb)[:-1]])
        flown, risen = flown - flown[600], risen - risen[600]
        polls = np.arange(-(-begin_s // every_s) * every_s, end_s, every_s)
        at = polls - late_s + 600
        ahead = ahead_m + faster_ms * (polls - begin_s)
        place = flown[at] + (ahead + 1j * right_m) * heading[at]
        rng = np.random.default_rng(noise)
        sigma = 0.0 if noise is None else 1.0
        place = place + sigma * 10 * (rng.normal(size=len(at)) + 1j * rng.normal(size=len(at)))
        per_degree_east = METRES_PER_DEGREE * np.cos(np.radians(self.latitude + place.real / METRES_PER_DEGREE))
        aircraft = CRUISING | {"callsign": f"AFR{int(icao24, 16) % 10_000}"} | what
        return pd.DataFrame([aircraft] * len(at)).assign(
            icao24=icao24,
            longitude=self.longitude + place.imag / per_degree_east,
            latitude=self.latitude + place.real / METRES_PER_DEGREE,
            baro_altitude=np.round((self.altitude + up_m + risen[at]) / 7.62) * 7.62,
            velocity=np.round(speed[at] + faster_ms + sigma * rng.normal(0, 0.5, len(at)), 2),
            true_track=np.round(track[at], 2) % 360,
            vertical_rate=np.round((climb[at] + sigma * rng.normal(0, 0.2, len(at))) / 0.32512) * 0.32512,
            time_position=START + polls,
            last_contact=START + polls,
            poll_time=START + polls,
        )


CRUISE = Path(
    speed=wavering(228, 1.0, seed=1), track=wavering(75, 0.4, seed=2), climb=wavering(0, 0.15, seed=3), latitude=46.5
)
CLIMB = replace(CRUISE, climb=wavering(9, 1.2, seed=4), speed=wavering(190, 4, seed=5), altitude=4_000)
DESCENT = replace(CRUISE, climb=wavering(-8, 1.5, seed=6), speed=wavering(180, 4, seed=7), altitude=11_500)
TURN = replace(CRUISE, track=ramp(75, 165, at_s=620, lasting_s=120))
FINAL = Path(
    speed=steady(84.9), track=steady(82.0), climb=steady(-3.58), altitude=2_600.0, longitude=11.2, latitude=48.2
)
SLOWING_FINAL = replace(FINAL, speed=ramp(95, 70, at_s=200, lasting_s=150))
DEPARTURE = Path(
    speed=ramp(80, 140, at_s=0, lasting_s=200),
    track=steady(82.0),
    climb=steady(10.0),
    altitude=500,
    longitude=11.8,
    latitude=48.35,
)
RACETRACK = Path(
    speed=steady(190.0),
    track=lambda seconds: (
        90 + 180 * ((seconds % 600 >= 450).astype(float) * ((seconds % 600) - 450) / 150) + 180 * (seconds // 600)
    ),
    climb=steady(0.0),
    altitude=8_000,
)
