"""Whole flights, from one airport to the other."""

from itertools import pairwise

import airportsdata
import numpy as np
import pytest

from simulator.motion.fleet import build_fleet
from simulator.motion.great_circles import coordinates
from simulator.world.aircraft_kinds import KINDS
from simulator.world.airports import load_airports
from simulator.world.randomness import Draws
from simulator.world.routes import choose_routes
from tests.simulator.geometry import haversine_m

COUNT = 3_000


@pytest.fixture(scope="module")
def airports():
    return load_airports(Draws(1))


@pytest.fixture(scope="module")
def fleet(airports):
    return build_fleet(choose_routes(airports, Draws(1), count=COUNT), airports, Draws(1))


def test_flights_end_at_the_other_airport_and_its_elevation(fleet, airports):
    everything = airportsdata.load("IATA")
    flights = np.arange(2 * COUNT)
    motion = fleet.motion(flights, fleet.plans.end_s)
    ends = np.stack((fleet.routes.away, fleet.routes.home), axis=1).reshape(-1)
    rows = [everything[airports.iata[index]] for index in ends]
    latitude, longitude = (np.array([row[name] for row in rows]) for name in ("lat", "lon"))
    assert np.max(haversine_m(motion.latitude, motion.longitude, latitude, longitude)) < 1
    assert motion.altitude == pytest.approx([row["elevation"] * 0.3048 for row in rows], abs=0.01)
    assert motion.on_ground.all()
    assert np.hypot(motion.east, motion.north) == pytest.approx(np.zeros(2 * COUNT))


def test_flights_lift_off_and_touch_down_at_the_elevation_of_the_airport(fleet, airports):
    flights = np.arange(2 * COUNT)
    for moment, ends in ((fleet.plans.liftoff_s, ("home", "away")), (fleet.plans.touchdown_s, ("away", "home"))):
        elevation = airports.elevation_m[np.stack([getattr(fleet.routes, end) for end in ends], axis=1).reshape(-1)]
        assert fleet.motion(flights, moment).altitude == pytest.approx(elevation, abs=0.01)


def test_milestones_of_each_flight_are_in_order(fleet):
    plans = fleet.plans
    moments = [plans.liftoff_s, plans.cruise_start_s, plans.cruise_end_s, plans.touchdown_s, plans.end_s]
    assert all((late - early > 60).all() for early, late in pairwise(moments))
    assert (np.diff(plans.distance.times, axis=1) > 0).all()
    assert (np.diff(plans.height.times, axis=1) > 0).all()


def test_flights_stay_within_the_limits_of_their_kind(fleet):
    assert fleet.plans.distance.rates.min() >= 0
    assert fleet.plans.distance.rates.max() < 340
    assert fleet.plans.height.rates.min() > -14
    assert fleet.plans.height.rates.max() < 19
    for index, kind in enumerate(KINDS):
        flights = np.flatnonzero(np.repeat(fleet.routes.kind, 2) == index)
        assert (fleet.circles.length_m[flights] >= kind.distance[0]).all()
        assert (fleet.circles.length_m[flights] <= kind.distance[2]).all()


def test_jet_stream_makes_eastbound_flights_faster(fleet):
    """On long routes in the middle latitudes the eastbound flight spends less time in the air."""
    middle, _ = fleet.circles.at(np.arange(2 * COUNT), fleet.circles.length_m / 2, *np.zeros((2, 2 * COUNT)))
    latitude, _ = coordinates(middle)
    eastbound = fleet.circles.left[:, 2] > 0.6
    long = (fleet.circles.length_m > 2_000e3) & (latitude > 30) & (latitude < 52)
    airborne_s = fleet.plans.touchdown_s - fleet.plans.liftoff_s
    pairs = np.flatnonzero((long & eastbound).reshape(-1, 2).any(axis=1))
    out_is_east = eastbound[2 * pairs]
    east, west = (airborne_s[2 * pairs + np.where(out_is_east, a, b)] for a, b in ((0, 1), (1, 0)))
    assert len(pairs) > 50
    assert np.mean(east < west) > 0.9
