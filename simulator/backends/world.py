"""The simulated world that a seed and a number of aircraft define, whatever the time."""

from dataclasses import dataclass

import numpy as np

from simulator.motion.fleet import Fleet, build_fleet
from simulator.reception.contacts import Reception
from simulator.world.airports import Airports, load_airports
from simulator.world.arrays import Integers
from simulator.world.identities import Identities, identify
from simulator.world.randomness import Draws
from simulator.world.routes import choose_routes

_CANDIDATES_PER_CONTACT = 2.0
"""Aircraft built per aircraft in contact, more than needed: three in five are heard, the rest are parked or too far."""

_SAMPLE_TIMES = range(0, 86_400, 4_789)
"""The number in contact is averaged over these times. Their step shares no divisor with an hour, so no two of them fall
on the same second of an hour."""


@dataclass(frozen=True)
class World:
    """The parts of a simulated world; `aircraft` are the indices of the fleet's aircraft that fly."""

    draws: Draws
    airports: Airports
    fleet: Fleet
    reception: Reception
    aircraft: Integers
    identities: Identities


def build_world(*, aircraft: int, seed: int) -> World:
    """Build the world in which about `aircraft` aircraft are in contact at any time."""
    draws = Draws(seed)
    airports = load_airports(draws)
    candidates = choose_routes(airports, draws, count=int(aircraft * _CANDIDATES_PER_CONTACT) + 20)
    fleet = build_fleet(candidates, airports, draws)
    reception = Reception(fleet, draws)
    enough = _enough(aircraft, reception, candidates=len(candidates.kind))
    return World(draws, airports, fleet, reception, enough, identify(candidates, draws))


def _enough(wanted: int, reception: Reception, *, candidates: int) -> Integers:
    """Return the first candidates, as many as it takes to have `wanted` in contact on average."""
    everyone = np.arange(candidates)
    seen = np.zeros(candidates)
    for time in _SAMPLE_TIMES:
        seen[reception.contacts(everyone, time).aircraft] += 1 / len(_SAMPLE_TIMES)
    return everyone[: np.searchsorted(np.cumsum(seen), wanted) + 1]
