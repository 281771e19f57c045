"""Suspected GNSS interference: many aircraft near each other jump or lose their position within a minute.

The suspicion rests on positions alone: those of many aircraft, and of most in the region, jump or stop together while
other messages still come, or come from MLAT from then on. OpenSky's state vectors carry no integrity figures (NIC,
NACp), so nothing here measures the quality of a signal.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from common.geodesy import EARTH_RADIUS_M, on_sphere
from ml.arrays import Addresses, Flags, Floats, Ints, Records
from ml.sky.disturbances import is_heard_lately, new_disturbances, not_forgotten

RADIUS_M = 100_000.0
"""A jammer of a few watts reaches aircraft in line of sight this far away, and few beyond."""

WITHIN_S = 60
FEWEST_AIRCRAFT = 5
LEAST_SHARE = 0.5
"""Landings, flights out of reception and false jumps come one at a time, and affect few of the aircraft nearby."""

ASIDE_M = 900.0
"""Half of what `position_jump` tolerates sideways, because jumps count here from half of its limit. A late position
makes the aircraft jump along its course, and in a turn somewhat to the side: the more, the later it is."""
ASIDE_SHARE = 1 / 3

ONE_WAY_M = 700.0
ONE_WAY_SHARE = 0.75
"""Jumps lead one way over ground when at least ONE_WAY_SHARE of their displacements are within ONE_WAY_M of the median:
a false signal moves all aircraft that follow it alike, while late positions move each along its own course."""

OF_ONE_COURSE = 0.8
"""Length of the mean of the courses as unit vectors. Above it they are alike, and lateness leads one way, too."""

_MANY = 50
"""When at most this many aircraft are disturbed at once, each is tried as the middle of a cluster."""


@dataclass(frozen=True)
class Cluster:
    """Aircraft that jumped or lost their position together.

    newly_disturbed: addresses that were in no cluster before. addresses: all, ascending. lost: how many of them lost
    their position. airborne: how many aircraft were in the air within RADIUS_M of the centre, these included.
    """

    newly_disturbed: tuple[int, ...]
    addresses: tuple[int, ...]
    lost: int
    airborne: int


def clusters_at(poll: int, aircraft: Records, disturbances: Records) -> tuple[list[Cluster], Records]:
    """Return the clusters that this poll (epoch s) completes, and the disturbances known afterwards.

    aircraft: `ml.sky.aircraft.AIRCRAFT`, with `seen` and `missed_since` updated by this poll. disturbances:
    `ml.sky.disturbances.DISTURBANCE`, as returned for the poll before.
    """
    recent = not_forgotten(disturbances, poll)
    new = new_disturbances(poll, aircraft, recent)
    disturbances = np.concatenate([recent, new])
    clusters: list[Cluster] = []
    if not len(new) or len(np.unique(disturbances["address"])) < FEWEST_AIRCRAFT:
        return clusters, disturbances
    airborne = _Around.of(aircraft[is_heard_lately(aircraft) & ~aircraft["on_ground"]])
    time = disturbances["time"].astype(np.int64)
    for start in _window_starts(time, new):
        window = np.flatnonzero((time >= start) & (time <= start + WITHIN_S))
        for cluster in _clusters_among(_newest_of_each(disturbances[window]), airborne):
            clusters.append(cluster)
            members = window[np.isin(disturbances["address"][window], cluster.addresses)]
            disturbances["reported"][members] = True
    return clusters, disturbances


@dataclass(frozen=True)
class _Around:
    """Aircraft (or disturbances, one per aircraft) by place.

    places: points (m) from the centre of the earth, shape (n, 3); over RADIUS_M the chord is as good as the arc.
    """

    addresses: Addresses
    places: Floats
    tree: cKDTree

    @classmethod
    def of(cls, rows: Records) -> "_Around":
        east, north = (np.radians(rows[name].astype(float)) for name in ("longitude", "latitude"))
        places = EARTH_RADIUS_M * on_sphere(east, north)
        return cls(rows["address"], places, cKDTree(places, balanced_tree=False, compact_nodes=False))

    def near(self, centre: Floats) -> list[int]:
        """Return the rows within RADIUS_M, ascending."""
        rows: list[int] = self.tree.query_ball_point(centre, RADIUS_M, return_sorted=True)
        return rows

    def counts(self, centres: Floats) -> Ints:
        """Return how many rows are within RADIUS_M of each centre: (m, 3) to (m,)."""
        counts: Ints = self.tree.query_ball_point(centres, RADIUS_M, return_length=True)
        return counts


def _window_starts(time: Ints, new: Records) -> list[int]:
    """Return the times of disturbances that a new disturbance follows within WITHIN_S or coincides with."""
    starts = np.unique(time)
    times = np.unique(new["time"]).astype(np.int64)
    reaches = (starts[:, None] <= times) & (times <= starts[:, None] + WITHIN_S)
    chosen: list[int] = starts[reaches.any(axis=1)].tolist()
    return chosen


def _newest_of_each(disturbances: Records) -> Records:
    """Return the last disturbance of each aircraft, ascending by address."""
    return disturbances[::-1][np.unique(disturbances["address"][::-1], return_index=True)[1]]


def _clusters_among(disturbances: Records, airborne: _Around) -> Iterator[Cluster]:
    """Yield the clusters with an aircraft not reported before; `disturbances` has one per aircraft."""
    if len(disturbances) < FEWEST_AIRCRAFT:
        return
    disturbed, unreported = _Around.of(disturbances), ~disturbances["reported"]
    centres = _centres(disturbances, unreported, disturbed)
    counts = disturbed.counts(centres)
    likely = (counts >= FEWEST_AIRCRAFT) & (counts >= LEAST_SHARE * airborne.counts(centres))
    for centre in centres[likely]:
        members = disturbed.near(centre)
        everybody = np.union1d(disturbed.addresses[members], airborne.addresses[airborne.near(centre)])
        enough = len(members) >= LEAST_SHARE * len(everybody)
        if enough and unreported[members].any() and not _is_lateness(disturbances[members]):
            first = disturbances["address"][members][unreported[members]]
            unreported[members] = False
            yield Cluster(
                newly_disturbed=tuple(first.tolist()),
                addresses=tuple(disturbed.addresses[members].tolist()),
                lost=int(disturbances["lost"][members].sum()),
                airborne=len(everybody),
            )


def _is_lateness(disturbances: Records) -> bool:
    """Return whether late positions explain the jumps: most lead along the aircraft's own course, not all one way."""
    jumps = disturbances[~disturbances["lost"]]
    if not len(jumps):
        return False
    aside_m = np.abs(jumps["jump_aside_m"])
    aside = (aside_m > ASIDE_M) & (aside_m > ASIDE_SHARE * np.abs(jumps["jump_along_m"]))
    along = int(aside.sum()) * 2 < len(jumps)
    return along and not _lead_one_way(jumps)


def _lead_one_way(jumps: Records) -> bool:
    """Return whether aircraft on several courses jumped in one direction over ground, equally far."""
    course = np.exp(1j * np.radians(jumps["track"].astype(float)))
    led = course * (jumps["jump_along_m"] + 1j * jumps["jump_aside_m"].astype(float))
    middle = np.median(led.real) + 1j * np.median(led.imag)
    alike = np.abs(led - middle) <= ONE_WAY_M
    return bool(alike.mean() >= ONE_WAY_SHARE and np.abs(course[alike].mean()) <= OF_ONE_COURSE)


def _centres(disturbances: Records, unreported: Flags, disturbed: _Around) -> Floats:
    """Return possible centres of clusters, shape (m, 3): each unreported aircraft's place, and the middle around it.

    Among many, one aircraft per cell of half a degree is enough: its neighbours would only find the same cluster again.
    """
    rows = np.flatnonzero(unreported)
    rows = rows[disturbed.counts(disturbed.places[rows]) >= FEWEST_AIRCRAFT]
    if len(rows) > _MANY:
        cells = np.floor(np.column_stack([disturbances["longitude"][rows], disturbances["latitude"][rows]]) * 2)
        rows = rows[np.unique(cells, axis=0, return_index=True)[1]]
    starts = disturbed.places[rows]
    middles = [disturbed.places[disturbed.near(start)].mean(axis=0) for start in starts]
    return np.array([*middles, *starts]).reshape(-1, 3)
