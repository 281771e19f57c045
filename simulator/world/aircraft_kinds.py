"""The performance of each simulated kind of aircraft.

Figures are rounded for typical types: airliners within the ranges of OpenAP's kinematic models (Sun, Ellerbroek,
Hoekstra: "WRAP: an open-source kinematic aircraft performance model", Transp. Res. C 98, 2019), small aircraft within
those of flight manuals. Descents stay slower than the 15 m/s at which the pipeline flags them.
"""

from dataclasses import dataclass

import numpy as np

from simulator.world.arrays import Floats, Integers

Range = tuple[float, float]


@dataclass(frozen=True)
class AircraftKind:
    """One kind of aircraft. Speeds in m/s without wind, rates in m/s, heights and distances in m, times in s.

    category: OpenSky's emitter category; terminal: speed at some 3,000 m; climb: rates of the low, middle and high
    part; descent: rates of the high, middle and final part; distance: shortest, typical and longest route;
    distance_spread: standard deviation of its logarithm; bend: length of a turn before and after a fix; wander: largest
    deviation from the great circle as a share of its length; busy, smaller: weights of the two classes of airports.
    """

    code: str
    category: int
    cruise: float
    terminal: float
    approach: float
    liftoff: float
    roll_s: float
    taxi: float
    taxi_s: Range
    climb: tuple[float, float, float]
    descent: tuple[float, float, float]
    ceiling: Range
    distance: tuple[float, float, float]
    distance_spread: float
    turnaround_s: Range
    bend: float
    wander: float
    busy: float
    smaller: float


KINDS = (
    AircraftKind(
        "W", 6, 247, 138, 75, 84, 42, 8, (300, 700), (11.5, 8.5, 4.5), (9.5, 7.5, 3.8), (10_400, 12_500),
        (1_500e3, 4_000e3, 14_000e3), 0.55, (3_600, 7_200), 8_000, 0.02, 1, 0,
    ),
    AircraftKind(
        "N", 4, 232, 132, 70, 78, 34, 8, (240, 600), (13, 9.5, 5.5), (10.5, 8, 3.6), (10_100, 11_900),
        (280e3, 700e3, 5_200e3), 0.55, (2_000, 4_200), 7_000, 0.03, 1, 0.06,
    ),
    AircraftKind(
        "R", 3, 218, 128, 66, 72, 30, 8, (200, 500), (13, 9, 5.5), (10.5, 8, 3.5), (8_800, 11_300),
        (200e3, 420e3, 2_000e3), 0.5, (1_800, 3_600), 6_000, 0.03, 1, 0.8,
    ),
    AircraftKind(
        "T", 3, 140, 105, 58, 58, 26, 7, (160, 400), (7.5, 6, 4.5), (7.5, 6, 3.0), (4_900, 7_600),
        (130e3, 250e3, 900e3), 0.5, (1_600, 3_200), 4_000, 0.035, 0.6, 1,
    ),
    AircraftKind(
        "B", 2, 225, 130, 62, 62, 24, 7, (160, 400), (16, 12, 7), (11, 8.5, 3.4), (11_300, 13_400),
        (280e3, 700e3, 6_000e3), 0.6, (2_400, 7_200), 6_000, 0.03, 0.4, 1,
    ),
    AircraftKind(
        "L", 2, 54, 48, 36, 30, 16, 4, (120, 360), (4.2, 3.5, 2.6), (3.2, 2.8, 2.2), (900, 2_900),
        (35e3, 85e3, 500e3), 0.5, (1_500, 4_500), 700, 0.04, 0.02, 1,
    ),
    AircraftKind(
        "H", 8, 62, 50, 22, 6, 10, 2, (20, 40), (5, 4.2, 3.2), (4, 3.4, 2.2), (750, 1_500),
        (33e3, 50e3, 200e3), 0.5, (1_200, 4_000), 500, 0.04, 0.15, 1,
    ),
)  # fmt: skip
"""Wide-bodies, narrow-bodies, regional jets, turboprops, business jets, light piston aeroplanes, helicopters."""

CODES = "".join(kind.code for kind in KINDS)


def figures(name: str, kind: Integers) -> Floats:
    """Return the attribute `name` of n aircraft, `kind` (n,) being indices into KINDS: (n,), or (n, k) for k-tuples."""
    return np.array([getattr(each, name) for each in KINDS], dtype=np.float64)[kind]
