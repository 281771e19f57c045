"""A lake with gold of random traffic."""

import pytest

from contracts.lake.layout import Lake
from etl.silver.flights import refresh as silver_flights
from tests.etl.gold.gold_rows import make_gold, random_states
from tests.etl.lake_rows import (
    settings_of,
    write_states,
)


@pytest.fixture(scope="module")
def states():
    return random_states()


@pytest.fixture(scope="module")
def traffic_lake(tmp_path_factory, states):
    """A lake with silver and gold made of the random state vectors; tests only read it."""
    lake = Lake(tmp_path_factory.mktemp("traffic") / "lake")
    write_states(lake, states)
    silver_flights.run(settings_of(lake.root.parent), None)
    make_gold(lake)
    return lake
