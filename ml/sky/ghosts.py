"""Ghosts: aircraft that stay beside another one, either as its copy under another address or in formation with it.

Two aircraft are alike in a poll when their fixes agree (`ml.sky.pairs`). A pair that stays alike, at one offset, for
long enough is a copy and its original.
"""

from dataclasses import dataclass

import numpy as np

from ml.arrays import Ints, Records
from ml.sky.pairs import addresses_of, alike_in, continued, distances_m, kept, not_forgotten

SLOWEST_MS = 30.0
"""Slower aircraft fly together at every airfield: gliders, balloons, waiting helicopters."""

OLDEST_FIX_S = 60
"""A fix older than this leaves it too uncertain where the aircraft is at the poll."""

FEWEST_POLLS = 3
SHORTEST_S = 20
LOW_M = 3_000.0
SHORTEST_LOW_S = 180
"""Below LOW_M, and where altitudes are not reported, a copy has to stay alike this long (s): aircraft on parallel
approaches fly side by side, on the same slope at nearly the same speed, for a minute or two. A 10 NM final takes four
minutes, but pilots slow down at different moments."""


@dataclass(frozen=True)
class Copy:
    """An aircraft that flew beside others for `seconds`, where `limit_s` would be enough.

    row: the aircraft first heard later, in the array of aircraft. others: rows of the aircraft beside it, the one
    beside it for longest first. distance_m: from that one, when the pair began.
    """

    row: int
    others: tuple[int, ...]
    seconds: int
    limit_s: int
    distance_m: float


def copies_in(poll: int, aircraft: Records, pairs: Records) -> tuple[list[Copy], Records]:
    """Return the aircraft that are copies at this poll (epoch s), and the pairs known afterwards.

    aircraft: `ml.sky.aircraft.AIRCRAFT`, ascending by address; those with `last` == poll have a new fix. pairs:
    `ml.sky.pairs.PAIR`, as returned for the poll before.
    """
    age_s = poll - aircraft["time"].astype(np.int64)
    judged = (aircraft["last"] == poll) & ~aircraft["on_ground"] & (np.abs(age_s) <= OLDEST_FIX_S)
    judged &= (aircraft["velocity"] > SLOWEST_MS) & ~np.isnan(aircraft["track"])
    fixes, rows = aircraft[judged], np.flatnonzero(judged)
    alike = alike_in(poll, fixes, age_s[judged])
    if not len(alike) and not len(pairs):
        return [], pairs
    small, large = (rows[np.searchsorted(fixes["address"], each)] for each in addresses_of(alike))
    recent = not_forgotten(pairs, poll)
    alike = continued(alike, recent, speed=aircraft["velocity"][small].astype(float))
    return _confirmed(alike, small, large, aircraft), kept(alike, recent, fixes["address"])


def _confirmed(alike: Records, small: Ints, large: Ints, aircraft: Records) -> list[Copy]:
    """Return the copies among the pairs alike now; small, large: rows of each pair's aircraft."""
    seconds = alike["last"].astype(np.int64) - alike["since"]
    low = ~((aircraft["altitude"][small] >= LOW_M) & (aircraft["altitude"][large] >= LOW_M))
    limit = np.where(low, SHORTEST_LOW_S, SHORTEST_S)
    found = np.flatnonzero((alike["polls"] >= FEWEST_POLLS) & (seconds >= limit))
    found = found[np.argsort(-seconds[found], kind="stable")]
    large_is_later = aircraft["first"][large] >= aircraft["first"][small]
    later, other = np.where(large_is_later, large, small), np.where(large_is_later, small, large)
    distance = distances_m(alike)
    copies = []
    for row in np.unique(later[found]):
        of_row = found[later[found] == row]
        longest = of_row[0]
        copies.append(
            Copy(
                row=int(row),
                others=tuple(other[of_row].tolist()),
                seconds=int(seconds[longest]),
                limit_s=int(limit[longest]),
                distance_m=float(distance[longest]),
            )
        )
    return copies
