"""Suspects: aircraft that appeared beside another in mid-air, followed for as long as they keep in step with it."""

import numpy as np

from ml.arrays import Flags, Floats, Ints, Records
from ml.sky.feeds import FeedPace
from ml.sky.manoeuvres import FIXES, compared, fixes_of
from ml.sky.newcomers import SAME_TRACK_DEG, SAME_VERTICAL_RATE_MS, appeared_beside, are_low
from ml.sky.offsets import Places, direction, moved_m, offsets_m
from ml.tracks.motion import angle_between
from ml.tracks.new_fixes import places_of

SAME_OFFSET_M = 300.0
"""How far the offset may move across the track: two positions off by 0.05 NM each (NACp 8), and a slight turn."""

LATE_S = 8.0
"""Positions may be older than their timestamps claim: the offset may move along the track by as many seconds of flight
more."""

SAME_HEIGHT_M = 60.0
"""How far the difference in height may move: a fifth of 1,000 ft, and twice the 100 ft step of an old altimeter."""

SAME_FASTER_MS = 3.0
"""How far the difference in speed may move: as two messages of one aircraft in steady flight, a few seconds apart."""

MISSES_ALLOWED, MISSES_SHARE = 1, 0.2
"""Fixes out of step that a suspect is allowed, beside this share of those in step: single fixes are garbled."""

FORGOTTEN_AFTER_S = 300
"""A suspect without a fix for this long, and for two polls, is forgotten."""

SUSPECT = np.dtype(
    [
        *((name, "u4") for name in ("copy", "original", "since", "last", "polls", "misses", "changes", "alike")),
        *((name, "f4") for name in ("north", "east", "track", "higher", "faster", "gained", "spread")),
        *(("gained_north", "f4"), ("gained_east", "f4"), ("low", "?"), ("fixes", FIXES, (2,))),
    ]
)
"""copy: address of the suspect; original: of the aircraft beside it. since: the poll in which it appeared (epoch s);
last: the newest poll with a fix of it; polls, misses: how many were in step, and out of step. changes, alike: as
`ml.sky.manoeuvres.compared` counts them. north, east, higher: offset (m) from the original at first; track: of the
original then (rad); faster: by how much the copy was (m/s). gained, gained_north, gained_east: how far (m) it should
have slid along the track by that. spread: how far (m) the offset has moved at most beside that. low: coming into
reception explains its appearance. fixes: the last two of both from the same second."""


def no_suspects() -> Records:
    """Return an empty array of SUSPECT."""
    return np.empty(0, SUSPECT)


def followed(poll: int, fixes: Records, places: Places, known: Records, pace: FeedPace) -> Records:
    """Return the suspects after this poll (epoch s): those still in step, and the new ones.

    fixes: rows of `ml.sky.aircraft.AIRCRAFT` with speed and track, ascending by address, shape (n,); places: theirs
    at the poll. known: SUSPECT as returned for the poll before, of any feed. pace: of the poll's feed.
    """
    known = known[poll - known["last"].astype(np.int64) <= np.maximum(FORGOTTEN_AFTER_S, 2 * pace.interval_s)]
    return np.concatenate([_continued(poll, fixes, places, known), _begun(poll, fixes, places, pace)])


def _begun(poll: int, fixes: Records, places: Places, pace: FeedPace) -> Records:
    newcomer, other, offset = appeared_beside(poll, fixes, places, pace)
    copies, originals = fixes[newcomer], fixes[other]
    begun = np.zeros(len(copies), SUSPECT)
    begun["copy"], begun["original"] = copies["address"], originals["address"]
    begun["since"] = begun["last"] = poll
    begun["polls"] = 1
    begun["north"], begun["east"], begun["track"] = offset.real, offset.imag, np.radians(originals["track"])
    begun["higher"] = copies["altitude"] - originals["altitude"]
    begun["faster"] = copies["velocity"] - originals["velocity"]
    begun["low"] = are_low(copies, originals)
    same_second = copies["time"] == originals["time"]
    begun["fixes"][same_second, 1] = fixes_of(copies, originals)[same_second]
    return begun


def _continued(poll: int, fixes: Records, places: Places, known: Records) -> Records:
    if not len(known):
        return known
    copy, copy_heard = places_of(known["copy"], fixes["address"])
    original, original_heard = places_of(known["original"], fixes["address"])
    judged = np.flatnonzero(copy_heard & original_heard)
    judged = judged[(fixes["last"][copy[judged]] == poll) & (known["last"][judged] < poll)]
    suspects = known.copy()
    suspects[judged] = _judged(poll, fixes, places, known[judged], copy[judged], original[judged])
    allowed = MISSES_ALLOWED + MISSES_SHARE * suspects["polls"]
    return suspects[suspects["misses"] <= allowed]


def _judged(poll: int, fixes: Records, places: Places, before: Records, copy: Ints, original: Ints) -> Records:
    """Return suspects with their newest fixes taken in; copy, original: places of both among the fixes."""
    copies, originals = fixes[copy], fixes[original]
    north, east = places
    offset = offsets_m((north[original], east[original]), (north[copy], east[copy]))
    heading = direction(np.radians(originals["track"].astype(float)))
    after = before.copy()
    step = before["faster"].astype(float) * (poll - before["last"].astype(np.int64))
    gained = before["gained"] + step
    gained_there = before["gained_north"] + 1j * before["gained_east"].astype(float) + step * heading
    shifted, turned = moved_m(
        offset - gained_there,
        before["north"] + 1j * before["east"].astype(float),
        towards=heading,
        towards_before=direction(before["track"].astype(float)),
    )
    turned = turned + (gained_there / heading - gained)
    moved = np.where(np.abs(shifted) <= np.abs(turned), shifted, turned)
    in_step = _keeps_in_step(before, copies, originals)
    in_step &= np.abs(moved.imag) <= SAME_OFFSET_M
    in_step &= np.abs(moved.real) <= SAME_OFFSET_M + LATE_S * originals["velocity"]
    after["gained"], after["gained_north"], after["gained_east"] = gained, gained_there.real, gained_there.imag
    after["spread"] = np.where(in_step, np.maximum(before["spread"], np.abs(moved)), before["spread"])
    after["polls"] += in_step
    after["misses"] += ~in_step
    after["last"] = poll
    _compare_changes(after, copies, originals)
    return after


def _keeps_in_step(before: Records, copies: Records, originals: Records) -> Flags:
    higher, faster = copies["altitude"] - originals["altitude"], copies["velocity"] - originals["velocity"]
    climbs_faster = copies["vertical_rate"] - originals["vertical_rate"]
    turned = angle_between(_float(copies["track"]), _float(originals["track"]))
    in_step: Flags = (turned <= SAME_TRACK_DEG) & (np.abs(faster - before["faster"]) <= SAME_FASTER_MS)
    in_step &= ~(np.abs(climbs_faster) > SAME_VERTICAL_RATE_MS)  # true where either is not reported
    in_step &= ~(np.abs(higher - before["higher"]) > SAME_HEIGHT_M)
    return in_step


def _compare_changes(suspects: Records, copies: Records, originals: Records) -> None:
    """Add what the newest fixes of copies and originals tell, where they are of the same second, in place."""
    first, second, third = suspects["fixes"][:, 0], suspects["fixes"][:, 1], fixes_of(copies, originals)
    newer = (copies["time"] == originals["time"]) & (third["time"] > second["time"])
    changes, alike = compared(first, second, third, coarsely=suspects["low"])
    suspects["changes"] += np.where(newer, changes, 0).astype(np.uint32)
    suspects["alike"] += np.where(newer, alike, 0).astype(np.uint32)
    suspects["fixes"][newer, 0], suspects["fixes"][newer, 1] = second[newer], third[newer]


def _float(values: Records) -> Floats:
    return values.astype(float)
