"""Disturbances of single aircraft: the position jumped, or was lost although contact went on.

An aircraft has lost its position, too, when MLAT takes over: it no longer sends one of its own. An aircraft that is not
heard at all has left reception, which is no disturbance.
"""

import numpy as np
import numpy.typing as npt

from ml.arrays import Addresses, Flags, Records

REGULAR_POLLS = 5
REGULAR_FIXES = 4
"""An aircraft is heard regularly if REGULAR_POLLS polls in a row brought REGULAR_FIXES new positions or more; the
silence of other aircraft does not count as a loss."""

LOST_POLLS = 3
LOST_S = 30
"""A position is lost after this many polls and seconds without a new one. With polls 15 s apart, a quarter of OpenSky's
rows repeat the row before, so one or two polls without a new position are ordinary."""

FORGOTTEN_AFTER_S = 1_800

DISTURBANCE = np.dtype(
    [
        *(("address", "u4"), ("time", "u4"), ("longitude", "f4"), ("latitude", "f4")),
        *(("track", "f4"), ("jump_along_m", "f4"), ("jump_aside_m", "f4"), ("lost", "?"), ("reported", "?")),
    ]
)
"""time: the poll (epoch s) that brought the jump, or the first one without a new position of the aircraft's own.
longitude, latitude: where the aircraft was before (deg). lost: whether the position was lost; otherwise it jumped.
track: of the aircraft that jumped (deg). jump_along_m, jump_aside_m: length of the jump along that track and to the
right of it (m). reported: whether the aircraft has been in a cluster with this disturbance."""


def no_disturbances() -> Records:
    """Return an empty array of DISTURBANCE."""
    return np.empty(0, DISTURBANCE)


def not_forgotten(disturbances: Records, poll: int) -> Records:
    """Return the disturbances of the FORGOTTEN_AFTER_S before a poll (epoch s)."""
    recent: Records = disturbances[disturbances["time"].astype(np.int64) + FORGOTTEN_AFTER_S >= poll]
    return recent


def new_disturbances(poll: int, aircraft: Records, known: Records) -> Records:
    """Return the disturbances that become visible with this poll (epoch s).

    aircraft: `ml.sky.aircraft.AIRCRAFT`, with `seen` and `missed_since` updated by this poll; known: disturbances of
    earlier polls.
    """
    by_mlat = (aircraft["mlat_since"] == poll) & ~aircraft["on_ground"]
    has_jumped, is_lost = aircraft["jumped"] == poll, by_mlat | _is_lost(poll, aircraft)
    if not has_jumped.any() and not is_lost.any():
        return no_disturbances()
    jumped, lost = aircraft[has_jumped], aircraft[is_lost]
    lost_since = np.where(by_mlat, poll, aircraft["missed_since"])[is_lost].astype(np.uint32)
    known_lost = known[known["lost"]]
    is_known = np.isin(_keys(lost["address"], lost_since), _keys(known_lost["address"], known_lost["time"]))
    lost, lost_since = lost[~is_known], lost_since[~is_known]
    new = np.zeros(len(jumped) + len(lost), DISTURBANCE)
    new["address"] = np.concatenate([jumped["address"], lost["address"]])
    new["time"] = np.concatenate([jumped["jumped"], lost_since])
    for name in ("longitude", "latitude"):
        before = np.where(np.isnan(jumped[f"{name}_before"]), jumped[name], jumped[f"{name}_before"])
        new[name] = np.concatenate([before, lost[name]])
    new["lost"][len(jumped) :] = True
    for name in ("track", "jump_along_m", "jump_aside_m"):
        new[name][: len(jumped)] = jumped[name]
    return new


def is_heard_lately(aircraft: Records) -> Flags:
    """Return whether each aircraft was heard in the last REGULAR_POLLS + LOST_POLLS polls, shape (n,)."""
    heard: Flags = aircraft["seen"] & np.uint32(2 ** (REGULAR_POLLS + LOST_POLLS) - 1) != 0
    return heard


def _is_lost(poll: int, aircraft: Records) -> Flags:
    """Return whether each aircraft, airborne and heard regularly before, has sent no position for too long.

    Other messages of it still come.
    """
    seen = aircraft["seen"]
    newest = seen & (~seen + np.uint32(1))
    missed = np.bitwise_count(newest - np.uint32(1))
    before = np.bitwise_count(seen >> missed.astype(np.uint32) & np.uint32(2**REGULAR_POLLS - 1))
    silent_s = poll - aircraft["last"].astype(np.int64)
    silent = (missed >= LOST_POLLS) & (silent_s >= LOST_S)
    contact = aircraft["contact"].astype(np.int64)
    silent &= (contact - aircraft["time"] >= LOST_S) & (poll - contact <= silent_s / 2)
    lost: Flags = silent & (seen > 0) & (before >= REGULAR_FIXES) & ~aircraft["on_ground"]
    return lost


def _keys(addresses: Addresses, times: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    return addresses.astype(np.uint64) << np.uint64(32) | times
