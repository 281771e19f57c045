import pytest

from simulator.world.airports import load_airports
from simulator.world.operators import OPERATORS
from simulator.world.randomness import Draws
from simulator.world.routes import choose_routes


@pytest.fixture(scope="module")
def airports():
    return load_airports(Draws(1))


@pytest.fixture(scope="module")
def routes(airports):
    return choose_routes(airports, Draws(1), count=3_000)


def test_routes_are_a_prefix_of_those_of_more_aircraft(airports):
    few, many = (choose_routes(airports, Draws(9), count=count) for count in (50, 500))
    for column in ("operator", "kind", "home", "away"):
        assert (getattr(few, column) == getattr(many, column)[:50]).all()


def test_airlines_fly_from_their_bases_and_private_aircraft_at_home(routes, airports):
    for operator, home in zip(routes.operator.tolist(), routes.home.tolist(), strict=True):
        if OPERATORS[operator].private:
            assert airports.country[home] == OPERATORS[operator].country
        else:
            assert airports.iata[home] in OPERATORS[operator].bases
