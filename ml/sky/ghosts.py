"""Ghosts: copies of an aircraft under another address.

A copy appears in mid-air beside its original and keeps in step with it (`ml.sky.suspects`).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.arrays import Flags, Floats, Records
from ml.sky.offsets import Offsets, direction
from ml.sky.pairs import FEWEST_POLLS, known_for_s

COPY_S = 30
"""A copy that repeats the changes of its original is confirmed after this long."""

FEWEST_CHANGES, FEWEST_CHANGES_LOW, ALIKE_SHARE = 6, 10, 0.8
"""It repeats them when both made at least this many, and this share of them alike. Aircraft on parallel approaches or
departures start to turn, to descend and to slow down at the same places, so more are needed where they may be on one,
unless their offset stays exactly the same.
"""

LIKELY_COPY_S = 60
"""A copy that only keeps in step is likely after this long, unless it is slow or appeared low."""

LIGHT_MS = 60.0
"""Slower aircraft often fly in company, and are received late: tugs and gliders, light aircraft."""

SAME_FASTER_MS = 3.0
OVERTAKING_S, OVERTAKING_M, OVERTAKING_SPREAD_M = 120, 3_000.0, 50.0
"""An aircraft faster or slower than another by more than SAME_FASTER_MS is likely to be a copy only if it appeared
within OVERTAKING_M of it and moves away just as its speed says, to within OVERTAKING_SPREAD_M, for OVERTAKING_S:
others overtake, or come to join."""

TRAIL_ASIDE_M, TRAIL_SPREAD_M = 300.0, 100.0
"""A copy in trail repeats changes later, so that they differ at one time; but the distance stays the same to within
TRAIL_SPREAD_M."""

EXACT_M = 15.0
"""Offsets of aircraft received by GNSS waver more than this, by their errors alone."""

DIFFERENT_CHANGES, DIFFERENT_SHARE = 4, 0.5
"""With this many changes, and a smaller share of them alike, it is another aircraft."""

SAME_PLACE_M, SAME_PLACE_S, SAME_HEIGHT_M = 200.0, 3.0, 60.0
"""Within these of another, along the track by as many seconds of flight more, an aircraft is that other one under a
second address (TIS-B, FLARM), or in close formation with it."""


@dataclass(frozen=True)
class Ghost:
    """An aircraft that is a copy of others, or likely to be one.

    row: in the array of aircraft. others: rows of the aircraft it copies, the one it has copied for longest first. The
    rest is about that one. seconds: since it appeared; limit_s: how many it takes. distance_m, higher_m (NaN where
    unknown), faster_ms: its offset at first; spread_m: how far it moved since. changes, alike: as in
    `ml.sky.suspects.SUSPECT`. repeats: whether it repeats the changes of the other.
    """

    row: int
    others: tuple[int, ...]
    seconds: int
    limit_s: int
    distance_m: float
    higher_m: float
    faster_ms: float
    spread_m: float
    changes: int
    alike: int
    repeats: bool


def ghosts_among(suspects: Records, aircraft: Records) -> tuple[list[Ghost], npt.NDArray[np.uint64]]:
    """Return the ghosts among the suspects, and the keys of their pairs (see `ml.sky.pairs.PAIR`)."""
    seconds = known_for_s(suspects)
    copy, original = (np.searchsorted(aircraft["address"], suspects[name]) for name in ("copy", "original"))
    speed = aircraft["velocity"][original].astype(float)
    repeats, likely = _repeats(suspects), _is_likely(suspects, speed)
    limit = np.where(repeats, COPY_S, LIKELY_COPY_S)
    is_ghost = (repeats | likely) & (seconds >= limit) & (suspects["polls"] >= FEWEST_POLLS)
    is_ghost &= ~_at_same_place(suspects, speed)
    found = np.flatnonzero(is_ghost)
    found = found[np.lexsort((suspects["original"][found], -seconds[found], ~repeats[found]))]
    ghosts = []
    for row in np.unique(copy[found]):
        of_row = found[copy[found] == row]
        first = suspects[of_row[0]]
        ghosts.append(
            Ghost(
                row=int(row),
                others=tuple(original[of_row].tolist()),
                seconds=int(seconds[of_row[0]]),
                limit_s=int(limit[of_row[0]]),
                distance_m=float(np.hypot(first["north"], first["east"])),
                higher_m=float(first["higher"]),
                faster_ms=float(first["faster"]),
                spread_m=float(first["spread"]),
                changes=int(first["changes"]),
                alike=int(first["alike"]),
                repeats=bool(repeats[of_row[0]]),
            )
        )
    addresses = np.sort(np.column_stack([suspects["copy"][found], suspects["original"][found]]).astype(np.uint64))
    return ghosts, addresses[:, 0] << np.uint64(32) | addresses[:, 1]


def _repeats(suspects: Records) -> Flags:
    """Return whether each suspect repeats the changes of its original, shape (n,)."""
    changes, alike = (suspects[name].astype(float) for name in ("changes", "alike"))
    may_share = suspects["low"] & (suspects["spread"] > EXACT_M)
    fewest = np.where(may_share, FEWEST_CHANGES_LOW, FEWEST_CHANGES)
    repeats: Flags = (changes >= fewest) & (alike >= ALIKE_SHARE * changes)
    return repeats


def _is_likely(suspects: Records, speed: Floats) -> Flags:
    """Return whether each suspect is likely to be a copy because it appeared high and kept in step, shape (n,)."""
    changes, alike = (suspects[name].astype(float) for name in ("changes", "alike"))
    offset = _offset_along(suspects)
    in_trail = (np.abs(offset.imag) <= TRAIL_ASIDE_M) & (suspects["spread"] <= TRAIL_SPREAD_M)
    differs = (changes >= DIFFERENT_CHANGES) & (alike < DIFFERENT_SHARE * changes) & ~in_trail
    overtakes = np.abs(suspects["faster"]) > SAME_FASTER_MS
    as_said = (np.abs(offset) <= OVERTAKING_M) & (suspects["spread"] <= OVERTAKING_SPREAD_M)
    as_said &= (np.abs(offset + suspects["gained"]) > np.abs(offset)) & (known_for_s(suspects) >= OVERTAKING_S)
    likely: Flags = ~suspects["low"] & (speed > LIGHT_MS) & (~overtakes | as_said) & ~differs
    return likely


def _at_same_place(suspects: Records, speed: Floats) -> Flags:
    offset = _offset_along(suspects)
    same: Flags = np.abs(offset.imag) <= SAME_PLACE_M
    same &= np.abs(offset.real) <= SAME_PLACE_M + SAME_PLACE_S * speed
    same &= ~(np.abs(suspects["higher"]) > SAME_HEIGHT_M)
    same &= np.abs(suspects["faster"]) <= SAME_FASTER_MS
    return same


def _offset_along(suspects: Records) -> Offsets:
    """Return the offsets at first: real along the track, imaginary to the right of it (m)."""
    offset: Offsets = (suspects["north"] + 1j * suspects["east"].astype(float)) / direction(suspects["track"])
    return offset
