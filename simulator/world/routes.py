"""Who flies what between which airports: one operator, kind and pair of airports per aircraft."""

from dataclasses import dataclass

import numpy as np

from simulator.world.aircraft_kinds import CODES, KINDS
from simulator.world.airlines import OPERATORS, Operator
from simulator.world.airports import Airports
from simulator.world.geodesy import distances_m
from simulator.world.randomness import Booleans, Draws, Floats, Integers

_STEEPEST_M_PER_M = 40.0
"""Metres of route that an aircraft needs for each metre by which one airport lies above the other."""


@dataclass(frozen=True)
class Routes:
    """n aircraft: indices into OPERATORS and KINDS, and into the airports at the two ends, all (n,)."""

    operator: Integers
    kind: Integers
    home: Integers
    away: Integers


def choose_routes(airports: Airports, draws: Draws, *, count: int) -> Routes:
    """Draw operator, kind and home by their weights, and the other end by a gravity model.

    Gravity: an airport is drawn by its weight times how near the distance is to what suits the kind, log-normally and
    within the kind's limits. Aircraft i depends on the seed and i alone.
    """
    aircraft = np.arange(count)
    weights = np.array([operator.weight for operator in OPERATORS])
    operator = _pick(weights, draws.uniform("operator", aircraft))
    kind, home, away = np.empty((3, count), dtype=np.int64)
    fleet_draw, home_draw, away_draw = (draws.uniform(purpose, aircraft) for purpose in ("kind", "home", "away"))
    for index, each in enumerate(OPERATORS):
        mine = np.flatnonzero(operator == index)
        fleet = np.array([CODES.index(code) for code in each.fleet])
        kind[mine] = fleet[np.floor(fleet_draw[mine] * len(fleet)).astype(np.int64)]
    distance_m = distances_m(airports.position, airports.position)
    for each_kind in range(len(KINDS)):
        suits = _suitable(airports, distance_m, each_kind)
        for index in np.unique(operator[kind == each_kind]):
            mine = np.flatnonzero((kind == each_kind) & (operator == index))
            bases = _bases(OPERATORS[index], airports, suits)
            home[mine] = bases[np.floor(home_draw[mine] * len(bases)).astype(np.int64)]
        for base in np.unique(home[kind == each_kind]):
            mine = np.flatnonzero((kind == each_kind) & (home == base))
            attraction = np.where(suits[base], _attractions(airports, distance_m[base], each_kind), 0.0)
            away[mine] = _pick(attraction, away_draw[mine])
    return Routes(operator, kind, home, away)


def _pick(weights: Floats, draw: Floats) -> Integers:
    """Indices drawn by weight from uniform draws; what has no weight is never drawn."""
    cumulated = np.cumsum(weights)
    return np.asarray(np.searchsorted(cumulated, draw * cumulated[-1], side="right"), dtype=np.int64)


def _bases(operator: Operator, airports: Airports, suits: Booleans) -> Integers:
    """Where the operator's aircraft may live; a private one at a smaller airport of its country.

    An airport without another one at a distance that suits the kind, as on an outlying island, is no base.
    """
    if operator.private:
        at_home = np.array([country == operator.country for country in airports.country])
        return np.flatnonzero(at_home & ~airports.busy & suits.any(axis=1))
    return np.array([airports.iata.index(iata) for iata in operator.bases])


def _suitable(airports: Airports, distance_m: Floats, kind: int) -> Booleans:
    """Which pairs of airports (n, n) are neither too near, too far, nor one too high above the other, for the kind."""
    shortest, _, longest = KINDS[kind].distance
    rise = np.abs(airports.elevation_m[:, None] - airports.elevation_m[None, :])
    return np.asarray((distance_m >= shortest + _STEEPEST_M_PER_M * rise) & (distance_m <= longest))


def _attractions(airports: Airports, distance_m: Floats, kind: int) -> Floats:
    """How strongly airports (n,) at such distances (n,) attract aircraft of the kind."""
    _, typical, _ = KINDS[kind].distance
    nearness = np.exp(-((np.log(np.maximum(distance_m, 1.0) / typical) / KINDS[kind].distance_spread) ** 2) / 2)
    return airports.weight * np.where(airports.busy, KINDS[kind].busy, KINDS[kind].smaller) * nearness
