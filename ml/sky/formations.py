"""Formations: aircraft that fly beside each other of their own: a tanker and its receiver, a patrol, an approach."""

from dataclasses import dataclass

import numpy as np

from ml.arrays import Ints, Records
from ml.sky.pairs import FEWEST_POLLS, known_for_s, offsets_of

FORMATION_S = 20
LOW_M = 3_000.0
FORMATION_LOW_S = 180
"""Below LOW_M, and where altitudes are not reported, a formation is reported after this long (s): aircraft on parallel
approaches fly side by side, on the same slope at nearly the same speed, for a minute or two."""


@dataclass(frozen=True)
class Formation:
    """An aircraft that has flown beside others for `seconds`, where `limit_s` are enough.

    row: the aircraft first heard later, in the array of aircraft. others: rows of the aircraft beside it, the one
    beside it for longest first. distance_m: from that one, when they began. low: whether it is low enough for an
    approach or a departure.
    """

    row: int
    others: tuple[int, ...]
    seconds: int
    limit_s: int
    distance_m: float
    low: bool


def formations_among(alike: Records, small: Ints, large: Ints, aircraft: Records) -> list[Formation]:
    """Return the formations among the pairs alike now; small, large: rows of each pair's aircraft."""
    seconds = known_for_s(alike)
    low = ~((aircraft["altitude"][small] >= LOW_M) & (aircraft["altitude"][large] >= LOW_M))
    limit = np.where(low, FORMATION_LOW_S, FORMATION_S)
    found = np.flatnonzero((alike["polls"] >= FEWEST_POLLS) & (seconds >= limit))
    found = found[np.argsort(-seconds[found], kind="stable")]
    large_is_later = aircraft["first"][large] >= aircraft["first"][small]
    later, other = np.where(large_is_later, large, small), np.where(large_is_later, small, large)
    distance = np.abs(offsets_of(alike))
    formations = []
    for row in np.unique(later[found]):
        of_row = found[later[found] == row]
        longest = of_row[0]
        formations.append(
            Formation(
                row=int(row),
                others=tuple(other[of_row].tolist()),
                seconds=int(seconds[longest]),
                limit_s=int(limit[longest]),
                distance_m=float(distance[longest]),
                low=bool(low[longest]),
            )
        )
    return formations
