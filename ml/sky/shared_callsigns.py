"""Aircraft far apart that send one callsign at the same time.

A callsign belongs to one flight. Two aircraft with the same one are a copy, a wrong entry, or two legs of a flight that
overlap. Near each other they may be a formation, or one aircraft under two addresses; `ml.sky.ghosts` judges these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from common.geodesy import great_circle_m
from contracts.alert_event import Severity
from ml.arrays import Floats, Ints, Records
from ml.detectors.findings import Finding
from ml.sky.aircraft import AircraftTable, address_text
from ml.tracks.new_fixes import places_of
from ml.tracks.reported_fields import callsign_text

SHARER = np.dtype([("address", "u4"), ("callsign", "u8"), ("since", "u4"), ("last", "u4")])
"""An aircraft that shares its callsign. since, last: the first and the newest poll (epoch s) in which it did. callsign:
as a number of `ml.tracks.reported_fields.callsign_numbers`."""

OLDEST_FIX_S = 60
"""An aircraft whose fix is older than this at the poll may have landed, and another have taken over its callsign."""

FAR_APART_M = 20_000.0
"""Formations stay within a few kilometres of each other, and a position is at most a minute old: 15 km at 250 m/s."""

SHORTEST_S = 60
"""The callsign has to be shared for this long, in two polls or more."""

FORGOTTEN_AFTER_S = 700
"""Without a poll that shows both for this long, the time begins anew: one missed poll of 300 s does not matter."""

_FLIGHT_DESIGNATOR = re.compile(r"[A-Z]{3}[0-9][0-9A-Z]{0,4}").fullmatch
"""The airline's three letters and a flight number. Training fleets, gliders and ground stations share names that are no
such designators."""


MOST_OTHERS = 20


@dataclass(frozen=True)
class SharedCallsign:
    """An aircraft that has shared its callsign for `seconds`.

    row: in the array of aircraft. others: rows of other aircraft with it, at most MOST_OTHERS. distance_m: to the first
    of these, which is far away.
    """

    row: int
    others: tuple[int, ...]
    callsign: str
    seconds: int
    distance_m: float

    @property
    def severity(self) -> Severity:
        return "warning" if _FLIGHT_DESIGNATOR(self.callsign) else "info"


def no_sharers() -> Records:
    """Return the state before any poll."""
    return np.empty(0, SHARER)


def shared_callsigns_at(poll: int, aircraft: Records, known: Records) -> tuple[list[SharedCallsign], Records]:
    """Return the aircraft that share a callsign at this poll (epoch s), and the sharers known afterwards.

    aircraft: `ml.sky.aircraft.AIRCRAFT`, ascending by address. known: SHARER, as returned for the poll before.
    """
    is_fresh = ~aircraft["on_ground"] & (np.abs(poll - aircraft["time"].astype(np.int64)) <= OLDEST_FIX_S)
    rows = np.flatnonzero(is_fresh & (aircraft["callsign"] != 0))
    known = _not_contradicted(known, aircraft[rows], poll)
    groups = [group for group in _same(aircraft["callsign"][rows], rows) if _furthest_m(aircraft[group]) > FAR_APART_M]
    if not groups:
        return [], known
    sharers = _continued(aircraft[np.sort(np.concatenate(groups))], known, poll)
    held = sharers["address"][poll - sharers["since"].astype(np.int64) >= SHORTEST_S]
    since = dict(zip(sharers["address"].tolist(), sharers["since"].tolist(), strict=True))
    found: list[SharedCallsign] = []
    for group in groups:
        of_group = group[np.isin(aircraft["address"][group], held)]
        if len(of_group) < 2:
            continue
        for row, other, distance_m in _far_apart(of_group, aircraft):
            seconds = poll - max(since[int(aircraft["address"][each])] for each in (row, other))
            others = [other, *(each for each in of_group[: MOST_OTHERS + 1].tolist() if each not in (row, other))]
            callsign = callsign_text(aircraft["callsign"][row])
            found.append(SharedCallsign(row, tuple(others[:MOST_OTHERS]), callsign, seconds, distance_m))
    absent = known[~np.isin(known["address"], sharers["address"])]
    return found, np.concatenate([sharers, absent])


def _same(values: npt.NDArray[np.generic], rows: Ints) -> list[Ints]:
    """Return the rows of each value that occurs more than once."""
    order = np.argsort(values, kind="stable")
    like_next = values[order][1:] == values[order][:-1]
    is_shared = np.zeros(len(order), bool)
    is_shared[1:] = like_next
    is_shared[:-1] |= like_next
    order = order[is_shared]
    ends = np.flatnonzero(values[order][1:] != values[order][:-1]) + 1
    return np.split(rows[order], ends) if len(order) else []


def _furthest_m(aircraft: Records) -> float:
    """Return how far the aircraft are from the first of them at most."""
    return float(_distances_m(aircraft, aircraft[0]).max())


def _distances_m(aircraft: Records, to: Records) -> Floats:
    longitude, latitude = aircraft["longitude"].astype(float), aircraft["latitude"].astype(float)
    return great_circle_m(longitude, latitude, to=(float(to["longitude"]), float(to["latitude"])))


def _far_apart(rows: Ints, aircraft: Records) -> Iterator[tuple[int, int, float]]:
    """Yield each of these aircraft with one that is far away and the distance (m); none if all are in one place."""
    to_first = _distances_m(aircraft[rows], aircraft[rows[0]])
    furthest = int(to_first.argmax())
    if to_first[furthest] <= FAR_APART_M:
        return
    to_furthest = _distances_m(aircraft[rows], aircraft[rows[furthest]])
    for place, row in enumerate(rows.tolist()):
        other = 0 if to_first[place] >= to_furthest[place] else furthest
        yield row, int(rows[other]), float(max(to_first[place], to_furthest[place]))


def _continued(aircraft: Records, known: Records, poll: int) -> Records:
    """Return the sharers at this poll; those known with the same callsign go on."""
    sharers = np.zeros(len(aircraft), SHARER)
    for name in ("address", "callsign"):
        sharers[name] = aircraft[name]
    sharers["since"] = sharers["last"] = poll
    _, now, before = np.intersect1d(sharers["address"], known["address"], assume_unique=True, return_indices=True)
    sharers["since"][now] = known["since"][before]
    return sharers


def _not_contradicted(known: Records, aircraft: Records, poll: int) -> Records:
    """Return the sharers of the last FORGOTTEN_AFTER_S that send no other callsign now."""
    places, is_here = places_of(known["address"], aircraft["address"])
    other = is_here.copy()
    other[is_here] = aircraft["callsign"][places[is_here]] != known["callsign"][is_here]
    kept: Records = known[~other & (known["last"].astype(np.int64) + FORGOTTEN_AFTER_S >= poll)]
    return kept


def duplicate_callsign_finding(shared: SharedCallsign, aircraft: AircraftTable, *, poll: int) -> Finding:
    """Return the finding about the aircraft that shares a callsign, at a poll (epoch s)."""
    others = [address_text(aircraft.rows["address"][place]) for place in shared.others]
    return Finding.about(
        aircraft.fix(shared.row, poll=poll),
        detector="duplicate_callsign",
        family="identity",
        severity=shared.severity,
        evidence=f"sends callsign {shared.callsign}, as {others[0]} does {shared.distance_m / 1000:,.0f} km away, "
        f"for {shared.seconds} s",
        value=shared.seconds,
        limit=SHORTEST_S,
        unit="s",
        related=tuple(others),
    )
