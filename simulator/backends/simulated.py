"""Simulated traffic: a picture of the sky at any time, computed from the seed and the time alone.

Nothing is stepped or remembered between pictures, so the same time gives the same picture in whatever order pictures
are asked for, and in every process.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from contracts.state_vector import SIMULATED
from simulator.backends.backend import TrafficAnswer
from simulator.faults.fault_log import FaultLog
from simulator.faults.faults import Faults, FaultSchedule, InjectedFault, Kind
from simulator.reception.reception import Contacts, Reception
from simulator.reception.rows import make_rows
from simulator.reception.transmissions import descend_rapidly, transmit
from simulator.world.airports import Airports, load_airports
from simulator.world.fleet import Fleet, build_fleet
from simulator.world.identities import Identities, identify
from simulator.world.randomness import Draws, Integers
from simulator.world.routes import choose_routes

_CANDIDATES_PER_CONTACT = 2.0
"""More aircraft than are ever needed for one in contact: some three in five are, the others parked or out of reach."""

_SAMPLE_TIMES = range(0, 86_400, 4_789)
"""Over these times the number in contact is averaged; a step prime to the hours, since cycles are of any length."""


@dataclass(frozen=True)
class World:
    """What a seed and a number of aircraft make, whatever the time: `aircraft` are those of the fleet that fly."""

    draws: Draws
    airports: Airports
    fleet: Fleet
    reception: Reception
    aircraft: Integers
    identities: Identities


def build_world(*, aircraft: int, seed: int) -> World:
    """The world in which about `aircraft` aircraft are in contact at any time."""
    draws = Draws(seed)
    airports = load_airports(draws)
    candidates = choose_routes(airports, draws, count=int(aircraft * _CANDIDATES_PER_CONTACT) + 20)
    fleet = build_fleet(candidates, airports, draws)
    reception = Reception(fleet, draws)
    enough = _enough(aircraft, reception, candidates=len(candidates.kind))
    return World(draws, airports, fleet, reception, enough, identify(candidates, draws))


class SimulatedTraffic:
    """About `aircraft` aircraft in contact at any time, with the faults of `faults_per_hour` airborne hours of each.

    The number in contact varies like that of independent aircraft: by some 0.6 times its square root. `fault_log` gets
    each fault as `newest` first serves it.
    """

    source = SIMULATED

    def __init__(
        self, aircraft: int = 2000, seed: int = 1, faults_per_hour: float = 0.05, fault_log: Path | None = None
    ) -> None:
        world = build_world(aircraft=aircraft, seed=seed)
        self._draws, self._fleet, self._reception = world.draws, world.fleet, world.reception
        self._aircraft, self._identities = world.aircraft, world.identities
        self._schedule = FaultSchedule(self._fleet, self._draws, per_hour=faults_per_hour, exempt=self._identities.mute)
        self._log = FaultLog(fault_log) if fault_log else None

    def newest(self, now: float) -> TrafficAnswer:
        """The picture at `now` (epoch s), whole seconds; writes the log of faults."""
        contacts = self._reception.contacts(self._aircraft, int(now))
        faults = self._schedule.active(contacts.aircraft, contacts.time_position)
        if self._log:
            self._log.add(self._served(contacts, faults))
        return self._answer(int(now), contacts, faults)

    def at(self, time: int) -> TrafficAnswer:
        """The picture at `time` (epoch s), the same as was or will be the newest then."""
        contacts = self._reception.contacts(self._aircraft, time)
        return self._answer(time, contacts, self._schedule.active(contacts.aircraft, contacts.time_position))

    def faults_between(self, start: int, end: int) -> list[InjectedFault]:
        """The truth: every fault active at some time in [start, end) (epoch s), served in an answer or not."""
        return [
            InjectedFault(self._identities.icao24[aircraft], kind.name.lower(), starts, ends)
            for aircraft, kind, starts, ends in self._schedule.between(self._aircraft, start, end)
        ]

    def _served(self, contacts: Contacts, faults: Faults) -> list[InjectedFault]:
        return [
            InjectedFault(
                self._identities.icao24[contacts.aircraft[index]],
                Kind(int(faults.kind[index])).name.lower(),
                int(faults.starts[index]),
                int(faults.ends[index]),
            )
            for index in np.flatnonzero(faults.kind != Kind.NONE)
        ]

    def _answer(self, time: int, contacts: Contacts, faults: Faults) -> TrafficAnswer:
        """Rows from the state that each aircraft was in when its position was last received."""
        # With frozen fields the aircraft goes on sending the state it was in when they froze.
        measured = np.where(faults.are(Kind.FROZEN_POSITION), faults.starts, contacts.time_position)
        motion = self._fleet.motion(contacts.flight, measured - contacts.flight_start)
        motion = descend_rapidly(motion, faults, measured)
        transmissions = transmit(
            motion,
            faults,
            self._draws,
            aircraft=contacts.aircraft,
            time=measured,
            position_source=self._identities.position_source[contacts.aircraft],
        )
        rows = make_rows(contacts, transmissions, motion.on_ground, faults, self._identities, self._draws)
        return TrafficAnswer(time=time, rows=rows)


def _enough(wanted: int, reception: Reception, *, candidates: int) -> Integers:
    """As many of the first candidates as it takes for so many to be in contact on average."""
    everyone = np.arange(candidates)
    seen = np.zeros(candidates)
    for time in _SAMPLE_TIMES:
        seen[reception.contacts(everyone, time).aircraft] += 1 / len(_SAMPLE_TIMES)
    return everyone[: np.searchsorted(np.cumsum(seen), wanted) + 1]
