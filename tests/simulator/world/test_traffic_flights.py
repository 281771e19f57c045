"""Routes, great circles, profiles and whole flights."""

from itertools import pairwise

import airportsdata
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator.world.aircraft_kinds import KINDS
from simulator.world.airlines import OPERATORS
from simulator.world.airports import load_airports
from simulator.world.fleet import build_fleet
from simulator.world.geodesy import EARTH_RADIUS_M, GreatCircles, coordinates, unit_vectors
from simulator.world.profiles import Profiles
from simulator.world.randomness import Draws
from simulator.world.routes import choose_routes

COUNT = 3_000


@pytest.fixture(scope="module")
def airports():
    return load_airports(Draws(1))


@pytest.fixture(scope="module")
def fleet(airports):
    return build_fleet(choose_routes(airports, Draws(1), count=COUNT), airports, Draws(1))


def haversine_m(lat1, lon1, lat2, lon2):
    lat1, lon1, lat2, lon2 = (np.radians(value) for value in (lat1, lon1, lat2, lon2))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))


positions = st.tuples(st.floats(-85, 85), st.floats(-180, 180))


@given(start=positions, end=positions, share=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_traffic_great_circles_divide_the_distance(start, end, share):
    length = haversine_m(*start, *end)
    assume(1_000 < length < 19_000_000)
    vectors = [unit_vectors(np.array([place[0]]), np.array([place[1]])) for place in (start, end)]
    circle = GreatCircles.between(*vectors)
    none = np.zeros(1)
    position, _ = circle.at(np.array([0]), share * circle.length_m, none, none)
    latitude, longitude = (float(value[0]) for value in coordinates(position))
    assert circle.length_m[0] == pytest.approx(length, rel=1e-6)
    assert haversine_m(*start, latitude, longitude) == pytest.approx(share * length, abs=1)
    assert haversine_m(latitude, longitude, *end) == pytest.approx((1 - share) * length, abs=1)


knots = st.lists(st.tuples(st.floats(0.5, 50), st.floats(-20, 20)), min_size=2, max_size=6)


@given(knots=knots, share=st.floats(-0.2, 1.2))
@settings(max_examples=60, deadline=None)
def test_traffic_profiles_integrate_what_they_interpolate(knots, share):
    times = np.cumsum([gap for gap, _ in knots])
    rates = np.array([rate for _, rate in knots])
    profile = Profiles.through(times[None, :], rates[None, :])
    time = times[0] + share * (times[-1] - times[0])
    rate, integral = profile.at(np.array([0]), np.array([time]))
    fine = np.linspace(times[0], time, 20_001)
    assert rate[0] == pytest.approx(np.interp(time, times, rates), abs=1e-6)
    assert integral[0] == pytest.approx(np.trapezoid(np.interp(fine, times, rates), fine), abs=0.05)


@given(steps=st.lists(st.tuples(st.floats(25, 400), st.floats(-12, 12)), min_size=2, max_size=6))
@settings(max_examples=60, deadline=None)
def test_traffic_ramps_leave_the_integral_of_steps_as_it_was(steps):
    times = np.cumsum([gap for gap, _ in steps])
    rates = np.array([rate for _, rate in steps[:-1]] + [0.0])
    profile = Profiles.of_steps(times[None, :], rates[None, :], np.full(len(steps), 20.0))
    _, integral = profile.at(np.array([0]), times[-1:] + 10)
    assert integral[0] == pytest.approx(np.sum(np.diff(times) * rates[:-1]), abs=1e-6)


def test_traffic_flights_end_at_the_other_airport_and_its_elevation(fleet, airports):
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


def test_traffic_wheels_leave_and_meet_the_ground_at_its_height(fleet, airports):
    flights = np.arange(2 * COUNT)
    for moment, ends in ((fleet.plans.liftoff_s, ("home", "away")), (fleet.plans.touchdown_s, ("away", "home"))):
        elevation = airports.elevation_m[np.stack([getattr(fleet.routes, end) for end in ends], axis=1).reshape(-1)]
        assert fleet.motion(flights, moment).altitude == pytest.approx(elevation, abs=0.01)


def test_traffic_milestones_of_each_flight_are_in_order(fleet):
    plans = fleet.plans
    moments = [plans.liftoff_s, plans.cruise_start_s, plans.cruise_end_s, plans.touchdown_s, plans.end_s]
    assert all((late - early > 60).all() for early, late in pairwise(moments))
    assert (np.diff(plans.distance.times, axis=1) > 0).all()
    assert (np.diff(plans.height.times, axis=1) > 0).all()


def test_traffic_flights_stay_within_what_their_kind_can_do(fleet):
    assert fleet.plans.distance.rates.min() >= 0
    assert fleet.plans.distance.rates.max() < 340
    assert fleet.plans.height.rates.min() > -14
    assert fleet.plans.height.rates.max() < 19
    for index, kind in enumerate(KINDS):
        flights = np.flatnonzero(np.repeat(fleet.routes.kind, 2) == index)
        assert (fleet.circles.length_m[flights] >= kind.distance[0]).all()
        assert (fleet.circles.length_m[flights] <= kind.distance[2]).all()


def test_traffic_jet_stream_makes_eastbound_flights_faster(fleet):
    """Out and back on long routes of the middle latitudes: the eastbound leg takes less time from wheels to wheels."""
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


def test_traffic_routes_are_a_prefix_of_those_of_more_aircraft(airports):
    few, many = (choose_routes(airports, Draws(9), count=count) for count in (50, 500))
    for column in ("operator", "kind", "home", "away"):
        assert (getattr(few, column) == getattr(many, column)[:50]).all()


def test_traffic_airlines_fly_from_their_bases_and_private_aircraft_at_home(fleet, airports):
    for operator, home in zip(fleet.routes.operator.tolist(), fleet.routes.home.tolist(), strict=True):
        if OPERATORS[operator].private:
            assert airports.country[home] == OPERATORS[operator].country
        else:
            assert airports.iata[home] in OPERATORS[operator].bases


def test_traffic_draws_are_uniform_and_independent_of_their_neighbours():
    draws = Draws(7)
    values = draws.uniform("test", np.arange(100_000))
    assert np.histogram(values, 10, (0, 1))[0] == pytest.approx(np.full(10, 10_000), rel=0.05)
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.02
    assert abs(np.corrcoef(values, draws.uniform("other", np.arange(100_000)))[0, 1]) < 0.02
    assert abs(np.corrcoef(values, Draws(8).uniform("test", np.arange(100_000)))[0, 1]) < 0.02
