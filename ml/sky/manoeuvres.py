"""Whether one aircraft repeats the small changes of another's speed, track and climb.

Between fixes, speed and track of every aircraft waver: by gusts, by its autopilot, by rounding. Two aircraft that fly
together, even wing to wing, waver independently. A copy repeats each change.
"""

import numpy as np
import numpy.typing as npt

from ml.arrays import Flags, Ints, Records

CHANGING = ("velocity", "track", "vertical_rate")
"""Altitude is left out: a copy at another height rounds it to other steps."""

SMALLEST = np.array([0.4, 0.4, 0.3])
"""Changes of pace below these (m/s, deg, m/s) are not counted: they are below the steps of 1 kt and 64 ft/min in which
most aircraft report, and a track wavers by as much through rounding of its components."""

COARSE = 2.2
"""Where changes may come from one procedure that both fly, they must be this many times as large: on one slope at one
speed, both cross each step of rounding together."""

SAME_SHARE = 0.25
"""A change is repeated when the other's differs by no more than this share of it."""

LONGEST_STEP_S = 400
"""Fixes further apart say nothing about small changes."""

FIXES = np.dtype([("time", "u4"), ("values", "f4", (2, len(CHANGING)))])
"""One fix of each of two aircraft, from the same second (epoch s): CHANGING of both."""


def fixes_of(copies: Records, originals: Records) -> Records:
    """Return FIXES of aircraft (rows of `ml.sky.aircraft.AIRCRAFT`, shapes (n,)) whose fixes are of the same second."""
    fixes = np.zeros(len(copies), FIXES)
    fixes["time"] = copies["time"]
    for which, rows in enumerate((copies, originals)):
        for number, name in enumerate(CHANGING):
            fixes["values"][:, which, number] = rows[name]
    return fixes


def compared(first: Records, second: Records, third: Records, *, coarsely: Flags) -> tuple[Ints, Ints]:
    """Return how many changes of pace three FIXES in a row show, and how many of them both aircraft made alike: (n,).

    A change of pace is the difference between the rates of change before and after the second fix: steady acceleration,
    turning or climbing, which aircraft on one procedure share, does not count. coarsely: whether only large ones do.
    """
    steps = _steps(first, second), _steps(second, third)
    before_s = second["time"].astype(float) - first["time"]
    after_s = third["time"].astype(float) - second["time"]
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = [step / seconds[:, None, None] for step, seconds in zip(steps, (before_s, after_s), strict=True)]
        changes = (rates[1] - rates[0]) * np.minimum(before_s, after_s)[:, None, None]
        size = np.abs(changes).max(axis=1)
        apart = np.abs(changes[:, 0] - changes[:, 1])
        counts = (size >= SMALLEST * np.where(coarsely, COARSE, 1)[:, None]) & _in_a_row(first, second, third)[:, None]
        alike = counts & (apart <= SAME_SHARE * size)
    return counts.sum(axis=1), alike.sum(axis=1)


def _in_a_row(first: Records, second: Records, third: Records) -> Flags:
    known = (first["time"] > 0) & (second["time"] > first["time"]) & (third["time"] > second["time"])
    near: Flags = third["time"].astype(np.int64) - first["time"] <= 2 * LONGEST_STEP_S
    return known & near


def _steps(before: Records, after: Records) -> npt.NDArray[np.float64]:
    """Return the change of each of CHANGING from one fix to the next: (n, 2, 3), tracks by the shorter way round."""
    steps: npt.NDArray[np.float64] = after["values"].astype(float) - before["values"]
    track = CHANGING.index("track")
    steps[..., track] = (steps[..., track] + 180) % 360 - 180
    return steps
