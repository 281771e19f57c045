"""Aircraft that fly the path of another beside it: copies under another address, or formations.

Two aircraft are alike in a poll when their fixes agree in place, height and motion. A pair is a copy when it stays
alike, at one offset, for long enough. The offset may keep its direction over ground (a path copied sideways) or follow
the track (a formation, a path copied to the left); it may vary more along the track, where a late position moves it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from common.geodesy import EARTH_RADIUS_M, on_sphere
from ml.tracks.motion import angle_between

Table = npt.NDArray[np.void]
Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

SLOWEST_MS = 30.0
"""Slower ones fly together at every airfield: gliders, balloons, helicopters that wait."""

IN_COMPANY_MS, IN_COMPANY_M = 60.0, 750.0
"""And those slower than this keep so near to each other when they fly in company: tugs and gliders, light aircraft."""

OLDEST_FIX_S = 60
"""An older position says too little about where the aircraft is at the poll."""

NEAR_M = 5_000.0
"""About half the least radar separation (5 NM, ICAO Doc 4444): nobody else should be so near at the same level."""

SAME_ALTITUDE_M = 60.0
"""A fifth of the least vertical separation (1,000 ft), and twice the 100 ft step of an old altimeter's report."""

SAME_VELOCITY_MS = 3.0
SAME_TRACK_DEG = 3.0
SAME_VERTICAL_RATE_MS = 1.5
"""What two messages of one aircraft a few seconds apart differ by in steady flight."""

SAME_OFFSET_M = 300.0
"""How far the offset may move across the track: two positions off by 0.05 NM each (NACp 8), and a slight turn."""

LATE_S = 8.0
"""A position in OpenSky's vectors may be this much older than its time says: it moves the offset along the track."""

FEWEST_POLLS = 3
SHORTEST_S = 20
LOW_M = 3_000.0
SHORTEST_LOW_S = 180
"""Below LOW_M, or where heights aren't reported, it takes this long: parallel approaches are side by side on one slope
at nearly one speed for a minute or two; a final of 10 NM takes four, and pilots slow down at different moments."""

FORGOTTEN_AFTER_S = 300
"""A pair not seen alike for so long starts anew."""

PAIR = np.dtype(
    [("key", "u8"), ("since", "u4"), ("last", "u4"), ("polls", "u4"), ("north", "f4"), ("east", "f4"), ("track", "f4")]
)
"""key: the two addresses, the smaller in the high half; since, last: polls (epoch s) in which it was first and last
alike; polls: in how many; north, east: at the first of them the offset (m) of the larger address from the smaller one;
track: where that one was heading then (rad)."""


@dataclass(frozen=True)
class Copy:
    """An aircraft that flew beside others for `seconds`, of which `limit_s` would do.

    row: of the one seen later, in the table of aircraft; others: rows of those it was beside, the longest first;
    distance_m: to the first of them when it began.
    """

    row: int
    others: tuple[int, ...]
    seconds: int
    limit_s: int
    distance_m: float


def no_pairs() -> Table:
    return np.empty(0, PAIR)


def copies_in(poll: int, aircraft: Table, pairs: Table) -> tuple[list[Copy], Table]:
    """Say which aircraft are copies at this poll, with the pairs known afterwards.

    `aircraft`: one row each with its newest fix, ascending by address; those with `last` == poll have a new one.
    """
    age = poll - aircraft["time"].astype(np.int64)
    judged = (aircraft["last"] == poll) & ~aircraft["on_ground"] & (np.abs(age) <= OLDEST_FIX_S)
    judged &= (aircraft["velocity"] > SLOWEST_MS) & ~np.isnan(aircraft["track"])
    fixes, rows = aircraft[judged], np.flatnonzero(judged)
    alike = _alike(fixes, age[judged]) if len(fixes) > 1 else no_pairs()
    if not len(alike) and not len(pairs):
        return [], pairs
    alike["since"] = alike["last"] = poll
    small, large = (rows[np.searchsorted(fixes["address"], each)] for each in _addresses(alike))
    speed = aircraft["velocity"][small].astype(float)
    alike = _continued(alike, pairs[pairs["last"].astype(np.int64) + FORGOTTEN_AFTER_S >= poll], speed)
    found = _confirmed(alike, small, large, aircraft)
    return found, _kept(alike, pairs, fixes["address"], poll)


def _alike(fixes: Table, age: npt.NDArray[np.int64]) -> Table:
    """The pairs of fixes that agree, each with its offset, ascending by key."""
    velocity, track = fixes["velocity"].astype(float), np.radians(fixes["track"].astype(float))
    flown = velocity * age / EARTH_RADIUS_M
    north = np.radians(fixes["latitude"].astype(float)) + flown * np.cos(track)
    east = np.radians(fixes["longitude"].astype(float)) + flown * np.sin(track) / np.maximum(np.cos(north), 1e-3)

    small, large = _near(north, east, velocity, track)
    d_north = (north[large] - north[small]) * EARTH_RADIUS_M
    turn = (east[large] - east[small] + np.pi) % (2 * np.pi) - np.pi
    d_east = turn * np.cos((north[large] + north[small]) / 2) * EARTH_RADIUS_M
    agree = (np.hypot(d_east, d_north) <= NEAR_M) & (np.abs(velocity[large] - velocity[small]) <= SAME_VELOCITY_MS)
    in_company = np.minimum(velocity[large], velocity[small]) <= IN_COMPANY_MS
    agree &= ~in_company | (np.hypot(d_east, d_north) > IN_COMPANY_M)
    agree &= angle_between(np.degrees(track[large]), np.degrees(track[small])) <= SAME_TRACK_DEG
    for name, limit in (("altitude", SAME_ALTITUDE_M), ("vertical_rate", SAME_VERTICAL_RATE_MS)):
        agree &= ~(np.abs(fixes[name][large] - fixes[name][small]) > limit)  # true where either is not reported
    small, large, d_east, d_north = small[agree], large[agree], d_east[agree], d_north[agree]

    alike = np.zeros(len(small), PAIR)
    alike["key"] = fixes["address"][small].astype(np.uint64) << np.uint64(32) | fixes["address"][large]
    alike["polls"] = 1
    alike["north"], alike["east"], alike["track"] = d_north, d_east, track[small]
    return alike[np.argsort(alike["key"])]


def _near(north: Numbers, east: Numbers, velocity: Numbers, track: Numbers) -> tuple[Rows, Rows]:
    """Pairs that may agree in place and motion (rad, m/s), the smaller index first: a tree over all of it at once, as
    at an airport everybody is near everybody."""
    chord = 2 * np.sin(np.radians(SAME_TRACK_DEG) / 2)
    tree = cKDTree(
        np.column_stack(
            [
                velocity / SAME_VELOCITY_MS,
                np.cos(track) / chord,
                np.sin(track) / chord,
                on_sphere(east, north) * EARTH_RADIUS_M / NEAR_M,
            ]
        ),
        leafsize=32,
        balanced_tree=False,
        compact_nodes=False,
    )
    found = tree.query_pairs(1.001, p=np.inf, output_type="ndarray")
    return found[:, 0], found[:, 1]


def _addresses(pairs: Table) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """The smaller and the larger address of each pair."""
    return (pairs["key"] >> np.uint64(32)).astype(np.uint32), pairs["key"].astype(np.uint32)


def _continued(alike: Table, known: Table, speed: Numbers) -> Table:
    """The pairs alike now, those at the offset they had before with their beginning, the others as new."""
    _, now, before = np.intersect1d(alike["key"], known["key"], assume_unique=True, return_indices=True)
    offset, offset_before = _offsets(alike[now]), _offsets(known[before])
    to_track = np.exp(-1j * alike["track"][now].astype(float))
    to_track_before = np.exp(-1j * known["track"][before].astype(float))
    moved = np.stack([(offset - offset_before) * to_track, offset * to_track - offset_before * to_track_before])
    along, across = np.abs(moved.real), np.abs(moved.imag)
    same = ((across <= SAME_OFFSET_M) & (along <= SAME_OFFSET_M + LATE_S * speed[now])).any(axis=0)
    continued = alike.copy()
    going_on, since = now[same], before[same]
    for name in ("since", "north", "east", "track"):
        continued[name][going_on] = known[name][since]
    continued["polls"][going_on] += known["polls"][since]
    return continued


def _offsets(pairs: Table) -> npt.NDArray[np.complex128]:
    """The offsets as complex numbers: north the real part, east the imaginary, so that a product turns them."""
    offsets: npt.NDArray[np.complex128] = pairs["north"].astype(float) + 1j * pairs["east"]
    return offsets


def _confirmed(alike: Table, small: Rows, large: Rows, aircraft: Table) -> list[Copy]:
    """The copies among the pairs alike now; small, large: the rows of each pair's aircraft."""
    seconds = alike["last"].astype(np.int64) - alike["since"]
    low = ~((aircraft["altitude"][small] >= LOW_M) & (aircraft["altitude"][large] >= LOW_M))
    limit = np.where(low, SHORTEST_LOW_S, SHORTEST_S)
    found = np.flatnonzero((alike["polls"] >= FEWEST_POLLS) & (seconds >= limit))
    found = found[np.argsort(-seconds[found], kind="stable")]
    large_is_later = aircraft["first"][large] >= aircraft["first"][small]
    later, other = np.where(large_is_later, large, small), np.where(large_is_later, small, large)
    distance = np.abs(_offsets(alike))
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


def _kept(alike: Table, pairs: Table, judged: npt.NDArray[np.uint32], poll: int) -> Table:
    """The pairs alike now and those that may be again: not too old, and not both seen to differ now."""
    small, large = _addresses(pairs)
    differ = np.isin(small, judged) & np.isin(large, judged)
    open_still = ~differ & (pairs["last"].astype(np.int64) + FORGOTTEN_AFTER_S >= poll)
    kept = np.concatenate([alike, pairs[open_still]])
    return kept[np.argsort(kept["key"])]
