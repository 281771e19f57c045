"""Simulated traffic: the picture of the sky at any time, computed only from the seed and that time.

No state is carried from one picture to the next, so a given time has the same picture in every process, in whatever
order pictures are requested.
"""

from pathlib import Path

import numpy as np

from contracts.state_vector import SIMULATED
from simulator.backends.backend import TrafficAnswer
from simulator.backends.world import build_world
from simulator.faults.fault_log import FaultLog
from simulator.faults.faults import FaultKind, Faults, FaultSchedule, InjectedFault
from simulator.reception.contacts import Contacts
from simulator.reception.rows import make_rows
from simulator.reception.transmissions import descend_rapidly, transmit


class SimulatedTraffic:
    """About `aircraft` aircraft in contact at any time, with `faults_per_hour` faults per airborne hour of each.

    The number in contact varies like that of independent aircraft: its standard deviation is some 0.6 times its square
    root. If `fault_log` is given, each fault is written to it when `newest` first serves it.
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
        """Return the picture at `now` (epoch s), in whole seconds, and log its faults."""
        contacts, faults = self._observe(int(now))
        if self._log:
            self._log.add(self._injected(contacts, faults))
        return self._answer(int(now), contacts, faults)

    def at(self, time: int) -> TrafficAnswer:
        """Return the picture at `time` (epoch s), past or future: the one that `newest` returns at that time."""
        return self._answer(time, *self._observe(time))

    def _observe(self, time: int) -> tuple[Contacts, Faults]:
        contacts = self._reception.contacts(self._aircraft, time)
        return contacts, self._schedule.active(contacts.aircraft, contacts.time_position)

    def _injected(self, contacts: Contacts, faults: Faults) -> list[InjectedFault]:
        return [
            InjectedFault(
                self._identities.icao24[contacts.aircraft[index]],
                FaultKind(int(faults.kind[index])).name.lower(),
                int(faults.starts[index]),
                int(faults.ends[index]),
            )
            for index in np.flatnonzero(faults.kind != FaultKind.NONE)
        ]

    def _answer(self, time: int, contacts: Contacts, faults: Faults) -> TrafficAnswer:
        """Build the rows from each aircraft's state at its last received position."""
        # An aircraft with a frozen position keeps sending the state it had when the fault began.
        measured = np.where(faults.are(FaultKind.FROZEN_POSITION), faults.starts, contacts.time_position)
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
