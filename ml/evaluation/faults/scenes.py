"""Where faults are injected: the flights that can carry one, its start, and the distance kept between faults."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from common.geodesy import great_circle_m
from ml.evaluation.faults.geometry import Floats
from ml.evaluation.flights import GROUND, Ints, Rows
from ml.evaluation.pace import USUAL, Pace
from ml.rates.airborne_hours import LONGEST_STEP_S

GROUP_SIZE = 5
GROUP_RADIUS_M = 100_000.0
"""Interference affects at least GROUP_SIZE aircraft within this distance of one of them."""

APART_M = 2 * GROUP_RADIUS_M
"""Faults that involve several aircraft are at least this far apart, or two fault lengths from start to start."""

Place = tuple[float, float]
"""Longitude, latitude (deg)."""


@dataclass(frozen=True)
class Flight:
    """One flight of a recording.

    number: in the recording. first, last: time of its first and last fix (epoch s). rows: in order of arrival.
    """

    number: int
    icao24: str
    first: int
    last: int
    rows: Rows

    def between(self, start: int, end: int) -> Rows:
        """Return the rows whose position is from [start, end) (epoch s)."""
        time = self.rows["time_position"]
        return self.rows[(time >= start) & (time < end)]

    def airborne_between(self, start: int, end: int) -> bool:
        """Return whether the flight is heard before and after [start, end) and stays off the ground in between."""
        return self.first <= start and self.last >= end and bool((self.between(start, end)["phase"] != GROUND).all())

    def place_at(self, time: int, *, oldest_s: int = LONGEST_STEP_S) -> Place | None:
        """Return the place of the newest fix at `time` (epoch s), None when that fix is older than `oldest_s`."""
        times, longitudes, latitudes = self._fixes
        newest = int(np.searchsorted(times, time, side="right")) - 1
        if newest < 0 or times[newest] < time - oldest_s:
            return None
        return float(longitudes[newest]), float(latitudes[newest])

    @cached_property
    def _fixes(self) -> tuple[Ints, Floats, Floats]:
        """Times (epoch s, ascending), longitudes, latitudes (deg), as arrays because they are searched often."""
        fixes = self.rows.drop_duplicates("time_position").sort_values("time_position")
        return fixes["time_position"].to_numpy(), fixes["longitude"].to_numpy(), fixes["latitude"].to_numpy()


@dataclass(frozen=True)
class Scene:
    """A place for a fault: the flights it affects (one, or a group around the first), its start, all flights."""

    members: tuple[Flight, ...]
    start: int
    flights: Mapping[int, Flight]
    pace: Pace = USUAL

    @property
    def victim(self) -> Flight:
        return self.members[0]

    @property
    def end(self) -> int:
        return self.start + self.pace.fault_s

    @property
    def place(self) -> Place | None:
        """The victim's place at the start."""
        return self.place_of(self.victim)

    def place_of(self, flight: Flight) -> Place | None:
        """Return the place of a flight at the start."""
        return flight.place_at(self.start, oldest_s=self.pace.longest_step_s)

    @cached_property
    def touched(self) -> Rows:
        """The rows of all members between start and end."""
        return pd.concat([member.between(self.start, self.end) for member in self.members])

    def window(self) -> Rows:
        """Return a copy of the victim's rows between start and end."""
        return self.touched[self.touched["flight"] == self.victim.number].copy()

    def others(self) -> list[Flight]:
        """Return the flights of all other aircraft."""
        return [flight for flight in self.flights.values() if flight.icao24 != self.victim.icao24]


def flights_in(rows: Rows) -> dict[int, Flight]:
    """Return the flights by number."""
    return {
        int(number): Flight(
            number=int(number),
            icao24=str(of_flight["icao24"].iloc[0]),
            first=int(of_flight["time_position"].min()),
            last=int(of_flight["time_position"].max()),
            rows=of_flight,
        )
        for number, of_flight in rows.groupby("flight")
    }


def scenes_in(flights: Mapping[int, Flight], *, split: str, pace: Pace = USUAL) -> Iterator[Scene]:
    """Yield a scene for each flight of the split that can carry a fault, starting at one third of its time in the air.

    It can carry one when it is in the air for the pace's `shortest_flight_s` and heard at least `fewest_fixes` times
    during the fault.
    """
    for flight in flights.values():
        airborne = flight.rows["time_position"][flight.rows["phase"] != GROUND]
        if flight.rows["split"].iloc[0] != split or airborne.empty:
            continue
        first, last = int(airborne.min()), int(airborne.max())
        scene = Scene((flight,), first + (last - first) // 3, flights, pace)
        heard = scene.window()["time_position"].nunique() >= pace.fewest_fixes
        if heard and last - first >= pace.shortest_flight_s and flight.airborne_between(scene.start, scene.end):
            yield scene


def apart(scenes: Iterable[Scene], rng: np.random.Generator) -> Iterator[Scene]:
    """Yield scenes that don't disturb each other: APART_M or two fault lengths between any two; skip the rest.

    Scenes are tried in random order, so another seed skips other scenes.
    """
    ordered = list(scenes)
    taken: list[tuple[int, Place]] = []
    for index in rng.permutation(len(ordered)):
        scene = ordered[index]
        place, apart_s = scene.place, 2 * scene.pace.fault_s
        if place and not _any_near(place, [where for when, where in taken if abs(when - scene.start) < apart_s]):
            taken.append((scene.start, place))
            yield scene


def with_groups(scenes: Iterable[Scene]) -> Iterator[Scene]:
    """Yield the scenes with at least GROUP_SIZE flights within GROUP_RADIUS_M of the victim, with those as members.

    No flight is in two groups.
    """
    taken: set[int] = set()
    for scene in scenes:
        members = tuple(flight for flight in (scene.victim, *_around(scene)) if flight.number not in taken)
        if len(members) >= GROUP_SIZE and members[0] is scene.victim:
            taken.update(flight.number for flight in members)
            yield replace(scene, members=members)


def _any_near(place: Place, places: list[Place]) -> bool:
    there = np.array(places, dtype=float).reshape(-1, 2)
    return bool((great_circle_m(there[:, 0], there[:, 1], to=place) < APART_M).any())


def _around(scene: Scene) -> Iterator[Flight]:
    here = scene.place
    for flight in scene.others():
        there = scene.place_of(flight)
        near = here and there and great_circle_m(*np.array([there]).T, to=here)[0] <= GROUP_RADIUS_M
        if near and flight.airborne_between(scene.start - scene.pace.history_s, scene.end):
            yield flight
