"""Where faults happen: which flights can have one, when it starts, and which have to be left out beside others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from common.geodesy import great_circle_m
from ml.evaluation.faults.geometry import Floats
from ml.evaluation.flights import GROUND, Ints, Rows
from ml.rates.airborne_hours import LONGEST_STEP_S

FAULT_S = 300
"""How long a fault lasts (s)."""

SHORTEST_FLIGHT_S = 450
"""A fault that starts at one third of a shorter flight would outlast it (s)."""

FEWEST_FIXES = 3
"""How many fixes a flight needs during the fault."""

GROUP_SIZE = 5
GROUP_RADIUS_M = 100_000.0
"""Interference is felt by at least so many aircraft this near to one of them."""

GROUP_HISTORY_S = 120
"""How long before the fault (s) the other aircraft of a group are heard, so that there is something to compare with."""

APART_M = 2 * GROUP_RADIUS_M
APART_S = 2 * FAULT_S
"""Faults that involve several aircraft are this far apart, in space or from start to start."""

Place = tuple[float, float]
"""Longitude, latitude (deg)."""


@dataclass(frozen=True)
class Flight:
    """One flight: its number in the recording, its aircraft, when it is heard first and last (epoch s), its rows in
    order of arrival."""

    number: int
    icao24: str
    first: int
    last: int
    rows: Rows

    def between(self, start: int, end: int) -> Rows:
        """The rows whose position is from [start, end) (epoch s)."""
        time = self.rows["time_position"]
        return self.rows[(time >= start) & (time < end)]

    def airborne_between(self, start: int, end: int) -> bool:
        """Whether it is heard before and after [start, end) and never on the ground meanwhile."""
        return self.first <= start and self.last >= end and bool((self.between(start, end)["phase"] != GROUND).all())

    def place_at(self, time: int) -> Place | None:
        """Where its newest fix was then, None when that is older than LONGEST_STEP_S."""
        times, longitudes, latitudes = self._fixes
        newest = int(np.searchsorted(times, time, side="right")) - 1
        if newest < 0 or times[newest] < time - LONGEST_STEP_S:
            return None
        return float(longitudes[newest]), float(latitudes[newest])

    @cached_property
    def _fixes(self) -> tuple[Ints, Floats, Floats]:
        """Times (epoch s, ascending), longitudes, latitudes (deg): found in an instant, unlike rows."""
        fixes = self.rows.drop_duplicates("time_position").sort_values("time_position")
        return fixes["time_position"].to_numpy(), fixes["longitude"].to_numpy(), fixes["latitude"].to_numpy()


@dataclass(frozen=True)
class Scene:
    """A fault to be: the flights it touches (one, or a group around the first), its start, all flights there are."""

    members: tuple[Flight, ...]
    start: int
    flights: Mapping[int, Flight]

    @property
    def victim(self) -> Flight:
        return self.members[0]

    @property
    def end(self) -> int:
        return self.start + FAULT_S

    @cached_property
    def touched(self) -> Rows:
        """The rows of all members during the fault."""
        return pd.concat([member.between(self.start, self.end) for member in self.members])

    def window(self) -> Rows:
        """A copy of the victim's rows during the fault."""
        return self.touched[self.touched["flight"] == self.victim.number].copy()

    def others(self) -> list[Flight]:
        """The flights of other aircraft than the victim's."""
        return [flight for flight in self.flights.values() if flight.icao24 != self.victim.icao24]


def flights_in(rows: Rows) -> dict[int, Flight]:
    """The flights by number."""
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


def scenes_in(flights: Mapping[int, Flight], *, split: str) -> Iterator[Scene]:
    """Yield a scene for each flight of the split that can have a fault at one third of its time in the air.

    It can when it is in the air for SHORTEST_FLIGHT_S and heard at least FEWEST_FIXES times during the fault.
    """
    for flight in flights.values():
        airborne = flight.rows["time_position"][flight.rows["phase"] != GROUND]
        if flight.rows["split"].iloc[0] != split or airborne.empty:
            continue
        first, last = int(airborne.min()), int(airborne.max())
        scene = Scene((flight,), first + (last - first) // 3, flights)
        heard = scene.window()["time_position"].nunique() >= FEWEST_FIXES
        if heard and last - first >= SHORTEST_FLIGHT_S and flight.airborne_between(scene.start, scene.end):
            yield scene


def apart(scenes: Iterable[Scene], rng: np.random.Generator) -> Iterator[Scene]:
    """Yield scenes that don't disturb each other: APART_M or APART_S between any two; the rest is left out.

    The order in which they are looked at is drawn, so that another seed leaves out others.
    """
    ordered = list(scenes)
    taken: list[tuple[int, Place]] = []
    for index in rng.permutation(len(ordered)):
        scene = ordered[index]
        place = scene.victim.place_at(scene.start)
        if place and not _any_near(place, [where for when, where in taken if abs(when - scene.start) < APART_S]):
            taken.append((scene.start, place))
            yield scene


def with_groups(scenes: Iterable[Scene]) -> Iterator[Scene]:
    """Yield those scenes around whose victim GROUP_SIZE flights are within GROUP_RADIUS_M, with these as members.

    No flight is in two groups.
    """
    taken: set[int] = set()
    for scene in scenes:
        members = tuple(flight for flight in (scene.victim, *_around(scene)) if flight.number not in taken)
        if len(members) >= GROUP_SIZE and members[0] is scene.victim:
            taken.update(flight.number for flight in members)
            yield Scene(members, scene.start, scene.flights)


def _any_near(place: Place, places: list[Place]) -> bool:
    there = np.array(places, dtype=float).reshape(-1, 2)
    return bool((great_circle_m(there[:, 0], there[:, 1], to=place) < APART_M).any())


def _around(scene: Scene) -> Iterator[Flight]:
    here = scene.victim.place_at(scene.start)
    for flight in scene.others():
        there = flight.place_at(scene.start)
        near = here and there and great_circle_m(*np.array([there]).T, to=here)[0] <= GROUP_RADIUS_M
        if near and flight.airborne_between(scene.start - GROUP_HISTORY_S, scene.end):
            yield flight
