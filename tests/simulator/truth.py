"""The faults that were injected into a simulated world, in its answers or not."""

import numpy as np

from simulator.backends.world import build_world
from simulator.faults.faults import FaultKind, FaultSchedule, InjectedFault

SAMPLE_S = 30
"""Faults last at least twice as long, so none falls between two samples."""


class Truth:
    """The faults of the world that `SimulatedTraffic` builds from the same arguments."""

    def __init__(self, *, aircraft: int, seed: int, faults_per_hour: float) -> None:
        world = build_world(aircraft=aircraft, seed=seed)
        self._aircraft, self._icao24 = world.aircraft, world.identities.icao24
        self._schedule = FaultSchedule(world.fleet, world.draws, per_hour=faults_per_hour, exempt=world.identities.mute)

    def between(self, start: int, end: int) -> set[InjectedFault]:
        """Return every fault active at some time in [start, end) (epoch s)."""
        found = set()
        for time in {*range(start, end, SAMPLE_S), end - 1}:
            faults = self._schedule.active(self._aircraft, np.full(len(self._aircraft), time))
            for index in np.flatnonzero(faults.kind != FaultKind.NONE):
                kind = FaultKind(int(faults.kind[index])).name.lower()
                times = int(faults.starts[index]), int(faults.ends[index])
                found.add(InjectedFault(self._icao24[self._aircraft[index]], kind, *times))
        return found
