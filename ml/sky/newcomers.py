"""Aircraft that appear in mid-air beside one that has been received there for minutes."""

import numpy as np

from common.airports import heights_over_ground
from common.geodesy import EARTH_RADIUS_M, on_sphere
from ml.arrays import Flags, Floats, Ints, Records
from ml.sky.feeds import LONGEST_GAP_S, FeedPace
from ml.sky.offsets import Offsets, Places, offsets_m
from ml.tracks.motion import angle_between

KNOWN_S = 120
"""How long the feed must have been polled steadily, and the other aircraft known, before an appearance means anything:
at 230 m/s that is 28 km of its path inside reception."""

REGULAR_POLLS, REGULAR_SHARE = 5, 0.6
"""The other aircraft must have sent a new position in this share of that many polls, or of those since its first
and since the feed's last pause."""

NEAR_M = 10_000.0
"""A path copied 30 s later trails its original by 7 km."""

NEAR_HEIGHT_M = 1_000.0
SAME_TRACK_DEG = 3.0
SAME_VERTICAL_RATE_MS = 1.5
MOST_FASTER_MS = 12.0

FEWEST_OTHERS, OTHERS_SHARE, OTHERS_PER_S = 5, 0.1, 1 / 600
"""Newcomers beside nobody that a poll brings at most: this many, or this share of the aircraft it brought plus what
enters a region of 300 km in the seconds since the poll before. More mean that reception or the source changed."""

LOW_M = 3_000.0
"""Below this height above ground, aircraft on approach and departure come into reception side by side."""

CHANGING_LEVEL_MS, LOW_CHANGING_M = 2.5, 5_000.0
"""So do those that climb or descend faster than CHANGING_LEVEL_MS below LOW_CHANGING_M."""

AT_ONCE = 256
"""Newcomers compared with all aircraft at a time, to bound memory."""


def appeared_beside(poll: int, fixes: Records, places: Places, pace: FeedPace) -> tuple[Ints, Ints, Offsets]:
    """Return the aircraft that appeared beside known ones in this poll, the known ones, and the offsets (m) from these.

    fixes: rows of `ml.sky.aircraft.AIRCRAFT`, shape (n,), of this poll or shortly before; places: theirs at the poll
    (epoch s). Results are indices of `fixes`, one entry per pair, shapes (m,). pace: of the poll's feed.
    """
    nobody = np.empty(0, np.int64)
    new = np.flatnonzero((fixes["first"] == poll) & (fixes["last"] == poll))
    heard = np.count_nonzero(fixes["last"] == poll)
    most = max(FEWEST_OTHERS, heard * (OTHERS_SHARE + OTHERS_PER_S * pace.interval_s))
    steady_s = poll - pace.steady_since
    if not len(new) or steady_s < KNOWN_S or len(new) > heard / 2 + most:
        return nobody, nobody, nobody.astype(complex)
    known = np.flatnonzero(_is_known(poll, fixes, pace))
    newcomer, other, offset = _beside(fixes, places, new, known)
    if len(new) - len(np.unique(newcomer)) > most:
        return nobody, nobody, nobody.astype(complex)
    return newcomer, other, offset


def are_low(copies: Records, originals: Records) -> Flags:
    """Return whether coming into reception explains each appearance: one of both is low, or neither altitude is known.

    copies, originals: rows of `ml.sky.aircraft.AIRCRAFT`, shapes (n,).
    """
    if not len(copies):
        return np.empty(0, bool)
    unknown = np.isnan(copies["altitude"]) & np.isnan(originals["altitude"])
    low: Flags = _is_low(copies) | _is_low(originals) | unknown
    return low


def _is_low(fixes: Records) -> Flags:
    longitude, latitude, altitude = (fixes[name].astype(float) for name in ("longitude", "latitude", "altitude"))
    height, _ = heights_over_ground(longitude, latitude, altitude)
    changes_level = np.abs(fixes["vertical_rate"]) > CHANGING_LEVEL_MS
    low: Flags = height < np.where(changes_level, LOW_CHANGING_M, LOW_M)
    return low


def _is_known(poll: int, fixes: Records, pace: FeedPace) -> Flags:
    """Return whether each aircraft has been received regularly for KNOWN_S or longer."""
    known_s = poll - fixes["first"].astype(np.int64)
    watched_s = np.minimum(known_s, poll - pace.steady_since)
    polls = np.minimum(1 + watched_s // max(pace.interval_s, 1), REGULAR_POLLS)
    heard = np.bitwise_count(fixes["seen"] & np.uint32(2**REGULAR_POLLS - 1))
    is_regular = (heard >= REGULAR_SHARE * polls) | (pace.interval_s > LONGEST_GAP_S)  # no polls are remembered then
    known: Flags = (known_s >= KNOWN_S) & is_regular
    return known


def _beside(fixes: Records, places: Places, new: Ints, known: Ints) -> tuple[Ints, Ints, Offsets]:
    north, east = places
    vectors = on_sphere(east[known], north[known]).T.astype(np.float32)
    least = np.float32(1 - (1.01 * NEAR_M / EARTH_RADIUS_M) ** 2 / 2 - 1e-6)
    found = []
    for begin in range(0, len(new), AT_ONCE):
        part = new[begin : begin + AT_ONCE]
        close = on_sphere(east[part], north[part]).astype(np.float32) @ vectors >= least
        of_new, of_known = np.nonzero(close)
        found.append(np.stack([part[of_new], known[of_known]]))
    newcomer, other = np.concatenate(found, axis=1)
    offset = offsets_m((north[other], east[other]), (north[newcomer], east[newcomer]))
    alike = np.abs(offset) <= NEAR_M
    for name, limit in (
        ("velocity", MOST_FASTER_MS),
        ("altitude", NEAR_HEIGHT_M),
        ("vertical_rate", SAME_VERTICAL_RATE_MS),
    ):
        alike &= ~(np.abs(fixes[name][newcomer] - fixes[name][other]) > limit)  # true where either is not reported
    alike &= angle_between(_track(fixes[newcomer]), _track(fixes[other])) <= SAME_TRACK_DEG
    return newcomer[alike], other[alike], offset[alike]


def _track(fixes: Records) -> Floats:
    track: Floats = fixes["track"].astype(float)
    return track
