"""Many aircraft near each other that jump or lose their position within a minute: suspected GNSS interference.

OpenSky's vectors carry no integrity figures (NIC, NACp), so the only sign is that it happens to many at once, and to
most of those that are there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from common.geodesy import EARTH_RADIUS_M, on_sphere

Table = npt.NDArray[np.void]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

RADIUS_M = 100_000.0
"""A jammer of some watts is felt that far by aircraft in line of sight, and not by most beyond."""

WITHIN_S = 60
FEWEST_AIRCRAFT = 5
LEAST_SHARE = 0.5
"""Landing, flying out of reception and false jumps come one at a time, and to few of those who are there."""

REGULAR_POLLS = 5
REGULAR_FIXES = 4
"""An aircraft is heard regularly with so many new positions in so many polls; of others, silence says nothing."""

LOST_POLLS = 3
LOST_S = 30
"""Its position is lost after so many polls and seconds without a new one: a quarter of OpenSky's rows of a series 15 s
apart repeat the row before, so one or two polls without are ordinary."""

ASIDE_M = 900.0
"""Half of what `position_jump` tolerates aside, as jumps count here from half of its limit. A position that is late
leads a jump along the aircraft's course, and in a turn somewhat aside of it."""

ONE_WAY_M = 700.0
ONE_WAY_SHARE = 0.75
"""Jumps lead one way over ground when so many end so near to their middle: a false signal moves all who follow it
alike, and lateness each along a course of its own."""

OF_ONE_COURSE = 0.8
"""Length of the mean of the courses, each of length 1: above it they are alike, and lateness leads one way, too."""

FORGOTTEN_AFTER_S = 1_800

_MANY = 50
"""Aircraft disturbed at once of which each is tried as the middle of a cluster."""

EVENT = np.dtype(
    [
        *(("address", "u4"), ("time", "u4"), ("longitude", "f4"), ("latitude", "f4")),
        *(("track", "f4"), ("jump_along_m", "f4"), ("jump_aside_m", "f4"), ("lost", "?"), ("told", "?")),
    ]
)
"""time: the poll (epoch s) that brought the jump, or the first without a new position; longitude, latitude: where the
aircraft was before; lost: or else it jumped, with its track (deg) and where to (m); told: it has been in a cluster."""


@dataclass(frozen=True)
class Cluster:
    """Aircraft that jumped or lost their position together.

    told_first: addresses that were in none before; addresses: all, ascending; lost: how many of them lost it; airborne:
    how many were in the air within RADIUS_M of their centre, they included.
    """

    told_first: tuple[int, ...]
    addresses: tuple[int, ...]
    lost: int
    airborne: int


def no_events() -> Table:
    return np.empty(0, EVENT)


def clusters_at(poll: int, aircraft: Table, events: Table) -> tuple[list[Cluster], Table]:
    """Say which aircraft this poll shows to be disturbed together, with the events known afterwards.

    `aircraft`: one row each with its newest fix, and `seen` and `missed_since` with this poll in them.
    """
    events = events[events["time"].astype(np.int64) + FORGOTTEN_AFTER_S >= poll]
    new = _new_events(poll, aircraft, events)
    events = np.concatenate([events, new])
    clusters: list[Cluster] = []
    if not len(new) or len(np.unique(events["address"])) < FEWEST_AIRCRAFT:
        return clusters, events
    heard = aircraft["seen"] & np.uint32(2 ** (REGULAR_POLLS + LOST_POLLS) - 1) != 0
    airborne = _Around.of(aircraft[heard & ~aircraft["on_ground"]])
    time = events["time"].astype(np.int64)
    for start in _window_starts(time, new):
        window = np.flatnonzero((time >= start) & (time <= start + WITHIN_S))
        for cluster in _clusters_among(_newest_of_each(events[window]), airborne):
            clusters.append(cluster)
            events["told"][window[np.isin(events["address"][window], cluster.addresses)]] = True
    return clusters, events


@dataclass(frozen=True)
class _Around:
    """Aircraft (or events, one for each) by place: points (m) from the centre of the earth, over RADIUS_M the chord
    is as good as the way."""

    addresses: npt.NDArray[np.uint32]
    places: Numbers
    tree: cKDTree

    @classmethod
    def of(cls, rows: Table) -> "_Around":
        east, north = (np.radians(rows[name].astype(float)) for name in ("longitude", "latitude"))
        places = EARTH_RADIUS_M * on_sphere(east, north)
        return cls(rows["address"], places, cKDTree(places, balanced_tree=False, compact_nodes=False))

    def near(self, centre: Numbers) -> list[int]:
        """Rows within RADIUS_M."""
        rows: list[int] = self.tree.query_ball_point(centre, RADIUS_M, return_sorted=True)
        return rows

    def counts(self, centres: Numbers) -> Rows:
        """How many are within RADIUS_M of each."""
        counts: Rows = self.tree.query_ball_point(centres, RADIUS_M, return_length=True)
        return counts


def _new_events(poll: int, aircraft: Table, known: Table) -> Table:
    """What happened to aircraft that is known since this poll."""
    has_jumped, is_lost = aircraft["jumped"] == poll, _lost(poll, aircraft)
    if not has_jumped.any() and not is_lost.any():
        return no_events()
    jumped, lost = aircraft[has_jumped], aircraft[is_lost]
    of_before = known[known["lost"]]
    lost = lost[~np.isin(_keys(lost["address"], lost["missed_since"]), _keys(of_before["address"], of_before["time"]))]
    events = np.zeros(len(jumped) + len(lost), EVENT)
    events["address"] = np.concatenate([jumped["address"], lost["address"]])
    events["time"] = np.concatenate([jumped["jumped"], lost["missed_since"]])
    for name in ("longitude", "latitude"):
        before = np.where(np.isnan(jumped[f"{name}_before"]), jumped[name], jumped[f"{name}_before"])
        events[name] = np.concatenate([before, lost[name]])
    events["lost"][len(jumped) :] = True
    for name in ("track", "jump_along_m", "jump_aside_m"):
        events[name][: len(jumped)] = jumped[name]
    return events


def _lost(poll: int, aircraft: Table) -> Flags:
    """Whether an aircraft in the air, heard regularly before, has been without a new position for long enough."""
    seen = aircraft["seen"]
    newest = seen & (~seen + np.uint32(1))
    missed = np.bitwise_count(newest - np.uint32(1))
    before = np.bitwise_count(seen >> missed.astype(np.uint32) & np.uint32(2**REGULAR_POLLS - 1))
    silent_s = poll - aircraft["last"].astype(np.int64)
    silent = (missed >= LOST_POLLS) & (silent_s >= LOST_S)
    lost: Flags = silent & (seen > 0) & (before >= REGULAR_FIXES) & ~aircraft["on_ground"]
    return lost


def _keys(addresses: npt.NDArray[np.uint32], times: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    return addresses.astype(np.uint64) << np.uint64(32) | times


def _window_starts(time: npt.NDArray[np.int64], new: Table) -> list[int]:
    """Times of events from which WITHIN_S reach over a new event."""
    starts = np.unique(time)
    times = np.unique(new["time"]).astype(np.int64)
    reaches = (starts[:, None] <= times) & (times <= starts[:, None] + WITHIN_S)
    chosen: list[int] = starts[reaches.any(axis=1)].tolist()
    return chosen


def _newest_of_each(events: Table) -> Table:
    """The last event of each aircraft."""
    return events[::-1][np.unique(events["address"][::-1], return_index=True)[1]]


def _clusters_among(events: Table, airborne: _Around) -> Iterator[Cluster]:
    """Yield the clusters in which there is an aircraft not told of before; `events` has one of each aircraft."""
    if len(events) < FEWEST_AIRCRAFT:
        return
    disturbed, untold = _Around.of(events), ~events["told"]
    centres = _centres(events, untold, disturbed)
    counts = disturbed.counts(centres)
    likely = (counts >= FEWEST_AIRCRAFT) & (counts >= LEAST_SHARE * airborne.counts(centres))
    for centre in centres[likely]:
        members = disturbed.near(centre)
        everybody = np.union1d(disturbed.addresses[members], airborne.addresses[airborne.near(centre)])
        enough = len(members) >= LEAST_SHARE * len(everybody)
        if enough and untold[members].any() and not _late(events[members]):
            first = events["address"][members][untold[members]]
            untold[members] = False
            yield Cluster(
                told_first=tuple(first.tolist()),
                addresses=tuple(disturbed.addresses[members].tolist()),
                lost=int(events["lost"][members].sum()),
                airborne=len(everybody),
            )


def _late(events: Table) -> bool:
    """Whether most of the jumps lead along the aircraft's own course, and not all one way over ground: then it is the
    positions that came late."""
    jumps = events[~events["lost"]]
    if not len(jumps):
        return False
    along = int((np.abs(jumps["jump_aside_m"]) > ASIDE_M).sum()) * 2 < len(jumps)
    return along and not _lead_one_way(jumps)


def _lead_one_way(jumps: Table) -> bool:
    """Whether the jumps of aircraft on several courses lead to one side of the compass, equally far."""
    course = np.exp(1j * np.radians(jumps["track"].astype(float)))
    led = course * (jumps["jump_along_m"] + 1j * jumps["jump_aside_m"].astype(float))
    middle = np.median(led.real) + 1j * np.median(led.imag)
    alike = np.abs(led - middle) <= ONE_WAY_M
    return bool(alike.mean() >= ONE_WAY_SHARE and np.abs(course[alike].mean()) <= OF_ONE_COURSE)


def _centres(events: Table, untold: Flags, disturbed: _Around) -> Numbers:
    """Where clusters may have their centre: the middle of the events around an untold one, or that one's own place.

    Of many in one half degree one is enough, as its neighbours would only find the same again.
    """
    rows = np.flatnonzero(untold)
    rows = rows[disturbed.counts(disturbed.places[rows]) >= FEWEST_AIRCRAFT]
    if len(rows) > _MANY:
        cells = np.floor(np.column_stack([events["longitude"][rows], events["latitude"][rows]]) * 2)
        rows = rows[np.unique(cells, axis=0, return_index=True)[1]]
    starts = disturbed.places[rows]
    middles = [disturbed.places[disturbed.near(start)].mean(axis=0) for start in starts]
    return np.array([*middles, *starts]).reshape(-1, 3)
