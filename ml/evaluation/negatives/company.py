"""Aircraft that fly close to each other for honest reasons."""

import numpy as np

from ml.evaluation.negatives.motion import Leg, Motion, fly, smooth
from ml.evaluation.negatives.reception import Flown, Sky

MUNICH = (11.30, 48.315)
"""On the approach to the southern runway of Munich (EDDM), 33 km before its threshold."""

LAGGED_S = 100
"""A flight that starts this long (s) after the one it follows has a place of its own on the path from its start."""

GLIDE_MS = -3.9
"""A slope of 3° at 75 m/s."""


def parallel_approaches(apart_m: float) -> Sky:
    """Return two approaches to parallel runways at equal speeds, one after the other 300 m ahead."""
    approach = fly(MUNICH, Leg(90), Leg(320, climb=GLIDE_MS), altitude=1_830, speed=75, track=82)
    second = approach.aside(-apart_m).behind(np.full(len(approach), 4.0)).between(10, len(approach))
    return Sky([_civil(1, approach), _civil(2, second, first=10)])


def tanker_with_receiver() -> Sky:
    """Return a receiver that joins a tanker from 14 km behind, stays for 17 minutes and falls back again."""
    racetrack = [leg for _ in range(3) for leg in (Leg(420), Leg(180, turn=1.0))]
    tanker = fly((7.0, 46.8), *racetrack, altitude=8_000, speed=180)
    lag_s = np.interp(np.arange(len(tanker)), [0, 600, 1_400, 1_799], [80.0, 0.5, 0.5, 40.0])
    receiver = tanker.behind(smooth(lag_s, over_s=121)).between(LAGGED_S, len(tanker))
    return Sky([_military(0, tanker), _military(1, receiver, first=LAGGED_S)])


def two_ship_formation() -> Sky:
    """Return two fighters 600 m apart that fly together from take-off to landing."""
    lead = fly(
        (8.0, 47.0),
        Leg(300, climb=20),
        Leg(400),
        Leg(60, turn=2.0),
        Leg(500, climb=3),
        Leg(90, turn=-1.5),
        Leg(400, climb=-12),
        altitude=900,
        speed=190,
        track=60,
    )
    return Sky([_military(2, lead), _military(3, lead.aside(600))])


def _civil(number: int, motion: Motion, *, first: int = 0) -> Flown:
    return Flown(f"3c660{number}", motion, ((0, f"DLH{number}"),), first=first, category=4)


def _military(number: int, motion: Motion, *, first: int = 0) -> Flown:
    return Flown(f"4b7e{number:02x}", motion, ((0, f"SUI{number}"),), first=first)
