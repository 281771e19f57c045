"""The times at which each aircraft is heard, so that positions lag, rows repeat and aircraft disappear.

Three effects combine: a volunteer's receiver must be near (few are over oceans and much of the continents), contact is
lost for a minute now and then, and each aircraft's messages arrive at intervals of their own.
"""

from dataclasses import dataclass

import numpy as np

from simulator.motion.fleet import Fleet
from simulator.motion.great_circles import coordinates
from simulator.reception.coverage import Coverage
from simulator.world.arrays import Booleans, Floats, Integers
from simulator.world.randomness import Draws

REMEMBERED_S = 300
"""OpenSky repeats an aircraft's last row for this long; captures of 2021 to 2025 show up to 315 s."""

_BLOCK_S = 900
"""At this interval a new draw decides whether a receiver is near."""
_SLOT_S = 60
_LOST_SHARE, _PATCHY_LOST_SHARE, _PATCHY_FLIGHTS = 0.003, 0.05, 0.15
"""Share of slots in which contact is lost although a receiver is near, on most flights and on patchy ones; share of
flights that are patchy.

Measured in three days of captures over Iberia, for aircraft above 3 km heard again within 300 s: the last contact is
over 15 s old in 0.9 % of answers, over 30 s in 0.5 %; three aircraft in four are never lost, one in twenty is lost in
4 % of answers."""
_PARTS = 16
"""A flight is divided into this many parts of equal duration, each with one chance of a receiver."""


@dataclass(frozen=True)
class Contacts:
    """m aircraft in contact, (m,): indices of aircraft and flights, and times in epoch s."""

    aircraft: Integers
    flight: Integers
    flight_start: Integers
    time_position: Integers
    last_contact: Integers


class Reception:
    """The reception of a fleet, a function of seed, aircraft and time alone."""

    def __init__(self, fleet: Fleet, draws: Draws) -> None:
        self._fleet, self._draws = fleet, draws
        aircraft, flights = np.arange(fleet.size), np.arange(2 * fleet.size)
        self._offset_s = draws.below(_BLOCK_S, "reception offset", aircraft)
        # Two aircraft in three get a position through each second, the others one every few seconds.
        pace = draws.uniform("position pace", aircraft)
        self._position_every_s = np.array([1, 2, 4, 7, 10])[np.searchsorted([0.62, 0.76, 0.87, 0.95], pace)]
        often = draws.uniform("contact pace", aircraft) < 0.5
        self._contact_every_s = np.where(often, 1, self._position_every_s)
        patchy = draws.uniform("patchy", flights) < _PATCHY_FLIGHTS
        self._lost_share = np.where(patchy, _PATCHY_LOST_SHARE, _LOST_SHARE)
        plans = fleet.plans
        heard_taxiing = draws.uniform("heard taxiing", flights, np.array([[0], [1]])) < 0.3
        self._first_s = np.where(heard_taxiing[0], 0.0, plans.liftoff_s + 15.0)
        self._last_s = np.where(heard_taxiing[1], plans.end_s, plans.touchdown_s - 10.0)
        self._chance = self._chances_along()

    def contacts(self, aircraft: Integers, time: int) -> Contacts:
        """Return the contacts among `aircraft`: flights heard in the REMEMBERED_S seconds before `time` (epoch s)."""
        flight, elapsed = self._fleet.flights_at(aircraft, time)
        start = time - elapsed
        latest = np.minimum(time, np.floor(start + self._last_s[flight])).astype(np.int64)
        recent = (latest >= start + self._first_s[flight]) & (time - latest <= REMEMBERED_S)
        aircraft, flight, start, latest = aircraft[recent], flight[recent], start[recent], latest[recent]

        near, heard = self._last_heard(aircraft, flight, start, latest)
        time_position = self._instant("position", self._position_every_s[aircraft], aircraft, heard)
        message = self._instant("message", self._contact_every_s[aircraft], aircraft, heard)
        last_contact = np.maximum(message, time_position)
        known = near & (time_position >= start + self._first_s[flight]) & (time - last_contact <= REMEMBERED_S)
        return Contacts(aircraft[known], flight[known], start[known], time_position[known], last_contact[known])

    def _last_heard(
        self, aircraft: Integers, flight: Integers, start: Integers, latest: Integers
    ) -> tuple[Booleans, Integers]:
        """Return whether a receiver heard each aircraft shortly before `latest`, and the last second of hearing it."""
        local = latest + self._offset_s[aircraft]
        back = np.arange(REMEMBERED_S // _SLOT_S + 1)
        slots = (local // _SLOT_S)[:, None] - back[None, :]
        lost = self._draws.uniform("slot", aircraft[:, None], slots) < self._lost_share[flight, None]
        this_block = local // _BLOCK_S
        near_now, near_before = (
            self._receiver_near(aircraft, flight, start, block) for block in (this_block, this_block - 1)
        )
        in_this_block = slots * _SLOT_S // _BLOCK_S == this_block[:, None]
        heard = ~lost & np.where(in_this_block, near_now[:, None], near_before[:, None])
        newest = np.argmax(heard, axis=1)
        slot_end = (slots[np.arange(len(slots)), newest] + 1) * _SLOT_S - 1
        return np.asarray(heard.any(axis=1)), np.minimum(local, slot_end) - self._offset_s[aircraft]

    def _receiver_near(self, aircraft: Integers, flight: Integers, start: Integers, block: Integers) -> Booleans:
        middle = (block + 0.5) * _BLOCK_S - self._offset_s[aircraft] - start
        part = np.clip(middle / self._fleet.plans.end_s[flight] * _PARTS, 0, _PARTS - 1).astype(np.int64)
        return self._draws.uniform("block", aircraft, block) < self._chance[flight, part]

    def _instant(self, what: str, every_s: Integers, aircraft: Integers, until: Integers) -> Integers:
        """Return the last instant up to `until`; each period of `every_s` seconds has one, at a random second."""
        period = until // every_s
        this, before = (
            each * every_s + np.floor(self._draws.uniform(what, aircraft, each) * every_s).astype(np.int64)
            for each in (period, period - 1)
        )
        return np.where(this <= until, this, before)

    def _chances_along(self) -> Floats:
        """Return the chance of a receiver in each part of each flight, (2 n, parts)."""
        flights = np.arange(2 * self._fleet.size)
        coverage = Coverage()
        chances = np.empty((len(flights), _PARTS))
        level = np.zeros(len(flights))
        for part in range(_PARTS):
            # Constant speed along the great circle is accurate enough to separate land from sea.
            along = self._fleet.circles.length_m * (part + 0.5) / _PARTS
            latitude, longitude = coordinates(self._fleet.circles.at(flights, along, level, level)[0])
            chances[:, part] = coverage.at(latitude, longitude)
        return chances
