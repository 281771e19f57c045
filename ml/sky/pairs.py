"""Pairs of aircraft that are alike: their fixes agree in place, height and motion; their offset stays constant.

The offset may vary more along the track than across it, because late positions shift it in that direction.
"""

import numpy as np
from scipy.spatial import cKDTree

from common.geodesy import EARTH_RADIUS_M, on_sphere
from ml.arrays import Addresses, Floats, Ints, Records
from ml.sky.offsets import Offsets, Places, direction, moved_m, offsets_m
from ml.tracks.motion import angle_between
from ml.tracks.new_fixes import places_of

IN_COMPANY_MS, IN_COMPANY_M = 60.0, 750.0
"""Below this speed, aircraft often fly within this distance of each other (tugs and gliders, light aircraft), so such
pairs are ignored."""

NEAR_M = 5_000.0
"""About half the minimum radar separation (5 NM, ICAO Doc 4444): no other aircraft should be so near at the same
level."""

SAME_ALTITUDE_M = 60.0
"""A fifth of the minimum vertical separation (1,000 ft), and twice the 100 ft step of an old altimeter's report."""

SAME_VELOCITY_MS = 3.0
SAME_TRACK_DEG = 3.0
SAME_VERTICAL_RATE_MS = 1.5
"""The difference between two messages that one aircraft sends a few seconds apart in steady flight."""

SAME_OFFSET_M = 300.0
"""How far the offset may move across the track: two positions off by 0.05 NM each (NACp 8), and a slight turn."""

LATE_S = 8.0
"""Positions may be older than their timestamps claim. A shift along the track of up to LATE_S seconds of flight still
counts as the same offset. Larger shifts are rare; they restart the pair, which only delays detection.
`ml.detectors.steps` tolerates more, because there a late position would cause a false finding."""

FORGOTTEN_AFTER_S = 300
"""A pair that has not been alike for this long is forgotten."""

FEWEST_POLLS = 3
"""Aircraft that keep together for fewer polls than this are neither a formation nor copies."""

PAIR = np.dtype(
    [("key", "u8"), ("since", "u4"), ("last", "u4"), ("polls", "u4"), ("north", "f4"), ("east", "f4"), ("track", "f4")]
)
"""key: the two addresses, the smaller in the high half. since, last: first and last poll (epoch s) in which the pair
was alike; polls: how many. north, east: offset (m) of the larger address from the smaller one at the first of them;
track: the smaller one's track (rad) then."""


def no_pairs() -> Records:
    """Return an empty array of PAIR."""
    return np.empty(0, PAIR)


def alike_in(poll: int, fixes: Records, places: Places) -> Records:
    """Return the pairs of fixes that agree at a poll, each as a new pair with its offset, ascending by key.

    fixes: rows of `ml.sky.aircraft.AIRCRAFT`, ascending by address, shape (n,); places: theirs at the poll.
    """
    if len(fixes) < 2:
        return no_pairs()
    velocity, track = fixes["velocity"].astype(float), np.radians(fixes["track"].astype(float))
    north, east = places
    small, large = _near(north, east, velocity, track)
    offset = offsets_m((north[small], east[small]), (north[large], east[large]))
    distance = np.abs(offset)
    agree = (distance <= NEAR_M) & (np.abs(velocity[large] - velocity[small]) <= SAME_VELOCITY_MS)
    in_company = np.minimum(velocity[large], velocity[small]) <= IN_COMPANY_MS
    agree &= ~in_company | (distance > IN_COMPANY_M)
    agree &= angle_between(np.degrees(track[large]), np.degrees(track[small])) <= SAME_TRACK_DEG
    for name, limit in (("altitude", SAME_ALTITUDE_M), ("vertical_rate", SAME_VERTICAL_RATE_MS)):
        agree &= ~(np.abs(fixes[name][large] - fixes[name][small]) > limit)  # true where either is not reported
    small, large, offset = small[agree], large[agree], offset[agree]

    alike = np.zeros(len(small), PAIR)
    alike["key"] = fixes["address"][small].astype(np.uint64) << np.uint64(32) | fixes["address"][large]
    alike["since"] = alike["last"] = poll
    alike["polls"] = 1
    alike["north"], alike["east"], alike["track"] = offset.real, offset.imag, track[small]
    return alike[np.argsort(alike["key"])]


def _near(north: Floats, east: Floats, velocity: Floats, track: Floats) -> tuple[Ints, Ints]:
    """Return the pairs that may agree in place and motion (rad, m/s), as indices, the smaller one first.

    One tree covers place and motion together: around an airport all aircraft are near each other, so a search by
    position alone would return too many pairs.
    """
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


def addresses_of(pairs: Records) -> tuple[Addresses, Addresses]:
    """Return the smaller and the larger address of each pair, shapes (n,)."""
    return (pairs["key"] >> np.uint64(32)).astype(np.uint32), pairs["key"].astype(np.uint32)


def continued(alike: Records, known: Records, *, speed: Floats) -> Records:
    """Return the pairs alike now; those whose offset is unchanged are continued.

    A continued pair keeps its start time, initial offset and track, and adds to its poll count. alike, known: ascending
    by key. speed: of the smaller address (m/s), shape as `alike`.
    """
    _, now, before = np.intersect1d(alike["key"], known["key"], assume_unique=True, return_indices=True)
    moved = np.stack(
        moved_m(
            offsets_of(alike[now]),
            offsets_of(known[before]),
            towards=direction(alike["track"][now].astype(float)),
            towards_before=direction(known["track"][before].astype(float)),
        )
    )
    along, across = np.abs(moved.real), np.abs(moved.imag)
    same = ((across <= SAME_OFFSET_M) & (along <= SAME_OFFSET_M + LATE_S * speed[now])).any(axis=0)
    pairs = alike.copy()
    going_on, since = now[same], before[same]
    for name in ("since", "north", "east", "track"):
        pairs[name][going_on] = known[name][since]
    pairs["polls"][going_on] += known["polls"][since]
    return pairs


def offsets_of(pairs: Records) -> Offsets:
    """Return the offset of each pair when it began, shape (n,)."""
    offsets: Offsets = pairs["north"].astype(float) + 1j * pairs["east"]
    return offsets


def known_for_s(pairs: Records) -> Ints:
    """Return for how long each pair has been known (s), shape (n,), from its polls `since` and `last`."""
    seconds: Ints = pairs["last"].astype(np.int64) - pairs["since"]
    return seconds


def not_forgotten(pairs: Records, poll: int) -> Records:
    """Return the pairs that were alike in the FORGOTTEN_AFTER_S before a poll."""
    recent: Records = pairs[pairs["last"].astype(np.int64) + FORGOTTEN_AFTER_S >= poll]
    return recent


def kept(alike: Records, recent: Records, judged: Addresses) -> Records:
    """Return the pairs alike now and those that may be alike again, ascending by key.

    recent: pairs alike lately. judged: aircraft checked at this poll, ascending. A recent pair with both judged is
    dropped unless it is in `alike`: it was checked and no longer agrees.
    """
    small, large = addresses_of(recent)
    _, small_is_judged = places_of(small, judged)
    _, large_is_judged = places_of(large, judged)
    may_be_alike = ~(small_is_judged & large_is_judged)
    pairs = np.concatenate([alike, recent[may_be_alike]])
    return pairs[np.argsort(pairs["key"])]
