"""The route of each aircraft: its operator, its kind and its two airports."""

from dataclasses import dataclass

import numpy as np

from common.geodesy import EARTH_RADIUS_M
from simulator.world.aircraft_kinds import CODES, KINDS
from simulator.world.airports import Airports
from simulator.world.arrays import Booleans, Floats, Integers
from simulator.world.operators import OPERATORS, Operator
from simulator.world.randomness import Draws

_STEEPEST_M_PER_M = 40.0
"""Metres of route needed for each metre of height between the two airports."""


@dataclass(frozen=True)
class Routes:
    """n aircraft: indices into OPERATORS and KINDS, and into the airports at the two ends, all (n,)."""

    operator: Integers
    kind: Integers
    home: Integers
    away: Integers


def choose_routes(airports: Airports, draws: Draws, *, count: int) -> Routes:
    """Return the routes: operator, kind and home drawn by their weights, the other airport by a gravity model.

    The model draws an airport by its weight times a log-normal preference for the kind's typical distance, within the
    kind's limits. Aircraft i depends only on the seed and i.
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
    distance_m = _distances_m(airports.position)
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


def _distances_m(position: Floats) -> Floats:
    """Return the great-circle distances (n, n) between unit vectors (n, 3)."""
    return np.asarray(EARTH_RADIUS_M * np.arccos(np.clip(position @ position.T, -1, 1)), dtype=np.float64)


def _pick(weights: Floats, draw: Floats) -> Integers:
    """Return indices chosen by weight from uniform draws; weight 0 is never chosen."""
    cumulated = np.cumsum(weights)
    return np.asarray(np.searchsorted(cumulated, draw * cumulated[-1], side="right"), dtype=np.int64)


def _bases(operator: Operator, airports: Airports, suits: Booleans) -> Integers:
    """Return the airports where the operator's aircraft may be based; private ones use smaller airports at home.

    A smaller airport with no other at a distance that suits the kind, as on an outlying island, is left out.
    """
    if operator.private:
        at_home = np.array([country == operator.country for country in airports.country])
        return np.flatnonzero(at_home & ~airports.busy & suits.any(axis=1))
    return np.array([airports.iata.index(iata) for iata in operator.bases])


def _suitable(airports: Airports, distance_m: Floats, kind: int) -> Booleans:
    """Return which pairs of airports (n, n) suit the kind by their distance and difference in elevation."""
    shortest, _, longest = KINDS[kind].distance
    rise = np.abs(airports.elevation_m[:, None] - airports.elevation_m[None, :])
    return np.asarray((distance_m >= shortest + _STEEPEST_M_PER_M * rise) & (distance_m <= longest))


def _attractions(airports: Airports, distance_m: Floats, kind: int) -> Floats:
    """Return the weights of airports (n,) at these distances (n,) as destinations for the kind."""
    _, typical, _ = KINDS[kind].distance
    nearness = np.exp(-((np.log(np.maximum(distance_m, 1.0) / typical) / KINDS[kind].distance_spread) ** 2) / 2)
    return airports.weight * np.where(airports.busy, KINDS[kind].busy, KINDS[kind].smaller) * nearness
