"""When each aircraft is heard: what makes `time_position` and `last_contact` lag, rows repeat and aircraft disappear.

Three things come together: a volunteer's receiver has to be within some 300 km (so oceans and much of the continents
are thin), contact is lost for a minute now and then, and an aircraft's messages come at instants of its own.
"""

from dataclasses import dataclass

import numpy as np

from simulator.world.airports import all_airports
from simulator.world.fleet import Fleet
from simulator.world.geodesy import EARTH_RADIUS_M, coordinates, unit_vectors
from simulator.world.randomness import Booleans, Draws, Floats, Integers

REMEMBERED_S = 300
"""How long OpenSky goes on repeating the last row of an aircraft; measured: up to 315 s in captures of 2021 to 2025."""

_BLOCK_S = 900
"""Whether any receiver is near is drawn for so long at a time."""
_SLOT_S = 60
_LOST_SHARE, _PATCHY_LOST_SHARE, _PATCHY_FLIGHTS = 0.003, 0.05, 0.15
"""Share of slots in which contact is lost though a receiver is near, on most flights and on the patchy ones. Measured
in three days of captures over Iberia, of aircraft above 3 km heard again within 300 s: 0.9 % of answers have a contact
more than 15 s old, 0.5 % more than 30 s; three aircraft in four are never lost, one in twenty in 4 % of answers."""
_PARTS = 16
"""Parts of a flight, equal in time, with one chance of a receiver each."""

_WELL_COVERED = (
    "US CA BR GB IE FR DE NL BE LU CH AT IT ES PT DK SE NO FI PL CZ HU RO GR SK SI HR BG EE LV LT IS TR CY MT "
    "JP KR TW SG AU NZ AE QA IL ZA"
)
_CELL_DEG = 4.0


@dataclass(frozen=True)
class Contacts:
    """m aircraft in contact: which, their flight and its start (epoch s), and when they were last heard (epoch s)."""

    aircraft: Integers
    flight: Integers
    flight_start: Integers
    time_position: Integers
    last_contact: Integers


class Reception:
    """The reception of a fleet; everything is a function of the seed, the aircraft and the time."""

    def __init__(self, fleet: Fleet, draws: Draws) -> None:
        self._fleet, self._draws = fleet, draws
        aircraft, flights = np.arange(fleet.size), np.arange(2 * fleet.size)
        self._offset_s = draws.below(_BLOCK_S, "reception offset", aircraft)
        # Two in three send a position that gets through each second; of the others one comes every few seconds.
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
        """Those of the aircraft whose flight was heard in the last REMEMBERED_S seconds before `time`."""
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
        """Whether a receiver heard each aircraft lately, up to `latest`, and in which second it last could."""
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
        """The last instant up to `until`; there is one in each period of `every_s` seconds, at a second of its own."""
        period = until // every_s
        this, before = (
            each * every_s + np.floor(self._draws.uniform(what, aircraft, each) * every_s).astype(np.int64)
            for each in (period, period - 1)
        )
        return np.where(this <= until, this, before)

    def _chances_along(self) -> Floats:
        """The chance of a receiver in each part of each flight, (2 n, parts)."""
        flights = np.arange(2 * self._fleet.size)
        grid = _receiver_grid()
        chances = np.empty((len(flights), _PARTS))
        level = np.zeros(len(flights))
        for part in range(_PARTS):
            # As if at an even speed on the great circle: near enough to tell land from sea.
            along = self._fleet.circles.length_m * (part + 0.5) / _PARTS
            latitude, longitude = coordinates(self._fleet.circles.at(flights, along, level, level)[0])
            row = ((latitude + 90) / _CELL_DEG).astype(np.int64) % grid.shape[0]
            column = ((longitude + 180) / _CELL_DEG).astype(np.int64) % grid.shape[1]
            chances[:, part] = grid[row, column]
        return chances


def _receiver_grid() -> Floats:
    """The chance of a receiver in each cell of latitude and longitude.

    People who run receivers live where airports are; so the chance falls from full within 300 km of one to nearly
    nothing at 800 km, and is lower where OpenSky has few volunteers.
    """
    airports = list(all_airports().values())
    place = unit_vectors(np.array([each["lat"] for each in airports]), np.array([each["lon"] for each in airports]))
    well_covered = frozenset(_WELL_COVERED.split())
    many = np.array([each["country"] in well_covered for each in airports])
    latitude = np.arange(-90, 90, _CELL_DEG) + _CELL_DEG / 2
    longitude = np.arange(-180, 180, _CELL_DEG) + _CELL_DEG / 2
    cells = unit_vectors(*np.meshgrid(latitude, longitude, indexing="ij")).astype(np.float32)
    fall = []
    for some in (place[many], place[~many]):
        nearest_m = EARTH_RADIUS_M * np.arccos(np.clip(np.max(cells @ some.T.astype(np.float32), axis=-1), -1, 1))
        fall.append(np.interp(nearest_m, [300e3, 800e3], [1.0, 0.05]))
    return np.asarray(np.maximum(0.985 * fall[0], 0.7 * fall[1]), dtype=np.float64)
